"""The figures.  Each is taken beside its floor in the same minutes, turn by turn (A B A B …), and what
counts is the median over the turns: a machine that slows down slows both.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

import clients
import memory
import subjects

MIB = 1024 * 1024
LARGEST_EVENT = 6 * MIB  # bytes of the largest event and result of a synchronous invoke
SMALL_EVENT = b'{"name": "Ada"}'
IDLE_CONNECTIONS = 1000
CLIENTS = 4  # of the figure with several clients


@dataclass(frozen=True)
class Effort:
    """How often things are done."""

    warm_turns: int
    warm_requests: int
    echo_turns: int
    echo_requests: int
    fresh_starts: int
    memory_starts: int


FULL = Effort(warm_turns=12, warm_requests=3000, echo_turns=15, echo_requests=8, fresh_starts=15, memory_starts=5)
QUICK = Effort(warm_turns=3, warm_requests=100, echo_turns=2, echo_requests=2, fresh_starts=3, memory_starts=1)


@dataclass(frozen=True)
class Target:
    limit: float
    unit: str  # "x" is the ratio to the floor; else the figure's own unit
    at_least: bool = False

    def __str__(self):
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.limit:g}" + ("×" if self.unit == "x" else f" {self.unit}")


@dataclass(frozen=True)
class Figure:
    """One row: `value` and `floor` are medians in `unit`, `ratio` the median of the turns' ratios."""

    key: str
    title: str
    unit: str
    value: float
    floor: float | None = None
    floor_name: str = ""
    ratio: float | None = None
    target: Target | None = None
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        judged = self.ratio if self.target.unit == "x" else self.value
        return judged >= self.target.limit if self.target.at_least else judged <= self.target.limit


def compare(key, title, unit, values, floors, floor_name, target=None) -> Figure:
    """The figure of turns whose n-th value was taken beside the n-th floor."""
    ratios = [value / floor for value, floor in zip(values, floors, strict=True)]
    samples = {"lambent": values, floor_name: floors}
    return Figure(key, title, unit, median(values), median(floors), floor_name, median(ratios), target, samples)


class Bench:
    """Takes the figures.  `folder` is a place for the events' files."""

    def __init__(self, tools, effort, folder):
        self._tools = tools
        self._effort = effort
        self._small = folder / "small.json"
        self._small.write_bytes(SMALL_EVENT)
        self._large = folder / "large.json"
        self._large.write_bytes(b'"' + b"x" * (LARGEST_EVENT - 2) + b'"')
        self._tiny_load = dict(body_file=self._small, requests=1)

    def all(self):
        for part in (self.warm, self.freezing, self.several_clients, self.echo, self.start, self.cold, self.memory):
            yield from part()

    def warm(self):
        """One client, a small event, an environment that has served before."""
        turns = self._turns(self._effort.warm_turns, self._small, self._effort.warm_requests, warm_up=200)
        for name, target in (("p50", Target(2, "x")), ("p99", None)):
            values, floors = ([turn[f"{name}_us"] for turn in side] for side in turns)
            yield compare(f"warm_{name}", f"warm invoke, {name}", "µs", values, floors, "relay", target)

    def freezing(self):
        """What it costs a warm invoke that its environment was frozen since the last one."""
        servers = [subjects.lambent(self._tools), subjects.lambent(self._tools, "--no-freeze")]
        turns = self._loads(servers, self._effort.warm_turns, self._small, self._effort.warm_requests, warm_up=200)
        values, floors = ([turn["p50_us"] for turn in side] for side in turns)
        costs = [value - floor for value, floor in zip(values, floors, strict=True)]
        samples = {"frozen": values, "--no-freeze": floors}
        title, floor_name = "freeze and thaw, of a warm invoke", "with --no-freeze"
        yield Figure(
            "freeze", title, "µs", median(costs), median(floors), floor_name, None, Target(100, "µs"), samples
        )

    def several_clients(self):
        requests = self._effort.warm_requests // CLIENTS
        turns = self._turns(self._effort.warm_turns // 3, self._small, requests, warm_up=20, connections=CLIENTS)
        values, floors = ([turn["requests_per_second"] for turn in side] for side in turns)
        yield compare("clients", f"warm invokes, {CLIENTS} clients", "1/s", values, floors, "relay")

    def echo(self):
        """The largest event there and the same bytes back: throughput of both ways together."""
        turns = self._turns(self._effort.echo_turns, self._large, self._effort.echo_requests, warm_up=1)
        values, floors = ([turn["bytes_per_second"] / MIB for turn in side] for side in turns)
        target = Target(0.5, "x", at_least=True)
        yield compare("echo", "6 MiB echo", "MiB/s", values, floors, "relay", target)
        # The same beside a worker that reads and writes JSON, as the runtime of any Python function must: what is
        # left between the two is ours.
        json_turns = self._turns(
            self._effort.echo_turns, self._large, self._effort.echo_requests, warm_up=1, worker_options=("--json",)
        )
        values, floors = ([turn["bytes_per_second"] / MIB for turn in side] for side in json_turns)
        yield compare("echo_json", "6 MiB echo, worker reads and writes JSON", "MiB/s", values, floors, "relay")

    def start(self):
        values, floors = [], []
        for _ in range(self._effort.fresh_starts):
            with subjects.lambent(self._tools) as server:
                values.append(server.start_seconds * 1e3)
            floors.append(subjects.python_start_seconds(self._tools) * 1e3)
        target = Target(30, "ms")
        yield compare("start", "daemon start", "ms", values, floors, "python -c pass", target)

    def cold(self):
        """The first invoke of a fresh environment, from the client's side."""
        values, floors = [], []
        for _ in range(self._effort.fresh_starts):
            with subjects.lambent(self._tools) as server:
                values.append(clients.load(self._tools, server, **self._tiny_load)["p50_us"] / 1e3)
            floors.append(subjects.python_start_seconds(self._tools) * 1e3)
        yield compare("cold", "cold invoke", "ms", values, floors, "python -c pass")

    def memory(self):
        """Idle after one small invoke; what a 6 MiB echo adds at its peak, and what many connections add."""
        lambent = [self._memory_of(subjects.lambent) for _ in range(self._effort.memory_starts)]
        relay = [self._memory_of(subjects.relay) for _ in range(self._effort.memory_starts)]
        columns = (
            ("idle_memory", "memory, idle", 20),
            ("echo_memory", "memory, one 6 MiB echo more", 40),
            ("connections_memory", f"memory, {IDLE_CONNECTIONS} idle connections more", 40),
        )
        for column, (key, title, limit) in enumerate(columns):
            values, floors = ([life[column] / MIB for life in lives] for lives in (lambent, relay))
            yield compare(key, title, "MiB", values, floors, "relay", Target(limit, "MiB"))

    def _memory_of(self, subject):
        """Bytes of one fresh process: idle; more at the peak of one echo; more with many connections."""
        with subject(self._tools) as server:
            clients.load(self._tools, server, **self._tiny_load)
            idle = memory.resident(server.pid)
            memory.forget_peak(server.pid)
            clients.load(self._tools, server, body_file=self._large, requests=1)
            echo = memory.peak(server.pid) - idle
        clients.allow_open_files(2 * IDLE_CONNECTIONS)
        with subject(self._tools) as server:
            clients.load(self._tools, server, **self._tiny_load)
            before = memory.resident(server.pid)
            with clients.idle_connections(server, IDLE_CONNECTIONS):
                connected = memory.resident(server.pid) - before
        return idle, echo, connected

    def _turns(self, turns, body_file, requests, warm_up, connections=1, worker_options=()):
        """What `load` saw of the daemon and of the relay, turn by turn."""
        both = [subjects.lambent(self._tools), subjects.relay(self._tools, connections, worker_options)]
        return self._loads(both, turns, body_file, requests, warm_up, connections)

    def _loads(self, two_servers, turns, body_file, requests, warm_up, connections=1):
        """What `load` saw of each of two servers, turn by turn."""
        sides = ([], [])
        with ExitStack() as stack:
            servers = [stack.enter_context(server) for server in two_servers]
            for _ in range(turns):
                for server, side in zip(servers, sides, strict=True):
                    side.append(clients.load(self._tools, server, body_file, requests, warm_up, connections))
        return sides
