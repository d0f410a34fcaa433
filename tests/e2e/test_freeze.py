"""Between invokes nothing of an environment runs, unless --no-freeze.  runtime-api.md §4.4.

A frozen process is seen two ways: by what the kernel says of it (its state in /proc or its cgroup's), and by a counter
in a file that a thread of the function increases every millisecond.
"""

import os
import struct
import time
from pathlib import Path

import pytest

import processes
from layers import FAITHFUL, extended, said
from templates import function

SECONDS = 20


@pytest.fixture
def counter(tmp_path):
    path = tmp_path / "counter"
    path.write_bytes(bytes(8))
    return path


def read(counter) -> int:
    return struct.unpack("<q", counter.read_bytes())[0]


def wait_for_more(counter, than: int) -> int:
    """Reads until the counter has grown; a file's content cannot be waited on."""
    deadline = time.monotonic() + SECONDS
    while (now := read(counter)) <= than:
        assert time.monotonic() < deadline, f"still {now} after {SECONDS} s"
        os.sched_yield()
    return now


def ticking(counter) -> dict:
    return function("ticking.handler", variables={"COUNTER": str(counter)})


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def frozen(daemon, count: int = 1, **filters: str) -> dict:
    """The `count`-th entry that says so."""
    return daemon.journal.wait(type="environment.frozen", count=count, **filters)[count - 1]


def cgroup_of(pid: int) -> Path:
    """The folder of its cgroup in the unified hierarchy."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    root = next(mount[1] for mount in mounts if mount[2] == "cgroup2")
    own = next(line for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines() if line.startswith("0::"))
    return Path(root + own.removeprefix("0::"))


def is_stopped(pid: int, by: str) -> bool:
    if by == "signals":
        return state(pid) == "T"
    return "frozen 1" in (cgroup_of(pid) / "cgroup.events").read_text()


def wait_until_stopped(pids: list[int], by: str) -> None:
    """The kernel stops a process a moment after it was told to."""
    deadline = time.monotonic() + SECONDS
    while running := [pid for pid in pids if not is_stopped(pid, by)]:
        assert time.monotonic() < deadline, f"still running after {SECONDS} s: {processes.describe(running)}"
        os.sched_yield()


def test_a_thread_does_not_count_between_invokes(serve, counter):
    daemon = serve(Ticking=ticking(counter), Other=function("basics.echo"))
    pids = daemon.invoke("Ticking", {}).json()
    wait_until_stopped(pids, frozen(daemon)["record"]["by"])

    before = read(counter)
    daemon.invoke("Other", {})  # a cold start: a hundred milliseconds, as many ticks
    after = read(counter)

    assert before == after > 0


def test_it_goes_on_where_it_was_with_the_next_invoke(serve, counter):
    daemon = serve(Ticking=ticking(counter))
    first = daemon.invoke("Ticking", {}).json()
    wait_until_stopped(first, frozen(daemon)["record"]["by"])
    before = read(counter)

    second = daemon.invoke("Ticking", {}).json()

    assert first == second
    wait_until_stopped(second, frozen(daemon, count=2)["record"]["by"])
    assert read(counter) >= before


def test_with_no_freeze_it_counts_on(serve, counter):
    daemon = serve(options=["--no-freeze"], Ticking=ticking(counter))
    daemon.invoke("Ticking", {})
    daemon.journal.wait(type="platform.report")

    now = read(counter)
    for _ in range(3):
        now = wait_for_more(counter, now)

    assert daemon.journal.events(type="environment.frozen") == []


def test_every_process_of_the_environment_is_stopped(serve, tmp_path):
    script = 'import subprocess\nsay([os.getpid(), subprocess.Popen(["sleep", "600"]).pid])\n' + FAITHFUL
    daemon = serve(**extended(tmp_path, {"parent": script}, "ticking.handler"))
    pids = daemon.invoke("App", {"children": 2}).json()
    pids += [int(pid) for pid in said(daemon, "parent")[0].strip("[]").split(", ")]

    entry = frozen(daemon)

    assert len(pids) == 5
    wait_until_stopped(pids, entry["record"]["by"])


def test_an_environment_is_frozen_after_each_invoke_and_thawed_before_the_next(serve):
    daemon = serve(Ticking=function("ticking.handler"))
    for number in range(1, 4):
        daemon.invoke("Ticking", {})
        frozen(daemon, count=number)

    wanted = ("environment.frozen", "environment.thawed", "platform.start", "platform.report")
    types = [event["type"] for event in daemon.journal.events() if event["type"] in wanted]

    invoke = ["platform.start", "platform.report", "environment.frozen"]
    assert types == [*invoke, "environment.thawed", *invoke, "environment.thawed", *invoke]


def test_other_environments_are_not_frozen_with_it(serve, gate):
    daemon = serve(Ticking=function("ticking.handler"), Waiting=function("waiting.at_the_gate"))
    with daemon.in_background("Waiting", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)
        daemon.invoke("Ticking", {})
        frozen(daemon, function="Ticking")
        assert state(visitor["pid"]) != "T"
        gate.open()

        assert call.result().body == b"true"


def test_it_is_thawed_before_its_end(serve, tmp_path):
    """A stopped process would not see SIGTERM, and the extension not its event."""
    daemon = serve(**extended(tmp_path, {"faithful": FAITHFUL}, "ending.handler", variables={"ON_SIGTERM": "leaves"}))
    daemon.invoke("App", {})
    after = frozen(daemon)["id"]

    daemon.http.request("POST", "/_lambent/reset")

    daemon.journal.wait(type="shutdown.report")
    assert daemon.journal.lines(after=after) == ["SIGTERM received"]
    (exited,) = daemon.journal.events(type="extension.exited")
    assert exited["record"]["message"] == "exit code 0"


def test_a_frozen_environment_without_extensions_ends_too(serve):
    daemon = serve(Ticking=function("ticking.handler"))
    pids = daemon.invoke("Ticking", {"children": 1}).json()
    frozen(daemon)

    daemon.http.request("POST", "/_lambent/reset")

    daemon.journal.wait(type="environment.stopped")
    assert processes.wait_until_gone(pids, 5) == []


def test_a_killed_daemon_leaves_no_frozen_process(serve):
    daemon = serve(Ticking=function("ticking.handler"))
    pids = daemon.invoke("Ticking", {"children": 1}).json()
    frozen(daemon)

    daemon.kill()

    assert processes.wait_until_gone(pids, 5) == []
    daemon.expect_no_one_left()
