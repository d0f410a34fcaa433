"""Where telemetry goes in tests: servers in this process, which the daemon reaches as it reaches an extension's.

An extension only subscribes (`SUBSCRIBES` with the variable SUBSCRIPTION); what is delivered is seen here, also while
the environment is frozen.
"""

import contextlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from layers import extended

SUBSCRIBES = """
extension.register("INVOKE", "SHUTDOWN")
answer = extension.subscribe(os.environ["SUBSCRIPTION"], os.environ.get("API", "/2022-07-01/telemetry"))
assert (answer.status, answer.body.strip()) == (200, '"OK"'), answer
extension.serve()
"""

ALL = ("platform", "function", "extension")
# The shortest there are: a batch leaves 25 ms after its first event.
AT_ONCE = {"maxItems": 1000, "maxBytes": 262144, "timeoutMs": 25}
LATE = {"maxItems": 10000, "maxBytes": 1048576, "timeoutMs": 30000}


def subscription(destination: dict, types=ALL, buffering=None, version: str = "2022-12-13") -> str:
    return json.dumps(
        {"schemaVersion": version, "types": types, "destination": destination, "buffering": buffering or AT_ONCE}
    )


def subscribed(
    folder: Path,
    body: str,
    handler: str = "talking.says",
    script: str = SUBSCRIBES,
    variables: dict[str, str] | None = None,
    **properties,
) -> dict[str, dict]:
    """The resources of App with an extension that subscribes with `body`."""
    variables = {"SUBSCRIPTION": body, **(variables or {})}
    return extended(folder, {"subscriber": script}, handler, variables=variables, **properties)


def finish(daemon) -> None:
    """Ends every environment: what waits for delivery is delivered."""
    daemon.journal.wait(type="platform.report")
    daemon.http.request("POST", "/_lambent/reset")
    daemon.journal.wait(type="shutdown.report")


class Received:
    """What has arrived so far, in order; others add, tests wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[dict] = []

    def add(self, events: list[dict]) -> None:
        with self._changed:
            self._events.extend(events)
            self._changed.notify_all()

    @property
    def events(self) -> list[dict]:
        with self._changed:
            return list(self._events)

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def wait(self, type: str, count: int = 1, seconds: float = 30, matching=lambda record: True) -> list[dict]:
        """At least `count` events of this type whose records match."""

        def found():
            return [event for event in self._events if event["type"] == type and matching(event["record"])]

        with self._changed:
            arrived = self._changed.wait_for(lambda: len(found()) >= count, seconds)
            assert arrived, f"{count} of {type} within {seconds} s; there are {self._events}"
            return found()


class HttpSubscriber:
    """Has its port from the beginning, but refuses connections until `listen`."""

    def __init__(self, is_listening: bool = True) -> None:
        self.received = Received()
        self.requests: list[tuple[str, str, dict]] = []  # method, path, headers
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                subscriber.requests.append((self.command, self.path, dict(self.headers)))
                subscriber.received.add(json.loads(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_PUT = do_POST

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self._server.daemon_threads = True
        self._server.server_bind()
        self._thread: threading.Thread | None = None
        if is_listening:
            self.listen()

    @property
    def port(self) -> int:
        return self._server.server_port

    def destination(self, path: str = "") -> dict:
        return {"protocol": "HTTP", "URI": f"http://sandbox.localdomain:{self.port}{path}"}

    def listen(self) -> None:
        self._server.server_activate()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class TcpSubscriber:
    """Reads lines; a slow one reads a byte a second until `hurry`."""

    def __init__(self, is_slow: bool = False) -> None:
        self.received = Received()
        self.bytes_read = 0
        self._connection: socket.socket | None = None
        self._hurry = threading.Event()
        if not is_slow:
            self._hurry.set()
        self._listener = socket.socket()
        # Small, so that a slow reader is felt soon.  Accepted connections inherit it.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def destination(self) -> dict:
        return {"protocol": "TCP", "port": self._listener.getsockname()[1]}

    def hurry(self) -> None:
        self._hurry.set()

    def close(self) -> None:
        self._hurry.set()
        for open_socket in filter(None, (self._listener, self._connection)):
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                self._connection, _ = self._listener.accept()
            except OSError:
                return
            with self._connection as connection, contextlib.suppress(ConnectionResetError):
                self._read(connection)

    def _read(self, connection: socket.socket) -> None:
        """Until the other end closes.  A line that was cut off by that counts for nothing."""
        left = b""
        while piece := connection.recv(65536 if self._hurry.wait(1) else 1):
            self.bytes_read += len(piece)
            *lines, left = (left + piece).split(b"\n")
            if lines:
                self.received.add([json.loads(line) for line in lines])
