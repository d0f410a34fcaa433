"""A thread that counts, for as long as it is let: into a file that others can see, every millisecond."""

import mmap
import os
import struct
import subprocess
import threading
import time


_has_begun = threading.Event()


def _count():
    with open(os.environ["COUNTER"], "r+b") as file:
        memory = mmap.mmap(file.fileno(), 8)
    number = 0
    while True:
        number += 1
        memory[:] = struct.pack("<q", number)
        _has_begun.set()
        time.sleep(0.001)


if "COUNTER" in os.environ:
    threading.Thread(target=_count, daemon=True).start()


def handler(event, context):
    """The processes of this function: its own and those of children that it leaves behind."""
    if "COUNTER" in os.environ:
        _has_begun.wait()
    children = [subprocess.Popen(["sleep", "600"]).pid for _ in range(event.get("children", 0))]
    return [os.getpid(), *children]
