"""The largest event there and the same bytes back: throughput of both ways together."""

import subjects
import warm
from bench_setup import MIB
from figure import Target, compare


def echo(setup):
    yield _echo(setup, "echo", "6 MiB echo", (), Target(0.7, "x", at_least=True))


def echo_json(setup):
    """Beside a worker that reads and writes JSON, as the runtime of any Python function must: what is left between the
    two is ours.
    """
    yield _echo(setup, "echo_json", "6 MiB echo, worker reads and writes JSON", ("--json",), None)


def _echo(setup, key, title, worker_options, target):
    effort = setup.effort
    servers = [subjects.lambent(setup.tools), subjects.relay(setup.tools, worker_options=worker_options)]
    turns = warm.loads(setup, servers, effort.echo_turns, setup.large, effort.echo_requests, warm_up=1)
    values, floors = ([turn["bytes_per_second"] / MIB for turn in side] for side in turns)
    return compare(key, title, "MiB/s", values, floors, "relay", target)
