"""HTTP/1.1 over a plain socket: a client whose own cost is next to nothing."""

import json
import socket

SILENCE_SECONDS = 60


class Answer:
    """One answer while it comes in; it has a Content-Length."""

    def __init__(self):
        self._data = b""
        self._body_at = None
        self._size = None

    def feed(self, data: bytes) -> bool:
        """Takes what was read; True when the answer is whole.  Errors: ValueError for what is no such answer."""
        self._data += data
        if self._size is None and (end := self._data.find(b"\r\n\r\n")) >= 0:
            self._body_at = end + 4
            head = self._data[:end].lower()
            mark = b"\r\ncontent-length: "
            self._size = self._body_at + int(head[head.index(mark) + len(mark) :].partition(b"\r\n")[0])
        return self._size is not None and len(self._data) >= self._size

    @property
    def status(self) -> int:
        return int(self._data[9:12])

    @property
    def body(self) -> bytes:
        return self._data[self._body_at : self._size]


def request_bytes(method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), SILENCE_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Connection:
    """One keep-alive connection, one request at a time."""

    def __init__(self, port: int):
        self._socket = connect(port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def exchange(self, request: bytes) -> bytes:
        """The body of the answer.  Errors: RuntimeError when its status is not 200; OSError."""
        self._socket.sendall(request)
        answer = Answer()
        while not answer.feed(data := self._socket.recv(65536)):
            if not data:
                raise RuntimeError("answer: the connection was closed before its end")
        if answer.status != 200:
            raise RuntimeError(f"answer: expected status 200, found {answer.status}: {answer.body[:300]!r}")
        return answer.body

    def json(self, method: str, path: str):
        return json.loads(self.exchange(request_bytes(method, path)))
