"""An order, and what makes one valid."""

from dataclasses import dataclass
from decimal import Decimal

from shop.money import rounded


class InvalidOrder(ValueError):
    """The caller's mistake: says which member is wrong and what was found."""


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    unit_price: Decimal

    @property
    def net(self) -> Decimal:
        return rounded(self.unit_price * self.quantity)


@dataclass(frozen=True)
class Order:
    id: str
    lines: tuple[Line, ...]


def parse_order(event: dict) -> Order:
    """Shape: `{"orderId": "o-17", "lines": [{"sku": "…", "quantity": 2, "unitPrice": "4.50"}, …]}`."""
    order_id = event.get("orderId")
    if not isinstance(order_id, str) or not order_id:
        raise InvalidOrder(f"orderId: expected a text, found {order_id!r}")
    lines = event.get("lines")
    if not isinstance(lines, list) or not lines:
        raise InvalidOrder(f"lines: expected at least one, found {lines!r}")
    return Order(order_id, tuple(_parse_line(number, line) for number, line in enumerate(lines)))


def _parse_line(number: int, line: dict) -> Line:
    quantity = line.get("quantity")
    if not isinstance(quantity, int) or quantity < 1:
        raise InvalidOrder(f"lines[{number}].quantity: expected a positive whole number, found {quantity!r}")
    return Line(line["sku"], quantity, Decimal(str(line["unitPrice"])))
