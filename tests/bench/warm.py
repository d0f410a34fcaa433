"""Invokes of environments that have served before, a small event each."""

from contextlib import ExitStack
from statistics import median

import clients
import subjects
from figure import Figure, Target, compare

CLIENTS = 8


def one_client(setup):
    effort = setup.effort
    servers = [subjects.lambent(setup.tools), subjects.relay(setup.tools)]
    turns = loads(setup, servers, effort.warm_turns, setup.small, effort.warm_requests, warm_up=200)
    for name, target in (("p50", Target(1.5, "x")), ("p99", None)):
        values, floors = ([turn[f"{name}_us"] for turn in side] for side in turns)
        yield compare(f"warm_{name}", f"warm invoke, {name}", "µs", values, floors, "relay", target)


def freezing(setup):
    """What it costs a warm invoke that its environment was frozen since the last one."""
    effort = setup.effort
    servers = [subjects.lambent(setup.tools), subjects.lambent(setup.tools, "--no-freeze")]
    turns = loads(setup, servers, effort.warm_turns, setup.small, effort.warm_requests, warm_up=200)
    values, floors = ([turn["p50_us"] for turn in side] for side in turns)
    costs = [value - floor for value, floor in zip(values, floors, strict=True)]
    yield Figure(
        key="freeze",
        title="freeze and thaw, of a warm invoke",
        unit="µs",
        value=median(costs),
        floor=median(floors),
        floor_name="with --no-freeze",
        target=Target(100, "µs"),
        samples={"frozen": values, "--no-freeze": floors},
    )


def several_clients(setup):
    """Over four functions; the relay has as many workers as Lambent has environments when all clients wait at once."""
    effort = setup.effort
    servers = [subjects.lambent_with_four_functions(setup.tools), subjects.relay(setup.tools, workers=CLIENTS)]
    turns = loads(
        setup,
        servers,
        effort.warm_turns,
        setup.small,
        effort.warm_requests // CLIENTS,
        warm_up=50,
        connections=CLIENTS,
    )
    values, floors = ([turn["requests_per_second"] for turn in side] for side in turns)
    title = f"warm invokes, {CLIENTS} clients, four functions"
    yield compare("clients", title, "1/s", values, floors, "relay", Target(0.7, "x", at_least=True))


def loads(setup, two_servers, turns, body_file, requests, warm_up, connections=1):
    """What `load` saw of each of two servers, turn by turn."""
    sides = ([], [])
    with ExitStack() as stack:
        servers = [stack.enter_context(server) for server in two_servers]
        for _ in range(turns):
            for server, side in zip(servers, sides, strict=True):
                side.append(clients.load(setup.tools, server, body_file, requests, warm_up, connections))
    return sides
