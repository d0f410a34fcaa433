"""Invokes that each get a fresh environment, of one running daemon."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

import control
import floors
import subjects
import wire
from figure import Figure, Target, beside, compare, percentile

PASS = "python -c pass"


@dataclass(frozen=True)
class Way:
    """How environments come into being."""

    key: str
    title: str
    options: tuple[str, ...]
    started_by: str  # as the journal says it
    has_targets: bool = True


WAYS = (
    Way("", "", (), "fork"),
    Way("_spawn", ", plain spawn", ("--no-fork-server",), "spawn", has_targets=False),
)


def cold(setup):
    """From the request to the answer; the end of the environment before is over and not counted."""
    for way in WAYS:
        yield from _cold(setup, way)


def fresh(setup):
    """The same many times without a pause, all ends included."""
    yield _fresh(setup, WAYS[0])


def _cold(setup, way):
    values, passes, forks = [], [], []
    with ExitStack() as stack:
        fork = stack.enter_context(floors.bare_fork(setup.tools))
        server = stack.enter_context(subjects.lambent(setup.tools, *way.options, function="count"))
        client = stack.enter_context(wire.Connection(server.port))
        tools_of_daemon = stack.enter_context(control.Control(server.port))
        floors.python_pass(setup.tools)  # its files are in memory, as they are for the daemon's children
        cold_invoke(client, server)  # whatever is made once per daemon exists
        for _ in range(setup.effort.cold_invokes):
            tools_of_daemon.end_environments()
            values.append(cold_invoke(client, server) * 1e3)
            passes.append(floors.python_pass(setup.tools) * 1e3)
            forks.append(fork.seconds() * 1e3)
        _check_way(tools_of_daemon, way)
    title = f"cold invoke{way.title}"
    targets = (Target(0.5, "x"), Target(1, "x")) if way.has_targets else (None, None)
    yield compare(f"cold{way.key}_p50", f"{title}, p50", "ms", values, passes, PASS, targets[0])
    # The floor of the slowest is what Python usually takes, not its own slowest.
    worst, usual = percentile(values, 0.99), median(passes)
    title_p99 = f"{title}, p99 of {len(values)}"
    yield beside(f"cold{way.key}_p99", title_p99, "ms", worst, usual, f"{PASS}, p50", targets[1])
    yield compare(f"cold{way.key}_fork", f"{title}, p50", "ms", values, forks, "bare fork")


def _fresh(setup, way):
    count = setup.effort.fresh_invokes
    with ExitStack() as stack:
        fork = stack.enter_context(floors.bare_fork(setup.tools))
        server = stack.enter_context(subjects.lambent(setup.tools, *way.options, function="count"))
        client = stack.enter_context(wire.Connection(server.port))
        tools_of_daemon = stack.enter_context(control.Control(server.port))
        began = time.perf_counter()
        for _ in range(count - 1):
            cold_invoke(client, server)
            tools_of_daemon.reset()
        cold_invoke(client, server)
        tools_of_daemon.end_environments()
        seconds = time.perf_counter() - began
        _check_way(tools_of_daemon, way)
        forks = sum(fork.seconds() for _ in range(count))
    target = Target(10 * count / 1000, "s")
    title = f"fresh environment per invoke{way.title}, {count:,} invokes"
    return Figure(f"fresh{way.key}", title, "s", seconds, forks, "bare forks", seconds / forks, target)


def cold_invoke(client, server) -> float:
    """Seconds from the request to the answer.  Errors: RuntimeError when the environment was not fresh."""
    request = wire.request_bytes("POST", server.paths[0], b"{}")
    began = time.perf_counter()
    body = client.exchange(request)
    seconds = time.perf_counter() - began
    if body != b"1":
        raise RuntimeError(f"cold invoke: expected the first one of its environment (1), found {body[:100]!r}")
    return seconds


def _check_way(tools_of_daemon, way):
    found = tools_of_daemon.started_by()
    if found != {way.started_by}:
        raise RuntimeError(f"environments: expected {way.started_by} to start them, found {', '.join(sorted(found))}")
