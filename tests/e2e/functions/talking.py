"""Handlers that write: with print, with logging, on both streams, a lot."""

import json
import logging
import sys

logger = logging.getLogger("shop")

print("module imported")


def handler(event, context):
    print("first, printed")
    logger.warning("second, logged")
    print("third, printed to stderr", file=sys.stderr)
    logger.error("fourth, logged")
    print("fifth, printed")
    return "said"


def says(event, context):
    for line in event["lines"]:
        print(line)
    return len(event["lines"])


def unfinished_line(event, context):
    """Leaves its last line without an end."""
    sys.stdout.write("a whole line\nno newline at the end")
    return "said"


def logs_levels(event, context):
    logger.debug("debug record")
    logger.info("info record")
    logger.warning("warning record", extra={"order": 17})
    return "said"


def prints_json(event, context):
    for level in ("DEBUG", "warn", "ERROR"):
        print(json.dumps({"level": level, "timestamp": "2026-01-01T00:00:00Z", "message": f"printed {level}"}))
    print(json.dumps({"message": "printed without a level"}))
    print("plain text")
    return "said"


def logs_an_exception(event, context):
    try:
        {}["order"]
    except KeyError:
        logger.exception("no such order")
    return "said"


def raises(event, context):
    raise LookupError("no such order")
