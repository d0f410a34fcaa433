"""A module that takes its time to import others, and knows how long."""

import sys
import time

_BEGAN = time.perf_counter()
_NAMES = ("asyncio", "ctypes.util", "email.mime.text", "http.server", "multiprocessing.pool", "sqlite3", "unittest.mock")
KNOWN_BEFORE = [name for name in _NAMES if name in sys.modules]
for _name in _NAMES:
    __import__(_name)
MILLISECONDS = (time.perf_counter() - _BEGAN) * 1000


def handler(event, context):
    return {"milliseconds": MILLISECONDS, "known_before": KNOWN_BEFORE}
