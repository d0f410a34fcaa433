"""The Extensions API as test extensions use it, external (tests/e2e/layers.py) and internal ones: quick to import."""

import collections
import json
import os
import socket

HOST, _, PORT = os.environ["AWS_LAMBDA_RUNTIME_API"].rpartition(":")
RUNTIME = "/2018-06-01/runtime"
EXTENSION = "/2020-01-01/extension"

Answer = collections.namedtuple("Answer", "status headers body")  # names in lower case; the body as text


def call(method, path, headers=None, body=""):
    """One request on a connection of its own.  Raises ConnectionError when the daemon hangs up instead."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    with socket.create_connection((HOST, int(PORT))) as connection:
        connection.sendall("\r\n".join([*lines, "", body]).encode())
        with connection.makefile("rb") as stream:
            received = stream.read().decode()
    if not received:
        raise ConnectionError(f"no answer to {method} {path}")
    head, _, content = received.partition("\r\n\r\n")
    status, *fields = head.split("\r\n")
    pairs = (field.partition(": ") for field in fields)
    return Answer(int(status.split()[1]), {name.lower(): value for name, _, value in pairs}, content)


def begin_and_hang_up(method, path):
    """Half a request, and the socket closed."""
    with socket.create_connection((HOST, int(PORT))) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Le".encode())


def say(thing):
    """One line of JSON into the log."""
    print(json.dumps(thing), flush=True)


def wait_at(port, **about_me):
    """Stands in a test's gate (tests/e2e/gate.py) until it opens."""
    try:
        with socket.create_connection(("127.0.0.1", int(port))) as gate:
            gate.sendall(json.dumps({"pid": os.getpid(), **about_me}).encode() + b"\n")
            gate.recv(1)
    except ConnectionError:
        pass


class Extension:
    def __init__(self, name, identifier=""):
        self.name = name
        self.id = identifier

    def _me(self):
        return {"Lambda-Extension-Identifier": self.id}

    def register(self, *events, **headers):
        """`headers`: more of them, with _ for -."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.register_with(json.dumps({"events": events}), more)
        self.id = answer.headers.get("lambda-extension-identifier", self.id)
        return answer

    def register_with(self, body, headers=None):
        return call("POST", f"{EXTENSION}/register", {"Lambda-Extension-Name": self.name, **(headers or {})}, body)

    def next(self):
        return call("GET", f"{EXTENSION}/event/next", self._me())

    def next_event(self):
        return json.loads(self.next().body)

    def report(self, phase, error_type="Extension.Broken"):
        """`phase`: init or exit."""
        header = {"Lambda-Extension-Function-Error-Type": error_type} if error_type else {}
        return call("POST", f"{EXTENSION}/{phase}/error", {**self._me(), **header}, "{}")

    def subscribe(self, body, path="/2022-07-01/telemetry"):
        return call("PUT", path, self._me(), body if isinstance(body, str) else json.dumps(body))

    def serve(self):
        """Every event until the end, doing nothing about any."""
        while self.next_event()["eventType"] != "SHUTDOWN":
            pass
