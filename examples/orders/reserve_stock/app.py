"""Sets goods aside for an order.  The warehouse behind it is old, and fails in every way software can fail."""

import os
import time

from shop.order import parse_order

STOCK = {"cheddar": 12, "brie": 3, "gouda": 40}


class OutOfStock(Exception):
    pass


class Warehouse:
    """Stands for a library that was written long before this function."""

    def take(self, sku: str, quantity: int) -> str:
        if sku == "fondue":  # comes from a supplier who never answers in time
            time.sleep(60)
        if sku == "casu-marzu":  # the library ends the process when it meets an illegal good
            os._exit(3)
        if STOCK[sku] < quantity:
            raise OutOfStock(f"{sku}: {quantity} wanted, {STOCK[sku]} left")
        return f"{sku}-{quantity}"


def handler(event, context):
    order = parse_order(event)
    warehouse = Warehouse()
    try:
        reserved = {warehouse.take(line.sku, line.quantity) for line in order.lines}
    except KeyError as unknown:
        raise OutOfStock(f"{unknown.args[0]}: not a cheese we know") from unknown
    if event.get("raw"):
        return reserved  # a set, which JSON cannot carry: a mistake that only shows when it runs
    return {"orderId": order.id, "reservations": sorted(reserved)}
