"""Environments that are forked from a warm interpreter: as if each had its own, and what happens when it dies."""

import os
import signal
import subprocess
import sys

import pytest

import processes
from differences import CLIENT
from harness import RUNTIME_OPTIONS
from templates import FUNCTIONS, function, layer, ref

SPAWNED = "--no-fork-server"

pytestmark = pytest.mark.skipif(
    CLIENT != "lambent" or SPAWNED in RUNTIME_OPTIONS, reason="in this run every interpreter is started anew"
)


def how_started(daemon, name: str) -> tuple[str, str | None]:
    record = daemon.journal.wait(type="environment.started", function=name)[0]["record"]
    return record["by"], record.get("spawnReason")


def fork_server_of(pid: int) -> int:
    """The parent of a forked runtime."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return int(file.read().rpartition(")")[2].split()[1])


def warm_pid(daemon, name: str) -> int:
    daemon.invoke(name, {})
    (environment,) = daemon.environments(name)
    return environment["pid"]


# --- Which way is taken -----------------------------------------------------------------------------


def test_a_plain_function_is_forked(serve):
    daemon = serve(Plain=function("basics.echo", variables={"TABLE": "orders", "TZ": "Asia/Tokyo"}))
    daemon.invoke("Plain", {})

    assert how_started(daemon, "Plain") == ("fork", None)


def test_without_the_fork_server_it_is_spawned(serve):
    daemon = serve(options=[SPAWNED], Plain=function("basics.echo"))
    daemon.invoke("Plain", {})

    assert how_started(daemon, "Plain") == ("spawn", None)


@pytest.mark.parametrize("name", ["PYTHONHASHSEED", "PYTHONOPTIMIZE", "PYTHONMALLOC", "LC_ALL", "HOME"])
def test_a_variable_that_acts_at_the_start_is_obeyed(serve, name):
    value = {"PYTHONMALLOC": "malloc", "HOME": "/tmp", "LC_ALL": "C"}.get(name, "1")
    daemon = serve(Early=function("likeness.own", variables={name: value}))
    daemon.invoke("Early", {})

    assert how_started(daemon, "Early") == ("spawn", f"{name} is set")


def test_the_seed_of_hashes_is_the_functions(serve):
    daemon = serve(Seeded=function("likeness.own", variables={"PYTHONHASHSEED": "7"}))

    answer = daemon.invoke("Seeded", {}).json()

    script = "print(hash('Ada'))"
    alone = subprocess.check_output([sys.executable, "-c", script], env={"PYTHONHASHSEED": "7"}, text=True)
    assert answer["hash"] == int(alone)


def test_a_wrapper_is_run(serve, tmp_path):
    wrapper = tmp_path / "wrapper"
    wrapper.write_text('#!/bin/sh\nexec "$@"\n')
    wrapper.chmod(0o755)
    daemon = serve(Wrapped=function("basics.echo", variables={"AWS_LAMBDA_EXEC_WRAPPER": str(wrapper)}))

    assert daemon.invoke("Wrapped", {"a": 1}).json() == {"a": 1}
    assert how_started(daemon, "Wrapped") == ("spawn", "AWS_LAMBDA_EXEC_WRAPPER is set")


def test_a_library_of_a_layer_is_found(serve, tmp_path):
    (tmp_path / "layer/lib").mkdir(parents=True)
    library = tmp_path / "layer/lib/libseven.so"
    source = tmp_path / "seven.c"
    source.write_text("int seven(void) { return 7; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    code = tmp_path / "code"
    code.mkdir()
    (code / "app.py").write_text(
        "import ctypes\ndef handler(event, context):\n    return ctypes.CDLL('libseven.so').seven()\n"
    )
    daemon = serve(Seven=function("app.handler", code, Layers=[ref("Lib")]), Lib=layer(tmp_path / "layer"))

    assert daemon.invoke("Seven", {}).json() == 7
    by, reason = how_started(daemon, "Seven")
    assert by == "spawn" and reason.endswith("libseven.so is a shared library on LD_LIBRARY_PATH")


# --- What a function sees ---------------------------------------------------------------------------


def test_a_forked_runtime_sees_what_a_spawned_one_sees(serve):
    seen = []
    for options in ([], [SPAWNED]):
        daemon = serve(options=options, Alike=function("likeness.same", variables={"TZ": "Asia/Tokyo", "AB": "1"}))
        seen.append(daemon.invoke("Alike", {}).json())
    forked, spawned = seen

    # The one module that the server needs beside those of a runtime client, and the door it comes through.
    assert set(forked["modules"]) - set(spawned["modules"]) <= {"gc", "lambent_fork"}
    del forked["modules"], spawned["modules"]
    assert forked == spawned


def test_environments_share_nothing(serve, gate):
    daemon = serve(Own=function("likeness.waits_and_tells"))
    with daemon.in_background("Own", {"gate": gate.port}, count=3) as calls:
        gate.wait_for(3)
        gate.open()
        answers = [call.result().json() for call in calls]

    assert [answer["count"] for answer in answers] == [1, 1, 1]
    for key in ("pid", "random", "uuid1", "uuid4", "secret"):
        assert len({answer[key] for answer in answers}) == 3, key
    assert len({answer["hash"] for answer in answers}) == 1, "as the README says: one seed for all that are forked"


@pytest.mark.parametrize("options", [[], [SPAWNED]], ids=["forked", "spawned"])
def test_the_time_of_an_import_is_part_of_the_init_duration(serve, options):
    daemon = serve(options=options, Heavy=function("importing.handler"))

    answer = daemon.invoke("Heavy", {}).json()

    assert answer["known_before"] == [], "a warm interpreter has nothing of this ready"
    (report,) = daemon.journal.wait(type="platform.report")
    assert report["record"]["metrics"]["initDurationMs"] >= answer["milliseconds"] > 1


# --- When the server dies ---------------------------------------------------------------------------


def test_killed_while_idle_the_next_invoke_has_another(serve):
    daemon = serve(Counting=function("counting.handler"))
    first = warm_pid(daemon, "Counting")
    server = fork_server_of(first)

    os.kill(server, signal.SIGKILL)
    assert processes.wait_until_gone([server, first], 10) == []
    daemon.journal.wait(type="environment.stopped", function="Counting")
    answer = daemon.invoke("Counting", {}).json()

    assert answer["count"] == 1
    assert answer["pid"] != first
    started = daemon.journal.events(type="environment.started")
    assert [event["record"]["by"] for event in started] == ["fork", "fork"]
    assert fork_server_of(answer["pid"]) not in (server, daemon.pid)


def test_killed_during_an_invoke_that_one_fails_and_the_next_succeeds(serve, gate):
    daemon = serve(Waiting=function("waiting.at_the_gate"), Echo=function("basics.echo"))
    with daemon.in_background("Waiting", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)
        os.kill(fork_server_of(visitor["pid"]), signal.SIGKILL)
        answer = call.result()

    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.json()["errorType"] == "Runtime.ExitError"
    assert answer.json()["errorMessage"].endswith("Error: Runtime exited with error: signal: killed")
    assert processes.wait_until_gone([visitor["pid"]], 10) == []
    gate.open()
    assert daemon.invoke("Waiting", {"gate": gate.port}).json() is True
    assert daemon.invoke("Echo", {"a": 1}).json() == {"a": 1}


def test_killed_during_an_init_the_invoke_has_a_second_init(serve, gate, tmp_path):
    code = tmp_path / "code"
    code.mkdir()
    (code / "waiting.py").write_text((FUNCTIONS / "waiting.py").read_text())
    (code / "app.py").write_text(
        f"import waiting\nwaiting._enter({gate.port})\ndef handler(event, context):\n    return 'through'\n"
    )
    daemon = serve(Slow=function("app.handler", code))
    with daemon.in_background("Slow", {}) as call:
        (visitor,) = gate.wait_for(1)
        os.kill(fork_server_of(visitor["pid"]), signal.SIGKILL)
        gate.wait_for(2)
        gate.open()
        answer = call.result()

    assert answer.json() == "through"
    phases = [event["record"]["phase"] for event in daemon.journal.events(type="environment.started")]
    assert phases == ["init", "invoke"]


def test_a_frozen_environment_goes_with_it(serve):
    daemon = serve(Counting=function("counting.handler"), Other=function("counting.handler"))
    pids = [warm_pid(daemon, name) for name in ("Counting", "Other")]
    daemon.journal.wait(type="environment.frozen", count=2)
    assert len({fork_server_of(pid) for pid in pids}) == 1

    os.kill(fork_server_of(pids[0]), signal.SIGKILL)

    assert processes.wait_until_gone(pids, 10) == []
    daemon.journal.wait(type="environment.stopped", count=2)
    assert daemon.environments() == []
