"""Many invokes at once over as many connections, and beside them, now and then, the one too many."""

import selectors
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import wire

PROBE_SECONDS = 0.05  # from one probe to the next
PATIENCE_SECONDS = 60  # beyond the time that the invokes themselves take


@dataclass(frozen=True)
class Probe:
    sent: float  # time.monotonic()
    seconds: float  # until its answer
    status: int


@dataclass
class Crowd:
    """What became of it.  Times are those of time.monotonic()."""

    began: float  # the first request
    ended: float = 0.0  # the last answer
    answers: list[wire.Answer] = field(default_factory=list)  # those that came whole
    probes: list[Probe] = field(default_factory=list)


@contextmanager
def invoked_together(port: int, path: str, body: bytes, count: int, seconds: float):
    """Sends `count` invokes, each of which takes at least `seconds`, and gathers the answers: a Crowd, whose connections
    stay open.

    Until the first of them can be answered another invoke of the same is sent every PROBE_SECONDS.  What is not answered
    in time, or ends early, is left out.
    """
    request = wire.request_bytes("POST", path, body)
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        sockets = [stack.enter_context(wire.connect(port)) for _ in range(count)]
        probe_socket = stack.enter_context(wire.connect(port))
        crowd = Crowd(began=time.monotonic())
        for one in sockets:
            one.sendall(request)
            selector.register(one, selectors.EVENT_READ, _Invoke(crowd))
        prober = _Prober(crowd, probe_socket, request, until=crowd.began + 0.9 * seconds)
        selector.register(probe_socket, selectors.EVENT_READ, prober)

        deadline = crowd.began + seconds + PATIENCE_SECONDS
        while len(selector.get_map()) > 1 and time.monotonic() < deadline:
            prober.send_if_due()
            for key, _ in selector.select(PROBE_SECONDS):
                if key.data.read(key.fileobj):
                    selector.unregister(key.fileobj)
        yield crowd


class _Invoke:
    """One of the crowd, waiting for its answer."""

    def __init__(self, crowd):
        self._crowd = crowd
        self._answer = wire.Answer()

    def read(self, connection) -> bool:
        """Takes what has come; True when there is nothing left to wait for."""
        data = _received(connection)
        if data and self._answer.feed(data):
            self._crowd.ended = time.monotonic()
            self._crowd.answers.append(self._answer)
            return True
        return not data


class _Prober:
    """The one too many, again and again over one connection; it waits for each answer."""

    def __init__(self, crowd, connection, request, until):
        self._crowd = crowd
        self._connection = connection
        self._request = request
        self._until = until
        self._sent = 0.0
        self._answer = None  # of the probe under way

    def send_if_due(self):
        now = time.monotonic()
        if self._answer is None and self._sent + PROBE_SECONDS <= now < self._until:
            self._sent = now
            self._answer = wire.Answer()
            self._connection.sendall(self._request)

    def read(self, connection) -> bool:
        data = _received(connection)
        if data and self._answer is not None and self._answer.feed(data):
            self._crowd.probes.append(Probe(self._sent, time.monotonic() - self._sent, self._answer.status))
            self._answer = None
        return not data


def _received(connection) -> bytes:
    """Nothing when the connection has ended, in whichever way."""
    try:
        return connection.recv(65536)
    except OSError:
        return b""
