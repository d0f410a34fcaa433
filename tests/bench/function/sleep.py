"""Sleeps, and says when it began: seconds of the clock that all processes of a machine share."""

import time


def handler(event, context):
    began = time.monotonic()
    time.sleep(event["seconds"])
    return began
