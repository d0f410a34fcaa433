"""Confirms an order, and says so in the log as one JSON object."""

import logging
import os

logger = logging.getLogger("confirm_order")


def handler(event, context):
    order_id = event["orderId"]
    logger.info("order confirmed", extra={"orderId": order_id, "stage": os.environ["STAGE"]})
    return {
        "orderId": order_id,
        "status": "CONFIRMED",
        "table": os.environ["ORDERS_TABLE"],
        "pricedBy": os.environ["PRICE_FUNCTION_ARN"],
    }
