"""A reader of server-sent events that sees the bytes: chunks, comments, and how the stream ended."""

import json
import socket
from dataclasses import dataclass

from raw_http import RawHttp


@dataclass(frozen=True)
class ServerEvent:
    id: int
    type: str
    data: dict


class EventStream:
    """One connection that has asked for the journal as a stream and has read the head of the answer."""

    def __init__(self, http: RawHttp, query: str = "", headers: dict | None = None) -> None:
        self._socket = http.socket()
        lines = [f"GET /_lambent/journal?{query} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in (headers or {"Accept": "text/event-stream"}).items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._file = self._socket.makefile("rb")
        self.head = self._until(b"\r\n\r\n").decode()
        self._text = ""

    def _until(self, mark: bytes) -> bytes:
        found = b""
        while not found.endswith(mark):
            byte = self._file.read(1)
            if not byte:
                raise ConnectionError(f"ended in the middle, after {found!r}")
            found += byte
        return found

    def _chunk(self) -> bytes:
        """The next chunk; empty: the stream has ended as it should."""
        size = int(self._until(b"\r\n"), 16)
        content = self._file.read(size + 2)
        if not content.endswith(b"\r\n"):
            raise ConnectionError(f"ended in the middle of a chunk of {size}")
        return content[:-2]

    def next(self) -> ServerEvent | None:
        """The next event; None at the orderly end.  Errors: ConnectionError when cut, TimeoutError."""
        while "\n\n" not in self._text:
            chunk = self._chunk()
            if not chunk:
                return None
            self._text += chunk.decode()
        block, _, self._text = self._text.partition("\n\n")
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        if "data" not in fields:
            return self.next()  # a heartbeat
        return ServerEvent(int(fields["id"]), fields["event"], json.loads(fields["data"]))

    def until(self, kind: str) -> list[ServerEvent]:
        """The events up to and with the first of this type."""
        events = []
        while not events or events[-1].type != kind:
            event = self.next()
            assert event is not None, f"ended without a {kind}: {[item.type for item in events]}"
            events.append(event)
        return events

    def to_the_end(self) -> list[ServerEvent]:
        events = []
        while event := self.next():
            events.append(event)
        return events

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def reset(self) -> None:
        """Leaves as a process that was killed with unread bytes."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close()
