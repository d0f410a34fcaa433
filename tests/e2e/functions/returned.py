"""One value of each kind a handler may return; the event names the one wanted."""

import collections
import datetime
import decimal
import enum

Point = collections.namedtuple("Point", "x y")


class Colour(enum.Enum):
    RED = "red"


class Size(str, enum.Enum):
    LARGE = "large"


class Level(enum.IntEnum):
    HIGH = 3


def _circle():
    ring = []
    ring.append(ring)
    return ring


async def _later():
    return None


VALUES = {
    "nothing": lambda: None,
    "text": lambda: "text",
    "number": lambda: 42,
    "list": lambda: [1, "two", None, True],
    "nested": lambda: {"a": {"b": [1.5, {}]}},
    "non-ascii": lambda: "é€😀",
    "spaced bytes": lambda: b'{ "a":1 ,\n"b" : 1.10}',
    "bytes that are no JSON": lambda: b"\xff\x00 plain",
    "nested bytes": lambda: {"data": b"caf\xc3\xa9"},
    "nested broken bytes": lambda: {"data": b"\xff"},
    "tuple": lambda: (1, 2),
    "namedtuple": lambda: Point(1, 2),
    "decimal": lambda: decimal.Decimal("1.10"),
    "nan": lambda: float("nan"),
    "infinities": lambda: [float("inf"), float("-inf")],
    "keys": lambda: {1: "int", 1.5: "float", False: "bool", None: "none"},
    "string enum": lambda: Size.LARGE,
    "int enum": lambda: Level.HIGH,
    "enum": lambda: Colour.RED,
    "set": lambda: {1},
    "datetime": lambda: datetime.datetime(2026, 1, 1),
    "coroutine": _later,
    "tuple key": lambda: {(1, 2): "x"},
    "circle": _circle,
}


def handler(event, context):
    return VALUES[event["value"]]()
