"""Many invokes of one daemon: what it holds after the first of them, and at the end."""

import clients
import control
import memory
import subjects
import wire
from bench_setup import MIB
from cold import cold_invoke
from figure import Target, beside

BLOCK = 1_000  # invokes from one look to the next


def warm(setup):
    effort = setup.effort
    with subjects.lambent(setup.tools) as server:
        looks = []
        for count in _blocks(effort.endurance_warm, effort.endurance_first):
            clients.load(setup.tools, server, setup.small, count)
            looks.append(_look(server))
    yield from _figures("endurance_warm", f"{effort.endurance_warm:,} warm invokes", looks, effort.endurance_first)


def cold(setup):
    effort = setup.effort
    with (
        subjects.lambent(setup.tools, function="count") as server,
        wire.Connection(server.port) as client,
        control.Control(server.port) as tools_of_daemon,
    ):
        looks = []
        for count in _blocks(effort.endurance_cold, effort.endurance_first):
            for _ in range(count - 1):
                cold_invoke(client, server)
                tools_of_daemon.reset()
            cold_invoke(client, server)
            tools_of_daemon.end_environments()
            looks.append(_look(server))
    yield from _figures("endurance_cold", f"{effort.endurance_cold:,} cold invokes", looks, effort.endurance_first)


def _blocks(count: int, first: int):
    """`count` in parts, the first one as large as is asked for."""
    yield first
    left = count - first
    while left > 0:
        yield min(BLOCK, left)
        left -= BLOCK


def _look(server) -> tuple[float, int]:
    return memory.resident(server.pid) / MIB, memory.descriptors(server.pid)


def _figures(key, title, looks, first):
    """Against the first look; memory also against the one half-way, when what is bounded may have become full."""
    resident, descriptors = ([float(look[column]) for look in looks] for column in (0, 1))
    begun, half, target = f"after {first:,}", resident[len(resident) // 2], Target(1.1, "x")
    title_m, title_d = f"{title}: daemon's memory", f"{title}: daemon's descriptors"
    yield beside(f"{key}_memory", title_m, "MiB", resident[-1], resident[0], begun, target, {"looks": resident})
    yield beside(f"{key}_memory_half", title_m, "MiB", resident[-1], half, "half-way")
    yield beside(
        f"{key}_descriptors", title_d, "", descriptors[-1], descriptors[0], begun, target, {"looks": descriptors}
    )
