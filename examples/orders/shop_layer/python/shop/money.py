"""Amounts of money are Decimals with two places; a float never touches them."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def with_tax(net: Decimal, percent: Decimal) -> Decimal:
    return rounded(net * (100 + percent) / 100)
