"""A module whose import is slow, or fails the first time, as its variables say."""

import os
import time

if marker := os.environ.get("FAIL_UNLESS_EXISTS"):
    if not os.path.exists(marker):
        with open(marker, "x", encoding="utf-8"):
            pass
        raise ConnectionError("the database is still starting")

if "IMPORT_SECONDS" in os.environ:
    time.sleep(float(os.environ["IMPORT_SECONDS"]))


def handler(event, context):
    return "started"
