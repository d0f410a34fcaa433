"""A function that answers "fine", unless FAULT (faulting.py) names its runtime or its internal extension."""

import os
import signal
import socket
import threading

from extending import HOST, PORT, RUNTIME, Extension, begin_and_hang_up, call, wait_at
from faulting import ENDS, HOW, STRANGER, WHO, gate, hang, is_due, refused, strike, strike_at_the_gate

TOO_LARGE = 6 * 1024 * 1024 + 101


def _post(request, headers="", body=b'"early"', length=None):
    """One answer to the invoke in progress, behind the runtime client's back.  Returns when it was taken or refused."""
    length = len(body) if length is None else length
    head = f"POST {RUNTIME}/invocation/{request}/response HTTP/1.1\r\nHost: {HOST}\r\n{headers}"
    with socket.create_connection((HOST, int(PORT))) as connection:
        connection.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def _init_error(body):
    return call("POST", f"{RUNTIME}/init/error", {"Lambda-Runtime-Function-Error-Type": "Function.Broken"}, body)


def _init_error_twice():
    _init_error('{"errorMessage":"first","errorType":"Function.Broken"}')
    refused(_init_error('{"errorMessage":"second","errorType":"Function.Broken"}'))
    os._exit(1)


def _broken_init_error():
    _init_error("not JSON")
    os._exit(1)


def _answer_nobody(request=""):
    refused(call("POST", f"{RUNTIME}/invocation/{STRANGER}/response", body="1"))


DEEDS = {
    "answers nobody": _answer_nobody,
    "closes its socket": lambda request: begin_and_hang_up("POST", f"{RUNTIME}/invocation/{request}/response"),
    "posts init/error twice": lambda request: _init_error_twice(),
    "posts a broken init/error": lambda request: _broken_init_error(),
    "posts init/error too late": lambda request: refused(_init_error("{}")),
    "asks twice": lambda request: call("GET", f"{RUNTIME}/invocation/next"),
    "cuts its response short": lambda request: _post(request, length=100),
    "answers in a bad mode": lambda request: _post(request, "Lambda-Runtime-Function-Response-Mode: Streaming\r\n"),
    "answers twice": lambda request: None,  # the client's own answer is the second
    **{how: lambda request, end=end: end() for how, end in ENDS.items()},
}


def _at_the_end(number, frame):
    DEEDS[HOW]("")
    os._exit(0)


def _between_invokes(request):
    wait_at(gate())
    DEEDS[HOW](request)


if is_due("runtime", "init"):
    DEEDS[HOW]("")
if is_due("runtime", "at the end"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN if HOW == "hangs" else _at_the_end)
if WHO == "internal":
    own = Extension("inside")
    strike("internal", "before it registers", own)
    own.register("INVOKE")
    strike("internal", "after it registered", own)

    def _serve():
        while True:
            own.next_event()
            strike("internal", "before the response", own)
            strike_at_the_gate("internal", "after the response", own)

    threading.Thread(target=_serve, daemon=True).start()


def handler(event, context):
    request = context.aws_request_id
    if "crash" in event:
        os._exit(1)
    if "waits" in event:  # for an extension to break the invoke
        hang()
    if is_due("runtime", "before the response"):
        if HOW == "answers too much":
            return "x" * TOO_LARGE
        DEEDS[HOW](request)
    if is_due("runtime", "after the response"):
        _post(request)
        wait_at(gate())
        DEEDS[HOW](request)
    if is_due("runtime", "between invokes") and HOW != "is killed":
        threading.Thread(target=_between_invokes, args=(request,), daemon=True).start()
    return "fine"
