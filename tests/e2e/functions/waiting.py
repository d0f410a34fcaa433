"""Handlers that wait: in a test's gate (tests/e2e/gate.py), or for ever."""

import json
import os
import signal
import socket
import subprocess
import time


def _enter(port, **about_me):
    """True when the gate let us through, also when it has been taken away already."""
    try:
        with socket.create_connection(("127.0.0.1", port)) as gate:
            gate.sendall(json.dumps({"pid": os.getpid(), **about_me}).encode() + b"\n")
            return gate.recv(1) == b""
    except ConnectionError:
        return True


def at_the_gate(event, context):
    return _enter(event["gate"], request=context.aws_request_id)


def with_a_grandchild(event, context):
    """Waits at the gate beside a child of its own that would outlive it."""
    child = subprocess.Popen(["sleep", "600"])
    return _enter(event["gate"], child=child.pid)


def leaves_a_grandchild(event, context):
    return {"pid": os.getpid(), "child": subprocess.Popen(["sleep", "600"]).pid}


def deaf_and_busy(event, context):
    """Ignores SIGTERM and then runs in C, where Python looks at no signal, beside an equally deaf child."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 600"])
    if "gate" in event:
        with socket.create_connection(("127.0.0.1", event["gate"])) as gate:
            gate.sendall(json.dumps({"pid": os.getpid(), "child": child.pid}).encode() + b"\n")
    return sum(range(10**13))


def sleeps(event, context):
    """Sleeps until it is stopped, unless the event says for how long."""
    time.sleep(event.get("seconds", 600))
    return os.getpid()
