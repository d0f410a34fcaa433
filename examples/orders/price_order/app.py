"""Adds up an order and its tax."""

import os
from decimal import Decimal

from shop.money import with_tax
from shop.order import parse_order

CURRENCY = os.environ["CURRENCY"]
TAX_PERCENT = Decimal(os.environ["TAX_PERCENT"])


def handler(event, context):
    order = parse_order(event)
    net = sum((line.net for line in order.lines), Decimal())
    print(f"priced {order.id}: {len(order.lines)} lines, {net} {CURRENCY} net")
    return {
        "orderId": order.id,
        "net": net,
        "total": with_tax(net, TAX_PERCENT),
        "currency": CURRENCY,
    }
