"""Handlers that raise, in the ways the invoker can tell apart."""


class OutOfStock(Exception):
    pass


def _raise_from_below(message):
    raise OutOfStock(message)


def boom(event, context):
    raise Exception("boom")


def without_a_message(event, context):
    raise ValueError


def non_ascii(event, context):
    raise ValueError("kein Käse 🧀")


def two_frames(event, context):
    _raise_from_below("no cheese left")


def chained(event, context):
    try:
        int("seven")
    except ValueError as cause:
        raise OutOfStock("not a count") from cause


def too_deep(event, context):
    return too_deep(event, context)


def out_of_python_memory(event, context):
    raise MemoryError("not even a kilobyte")


not_callable = 42
