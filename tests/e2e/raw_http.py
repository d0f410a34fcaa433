"""Plain HTTP without an SDK's help: what is sent and received is exactly what a test says and sees."""

import http.client
import json
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]  # names in the letter case they had on the wire
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, f"{name} was sent {len(values)} times: {values}"
        return values[0] if values else None

    def json(self):
        return json.loads(self.body)


class RawHttp:
    """One connection per request unless `connection()` is used."""

    def __init__(self, url: str, timeout: float = 60) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname, parts.port)
        self._timeout = timeout

    def request(self, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> Response:
        connection = self.connection()
        try:
            return exchange(connection, method, path, body, headers)
        finally:
            connection.close()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self._address, timeout=self._timeout)

    def socket(self) -> socket.socket:
        """A bare connection that sends each `sendall` as its own packet."""
        raw = socket.create_connection(self._address, timeout=self._timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return raw


def exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict | None = None,
) -> Response:
    connection.request(method, path, body=body or None, headers=headers or {})
    return _received(connection.getresponse())


def read_response(raw: socket.socket) -> Response:
    """The next answer on a bare connection."""
    answer = http.client.HTTPResponse(raw)
    answer.begin()
    return _received(answer)


def _received(answer: http.client.HTTPResponse) -> Response:
    return Response(answer.status, tuple(answer.getheaders()), answer.read())


def invoke_path(function: str, qualifier: str | None = None) -> str:
    """The path as boto3 writes it: every reserved character of the name percent-encoded."""
    query = "" if qualifier is None else f"?Qualifier={quote(qualifier, safe='')}"
    return f"/2015-03-31/functions/{quote(function, safe='')}/invocations{query}"


def invoke_bytes(host: str, function: str, body: bytes) -> bytes:
    """A whole Invoke request as bytes, for tests that cut it up themselves."""
    head = (
        f"POST {invoke_path(function)} HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
