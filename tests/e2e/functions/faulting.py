"""Breaks an environment at one place: FAULT is "who/phase/how"; nothing happens unless the file ARMED exists.

The file holds the port of a gate (tests/e2e/gate.py); whoever breaks after the response, or between invokes, waits
there first.  `external` is the whole of the external extension, faulty.py has the runtime and the internal one.
"""

import json
import os
import resource
import signal
import threading

from extending import EXTENSION, Extension, begin_and_hang_up, say, wait_at

WHO, PHASE, HOW = os.environ["FAULT"].split("/", 2)
STRANGER = "00000000-0000-4000-8000-000000000000"
SUBSCRIPTION = {
    "schemaVersion": "2022-12-13",
    "types": ["platform"],
    "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:9"},
}


def gate():
    """The port in the file, None without one."""
    try:
        with open(os.environ["ARMED"], encoding="utf-8") as file:
            return int(file.read())
    except FileNotFoundError:
        return None


def is_due(who, phase):
    return (who, phase) == (WHO, PHASE) and gate() is not None


def refused(answer):
    """Tells the test what a call was refused with."""
    say({"refused": answer.status, "errorType": json.loads(answer.body)["errorType"]})


def by_signal(number):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.kill(os.getpid(), number)
    hang()  # another thread may be the one that is hit, a moment later


def hang():
    while True:
        signal.pause()


ENDS = {
    "exits 0": lambda: os._exit(0),
    "exits 1": lambda: os._exit(1),
    "SIGKILL": lambda: by_signal(signal.SIGKILL),
    "SIGSEGV": lambda: by_signal(signal.SIGSEGV),
    "hangs": hang,
}


def reports(phase, extension, then):
    extension.report(phase)
    ENDS[then]()


EXTENSIONS_DEEDS = {
    "calls as a stranger": lambda own: refused(Extension("stranger", STRANGER).next()),
    "registers without a name": lambda own: refused(Extension("").register("INVOKE")),
    "registers with a broken body": lambda own: refused(own.register_with("{")),
    "registers for PAUSE": lambda own: refused(own.register("PAUSE")),
    "registers twice": lambda own: refused(own.register("INVOKE")),
    "closes its socket": lambda own: begin_and_hang_up("POST", f"{EXTENSION}/register"),
    "reports an init error without a type": lambda own: refused(own.report("init", None)),
    "reports an exit error without a type": lambda own: refused(own.report("exit", None)),
    "reports an init error too late": lambda own: refused(own.report("init")),
    "reports an init error and exits 1": lambda own: reports("init", own, "exits 1"),
    "reports an exit error and exits 1": lambda own: reports("exit", own, "exits 1"),
    "reports an exit error and hangs": lambda own: reports("exit", own, "hangs"),
    "subscribes with a broken body": lambda own: refused(own.subscribe("{")),
    "subscribes too late": lambda own: refused(own.subscribe(SUBSCRIPTION)),
    "asks for another event": lambda own: own.next(),
    "asks for SHUTDOWN": lambda own: refused(own.register("SHUTDOWN")),
    "registers another too late": lambda own: refused(Extension("another").register("INVOKE")),
    **{how: lambda own, end=end: end() for how, end in ENDS.items()},
}


def strike(who, phase, extension):
    """What FAULT says about this place, if anything."""
    if is_due(who, phase):
        EXTENSIONS_DEEDS[HOW](extension)


def strike_at_the_gate(who, phase, extension):
    """The same once the gate is open."""
    if is_due(who, phase):
        wait_at(gate())
        EXTENSIONS_DEEDS[HOW](extension)


def external(extension):
    strike("external", "before it registers", extension)
    extension.register("INVOKE", "SHUTDOWN")
    strike("external", "after it registered", extension)
    while extension.next_event()["eventType"] == "INVOKE":
        strike("external", "before the response", extension)
        strike_at_the_gate("external", "after the response", extension)
        if is_due("external", "between invokes") and HOW != "is killed":
            threading.Thread(target=strike_at_the_gate, args=("external", "between invokes", extension)).start()
    strike("external", "at the end", extension)
    os._exit(0)
