"""Every fault of the matrix in faults.py: the answer, the log, the reset, and that all works again afterwards."""

import contextlib
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import processes
from fault_driver import Driver, resources
from faults import FAULTS
from layers import FAITHFUL, make_layer
from templates import function, layer, ref

ROUNDS = 200
WORKERS = 4
IDLE_SECONDS = 4  # after which an environment is retired: for faults at the end
SEED = int(os.environ.get("LAMBENT_TEST_SEED") or random.randrange(2**32))
NAMES = {f"Fault{number:03}": fault for number, fault in enumerate(FAULTS)}


def cases(chosen) -> list:
    return [
        pytest.param(name, id=fault.name, marks=[pytest.mark.slow] if fault.is_slow else [])
        for name, fault in NAMES.items()
        if chosen(fault)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def freezing(module_serve, folder):
    return module_serve(**resources(folder, NAMES))


@pytest.fixture(scope="module")
def never_freezing(module_serve, tmp_path_factory):
    own = tmp_path_factory.mktemp("never")
    chosen = {name: fault for name, fault in NAMES.items() if fault.needs_no_freeze}
    return module_serve(options=["--no-freeze"], **resources(own, chosen)), own


def test_the_matrix_has_no_row_twice():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40


@pytest.mark.parametrize("name", cases(lambda fault: not fault.needs_no_freeze))
def test_a_fault(freezing, folder, name):
    Driver(freezing, folder, name, NAMES[name], has_neighbours=False).strike_and_recover()


@pytest.mark.parametrize("name", cases(lambda fault: fault.needs_no_freeze))
def test_a_fault_of_an_idle_environment_that_is_not_frozen(never_freezing, name):
    daemon, folder = never_freezing
    Driver(daemon, folder, name, NAMES[name], has_neighbours=False).strike_and_recover()


def descriptors(daemon) -> list[str]:
    """What the daemon has open; what it closes meanwhile is left out."""
    place = f"/proc/{daemon.pid}/fd"
    links = []
    for name in os.listdir(place):
        with contextlib.suppress(FileNotFoundError):
            links.append(os.readlink(f"{place}/{name}"))
    return sorted(links)


def least(read, enough: int = 0, seconds: float = 10) -> list:
    """The shortest list that is read before the time is over, or the first that is no longer than `enough`.

    A descriptor table and a process list cannot be waited on; connections of earlier requests, and processes that were
    killed, are there for a moment more.
    """
    deadline = time.monotonic() + seconds
    shortest = read()
    while len(shortest) > enough and time.monotonic() < deadline:
        shortest = min(shortest, read(), key=len)
        os.sched_yield()
    return shortest


@pytest.mark.slow
def test_two_hundred_faults_in_random_order_leave_nothing_behind(serve, tmp_path):
    print(f"LAMBENT_TEST_SEED={SEED}")
    chosen = {name: fault for name, fault in NAMES.items() if not (fault.is_slow or fault.needs_no_freeze)}
    good = {f"Good{number}": function("counting.handler", Layers=[ref("Faithful")]) for number in range(WORKERS)}
    daemon = serve(
        options=["--idle-timeout", IDLE_SECONDS],
        **resources(tmp_path, chosen),
        Faithful=layer(make_layer(tmp_path / "faithful", {"faithful": FAITHFUL})),
        **good,
    )
    daemon.invoke("Good0", {})  # some things are opened with the first environment, and stay
    daemon.journal.wait(type="environment.stopped")
    residents = least(lambda: processes.in_session(daemon.pid), seconds=1)
    opened = least(lambda: descriptors(daemon), seconds=1)
    order = random.Random(SEED).choices(list(chosen), k=ROUNDS)

    def work(number: int) -> int:
        # Each function is one worker's own.
        mine = [name for name in order if list(chosen).index(name) % WORKERS == number]
        for name in mine:
            Driver(daemon, tmp_path, name, chosen[name], has_neighbours=True).strike_and_recover()
            answer = daemon.invoke(f"Good{number}", {})
            assert answer.header("X-Amz-Function-Error") is None, answer
            assert answer.json()["count"] >= 1
        return len(mine)

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sum(pool.map(work, range(WORKERS))) == ROUNDS

    for name in good:
        assert daemon.journal.events(type="environment.reset", function=name) == []
        ends = daemon.journal.events(type="shutdown.start", function=name)
        assert {event["record"]["reason"] for event in ends} <= {"spindown"}
    assert least(daemon.environments) == []
    assert least(lambda: processes.in_session(daemon.pid), len(residents)) == residents
    left = least(lambda: descriptors(daemon), len(opened))
    assert len(left) <= len(opened), f"{left}\nbefore: {opened}"
