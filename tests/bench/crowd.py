"""A thousand environments at once: do all succeed, what do they cost, does the daemon still answer."""

import json
from collections import Counter
from contextlib import ExitStack
from statistics import median

import control
import floors
import memory
import open_files
import subjects
from bench_setup import MIB
from crowd_client import Crowd, invoked_together
from figure import Figure, Target, beside


def crowd(setup):
    effort = setup.effort
    count, seconds = effort.crowd, effort.crowd_seconds
    body = json.dumps({"seconds": seconds}).encode()
    with ExitStack() as stack:
        with open_files.allowed(open_files.OF_A_LOGIN):
            options = ("--account-concurrency", str(count))
            server = stack.enter_context(subjects.lambent(setup.tools, *options, function="sleep"))
            fork = stack.enter_context(floors.bare_fork(setup.tools))
        stack.enter_context(open_files.allowed(2 * count + 100))
        tools_of_daemon = stack.enter_context(control.Control(server.port))
        before = memory.descriptors(server.pid)
        seen = stack.enter_context(invoked_together(server.port, server.paths[0], body, count, seconds))
        # Every environment still lives, for none of them has been idle for long.
        pids = [one["pid"] for one in tools_of_daemon.environments() if one["pid"] != 0]
        private = [memory.private(pid) / MIB for pid in pids]
        each = (memory.descriptors(server.pid) - before) / max(1, len(pids))
        peak, waiting = memory.peak(server.pid) / MIB, memory.private(fork.pid) / MIB
    title = f"{count:,} concurrent invokes of {seconds:g} s"
    yield from _answers(seen, title, count, seconds)
    yield _memory(title, private, waiting)
    yield Figure("crowd_daemon", f"{title}: daemon at its peak", "MiB", peak, target=Target(64, "MiB"))
    yield Figure("crowd_descriptors", f"{title}: daemon's descriptors for each, with its client's", "", each)
    yield from _refusals(seen, count)


def _answers(seen: Crowd, title, count, seconds):
    statuses = Counter(f"status {answer.status}" for answer in seen.answers)
    good = sum(answer.status == 200 and b"errorType" not in answer.body for answer in seen.answers)
    yield Figure(
        key="crowd_good",
        title=f"{title}: answered",
        unit="",
        value=good,
        target=Target(count, "", at_least=True),
        samples={status: [float(number)] for status, number in statuses.items()},
    )
    if not seen.answers:
        return
    whole, target = seen.ended - seen.began, Target(seconds + 7, "s")
    yield beside("crowd_seconds", f"{title}: until the last answer", "s", whole, seconds, "the sleep", target)
    if (all_began := _all_began(seen)) is not None:
        yield Figure("crowd_start", f"{title}: until the last has begun", "s", all_began - seen.began)


def _refusals(seen: Crowd, count):
    """The account's limit is reached with the last request of the crowd; later all of them run, earlier they start."""
    statuses = {probe.status for probe in seen.probes}
    if statuses != {429}:
        raise RuntimeError(f"invoke {count + 1} of {count}: expected status 429, found {sorted(statuses)}")
    all_began = _all_began(seen)
    starting = [probe.seconds * 1e3 for probe in seen.probes if all_began is None or probe.sent < all_began]
    running = [probe.seconds * 1e3 for probe in seen.probes if all_began is not None and probe.sent >= all_began]
    title = f"one invoke more, answered 429 while {count:,}"
    if running:
        yield _slowest("refused", f"{title} run", running, Target(5, "ms"))
    if starting:
        yield _slowest("refused_starting", f"{title} start", starting)


def _slowest(key, title, values, target=None):
    worst, usual, samples = max(values), median(values), {"milliseconds": values}
    return beside(key, f"{title}: slowest", "ms", worst, usual, "p50", target, samples)


def _memory(title, private, waiting):
    each, samples = sum(private) / max(1, len(private)), {"environments": private}
    full_title, floor_name = f"{title}: private memory of each", "a Python that waits"
    return beside("crowd_private", full_title, "MiB", each, waiting, floor_name, Target(4, "MiB"), samples)


def _all_began(seen: Crowd) -> float | None:
    """When the last handler began, by what the handlers said; None when one has not answered well."""
    try:
        return max(float(answer.body) for answer in seen.answers)
    except ValueError:
        return None
