"""Takes memory, touches all of it, and keeps it until it is stopped."""

import os
import time


def handler(event, context):
    if "megabytes" not in event:
        return os.getpid()
    kept = b"x" * (event["megabytes"] * 1024 * 1024)
    time.sleep(event.get("seconds", 20))
    return len(kept)
