"""Ways to end the process; the event, or the variable LEAVE at import, names the one wanted."""

import os
import resource
import signal
import sys


def _without_core_file(end):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end()


def _kill(number):
    _without_core_file(lambda: os.kill(os.getpid(), number))


def _interrupt():
    raise KeyboardInterrupt


WAYS = {
    "sys.exit()": lambda: sys.exit(),
    "sys.exit(0)": lambda: sys.exit(0),
    "sys.exit(None)": lambda: sys.exit(None),
    "os._exit(0)": lambda: os._exit(0),
    "sys.exit(3)": lambda: sys.exit(3),
    "os._exit(3)": lambda: os._exit(3),
    "sys.exit('bye')": lambda: sys.exit("bye"),
    "sys.exit(-1)": lambda: sys.exit(-1),
    "KeyboardInterrupt": _interrupt,
    "os.abort()": lambda: _without_core_file(os.abort),
    "SIGKILL": lambda: _kill(signal.SIGKILL),
    "SIGTERM": lambda: _kill(signal.SIGTERM),
    "SIGSEGV": lambda: _kill(signal.SIGSEGV),
}

if "LEAVE" in os.environ:
    WAYS[os.environ["LEAVE"]]()


def handler(event, context):
    if event:
        WAYS[event["way"]]()
    return os.getpid()
