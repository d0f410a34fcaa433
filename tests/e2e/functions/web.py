"""Handlers behind HTTP: they show what they were handed, or hand back what the request says."""

import base64
import json
import os
import time


def show(event, context):
    """The event as the body of a proxy answer."""
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}


def obey(event, context):
    """The JSON of the request's body is the result."""
    body = event.get("body") or "null"
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body)
    return json.loads(body)


def fail(event, context):
    raise RuntimeError("as asked")


def sleep(event, context):
    time.sleep(float((event.get("queryStringParameters") or {}).get("seconds", "1")))
    return {"statusCode": 200, "body": "slept"}


def environment(event, context):
    """The variables of the process."""
    return {"statusCode": 200, "body": json.dumps(dict(os.environ))}
