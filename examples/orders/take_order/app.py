"""Takes an order (HTTP API): prices it for the clerk whom the authorizer let in."""

import json
import os
from decimal import Decimal

from shop.order import InvalidOrder, parse_order

CURRENCY = os.environ["CURRENCY"]


def handler(event, context):
    clerk = event["requestContext"]["authorizer"]["lambda"]["clerk"]
    try:
        order = parse_order(json.loads(event["body"]))
    except InvalidOrder as mistake:
        return {"statusCode": 400, "body": json.dumps({"message": str(mistake)})}
    net = sum((line.net for line in order.lines), Decimal())
    taken = {"orderId": order.id, "net": float(net), "currency": CURRENCY, "clerk": clerk}
    return {"statusCode": 201, "headers": {"content-type": "application/json"}, "body": json.dumps(taken)}
