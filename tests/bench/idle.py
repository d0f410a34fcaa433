"""The daemon at rest: how soon it is ready, how much memory it takes."""

import clients
import control
import floors
import memory
import subjects
from bench_setup import MIB
from figure import Target, compare


def start(setup):
    values, passes = [], []
    for _ in range(setup.effort.fresh_starts):
        with subjects.lambent(setup.tools) as server:
            values.append(server.start_seconds * 1e3)
        passes.append(floors.python_pass(setup.tools) * 1e3)
    yield compare("start", "daemon start", "ms", values, passes, "python -c pass", Target(20, "ms"))


def idle_memory(setup):
    """After one small invoke; what a 6 MiB echo adds at its peak, and what many connections add."""
    starts, count = setup.effort.memory_starts, setup.effort.idle_connections
    lambent = [_memory_of(setup, subjects.lambent) for _ in range(starts)]
    relay = [_memory_of(setup, subjects.relay) for _ in range(starts)]
    columns = (
        ("idle_memory", "memory, idle", 15),
        ("echo_memory", "memory, one 6 MiB echo more", 40),
        ("connections_memory", f"memory, {count} idle connections more", 40),
    )
    for column, (key, title, limit) in enumerate(columns):
        values, floors_of = ([life[column] / MIB for life in lives] for lives in (lambent, relay))
        yield compare(key, title, "MiB", values, floors_of, "relay", Target(limit, "MiB"))


def helpers(setup):
    """The processes that a daemon keeps beside itself, once it has served an invoke and no environment is left."""
    values, waiting = [], []
    for _ in range(setup.effort.memory_starts):
        with subjects.lambent(setup.tools) as server, control.Control(server.port) as tools_of_daemon:
            clients.load(setup.tools, server, setup.small, requests=1)
            tools_of_daemon.end_environments()
            values.append(sum(memory.private(pid) for pid in memory.children(server.pid)) / MIB)
        with floors.bare_fork(setup.tools) as fork:
            waiting.append(memory.private(fork.pid) / MIB)
    title = "memory, idle, private to fork server and keeper"
    yield compare("helpers_memory", title, "MiB", values, waiting, "a Python that waits")


def _memory_of(setup, subject):
    """Bytes of one fresh process: idle; more at the peak of one echo; more with many connections."""
    count = setup.effort.idle_connections
    with subject(setup.tools) as server:
        clients.load(setup.tools, server, setup.small, requests=1)
        idle = memory.resident(server.pid)
        memory.forget_peak(server.pid)
        clients.load(setup.tools, server, setup.large, requests=1)
        echo = memory.peak(server.pid) - idle
    with subject(setup.tools) as server:
        clients.load(setup.tools, server, setup.small, requests=1)
        before = memory.resident(server.pid)
        with clients.idle_connections(server, count):
            connected = memory.resident(server.pid) - before
    return idle, echo, connected
