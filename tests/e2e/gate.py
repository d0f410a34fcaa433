"""A gate in which handlers wait: the test sees who has arrived and decides when they may go on.

The handler's side is `functions/waiting.py`: it connects, says one line of JSON about itself and reads until the
gate opens.  Loopback instead of a file, so that it works whatever part of the disk a function can see.
"""

import json
import socket
import time


class Gate:
    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._inside: list[socket.socket] = []
        self._visitors: list[dict] = []

    def wait_for(self, count: int, seconds: float = 30) -> list[dict]:
        """What the first `count` visitors said about themselves, in the order they came."""
        deadline = time.monotonic() + seconds
        while len(self._visitors) < count:
            self._listener.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                visitor, _ = self._listener.accept()
            except TimeoutError:
                raise AssertionError(
                    f"{len(self._visitors)} of {count} handlers reached the gate within {seconds} s"
                ) from None
            visitor.settimeout(seconds)
            self._inside.append(visitor)
            self._visitors.append(json.loads(visitor.makefile("r", encoding="utf-8").readline()))
        return list(self._visitors)

    def open(self) -> None:
        """Lets everybody through: those who wait, and those who come later (their connect is refused)."""
        self._listener.close()
        for visitor in self._inside:
            visitor.close()
        self._inside.clear()
