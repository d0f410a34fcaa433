"""What could tell a forked interpreter from one that was started for this function alone."""

import sys

# Before anything else of ours: what there was already.
MODULES = set(sys.modules)

import gc  # noqa: E402
import locale  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import resource  # noqa: E402
import secrets  # noqa: E402
import signal  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402

COUNTER = []


def _handlers():
    numbers = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
    return {int(number): str(signal.getsignal(number)) for number in numbers}


def _limits():
    names = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def _descriptors():
    """Kind of each open descriptor; the socket of the Runtime API has a number like any other."""
    kinds = {}
    for number in sorted(int(name) for name in os.listdir("/proc/self/fd")):
        try:
            kinds[number] = os.readlink(f"/proc/self/fd/{number}").partition(":")[0]
        except FileNotFoundError:
            pass  # that of the listing itself
    return kinds


def _depth():
    frame, depth = sys._getframe(), 0
    while frame:
        frame, depth = frame.f_back, depth + 1
    return depth


def same(event, context):
    """Has to be the same both ways."""
    return {
        "argv": [os.path.basename(argument) for argument in sys.argv],
        "orig_argv": [os.path.basename(argument) for argument in sys.orig_argv],
        "flags": str(sys.flags),
        "main": os.path.basename(sys.modules["__main__"].__file__),
        "modules": sorted(MODULES),
        "variables": sorted(os.environ),
        "folder": os.getcwd(),
        "descriptors": _descriptors(),
        "handlers": _handlers(),
        "blocked": [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
        "limits": _limits(),
        "mask": os.umask(0o022),
        "leads_its_group": os.getpgrp() == os.getpid(),
        "nice": os.nice(0),
        "threads": [thread.name for thread in threading.enumerate()],
        "main_thread": threading.main_thread().native_id == os.getpid(),
        "depth": _depth(),
        "recursion_limit": sys.getrecursionlimit(),
        "collector": [gc.isenabled(), gc.get_threshold()],
        "locale": locale.setlocale(locale.LC_ALL),
        "encodings": [sys.getfilesystemencoding(), sys.stdout.encoding, sys.stderr.errors],
        "zone": time.tzname,
        "children": os.path.exists(f"/proc/self/task/{os.getpid()}/children") and _children(),
        "cpu_is_its_own": time.process_time() < 5,
    }


def _children():
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return file.read()


def own(event, context):
    """Has to be this environment's alone; `hash` as the README says."""
    COUNTER.append(1)
    return {
        "pid": os.getpid(),
        "count": len(COUNTER),
        "random": random.random(),
        "uuid1": str(uuid.uuid1()),
        "uuid4": str(uuid.uuid4()),
        "secret": secrets.token_hex(),
        "hash": hash("Ada"),
    }


def waits_and_tells(event, context):
    """The same, beside another environment that is held at the gate at the same time."""
    import waiting

    waiting.at_the_gate(event, context)
    return own(event, context)
