"""Handlers of functions that have extensions, and what they can tell about them."""

import os
import time

from extending import RUNTIME, Extension, call, wait_at


def event_headers(event, context):
    """The headers of the event in progress: whoever asks for the next one before an answer gets the same again."""
    return call("GET", f"{RUNTIME}/invocation/next").headers


def extension_routes(event, context):
    """What the routes of the Extensions API answer to a registration: [status, body]."""
    answer = Extension("internal").register("INVOKE")
    return [answer.status, answer.body]


def pid(event, context):
    return os.getpid()


def sleeps(event, context):
    time.sleep(event.get("seconds", 600))


def waits(event, context):
    """Stands in a gate if the event has one."""
    if "gate" in event:
        wait_at(event["gate"], who="handler")
    return os.getpid()
