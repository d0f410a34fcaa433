"""One environment's life: reuse, failed inits, resets, retirement.  runtime-api.md §4.2, §4.3, §4.7."""

import re
import uuid
from pathlib import Path

import pytest

import processes
from patterns import init_report, log_of, report
from templates import FUNCTIONS, function

GONE_SECONDS = 5


@pytest.fixture
def marker():
    """The name of a file in /tmp that does not exist yet."""
    path = Path(f"/tmp/lambent-e2e-{uuid.uuid4()}")
    yield path
    path.unlink(missing_ok=True)


def test_a_warm_environment_keeps_its_process_and_its_globals(serve):
    daemon = serve(Counting=function("counting.handler"))

    answers = [daemon.invoke("Counting", {}).json() for _ in range(3)]

    assert [answer["count"] for answer in answers] == [1, 2, 3]
    assert len({answer["pid"] for answer in answers}) == 1
    assert len({answer["stream"] for answer in answers}) == 1


def test_nothing_is_started_before_the_first_invoke(serve):
    daemon = serve(Counting=function("counting.handler"))

    assert daemon.environments() == []
    assert daemon.journal.events(type="environment.started") == []


def test_two_functions_share_no_process(serve):
    daemon = serve(One=function("counting.handler"), Two=function("counting.handler"))

    one, two = (daemon.invoke(name, {}).json() for name in ("One", "Two"))

    assert (one["count"], two["count"]) == (1, 1)
    assert one["pid"] != two["pid"]


def test_the_facts_of_a_cold_invoke_come_in_this_order(serve):
    daemon = serve(Counting=function("counting.handler"))
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report")

    wanted = ("platform.", "environment.")
    types = [event["type"] for event in daemon.journal.events() if event["type"].startswith(wanted)]

    platform = [kind for kind in types if kind.startswith("platform.")]
    assert platform == [
        *("platform.initStart", "platform.initRuntimeDone", "platform.initReport"),
        *("platform.start", "platform.runtimeDone", "platform.report"),
    ]
    assert types.index("environment.started") < types.index("platform.initRuntimeDone")


def test_after_a_crash_the_next_invoke_has_a_fresh_process(serve):
    daemon = serve(Leaving=function("leaving.handler"))
    first = daemon.invoke("Leaving", {}).json()

    daemon.invoke("Leaving", {"way": "os._exit(3)"})
    second = daemon.invoke("Leaving", {}).json()

    assert second != first
    assert processes.wait_until_gone([first], GONE_SECONDS) == []
    exited = daemon.journal.wait(type="environment.exited", function="Leaving")
    assert len(exited) == 1


def test_a_crash_is_followed_by_a_reset_with_reason_failure(serve):
    daemon = serve(Leaving=function("leaving.handler"))

    daemon.invoke("Leaving", {"way": "os._exit(3)"})

    (reset,) = daemon.journal.wait(type="environment.reset", function="Leaving")
    assert reset["record"]["reason"] == "failure"


def test_files_in_tmp_survive_a_reset_and_globals_do_not(serve, marker):
    daemon = serve(Files=function("counting.keeps_a_file"))
    daemon.invoke("Files", {"name": marker.name})

    answer = daemon.invoke("Files", {"name": marker.name, "read": True}).json()

    assert answer == {"text": "kept", "count": 0}


def test_an_environment_that_dies_idle_is_replaced_silently(serve):
    daemon = serve(Leaving=function("leaving.handler"))
    first = daemon.invoke("Leaving", {}).json()

    processes.kill(first)
    daemon.journal.wait(type="environment.exited", function="Leaving")
    answer = daemon.invoke("Leaving", {})

    assert answer.header("X-Amz-Function-Error") is None
    assert answer.json() != first


def test_an_init_that_fails_once_is_repeated_inside_the_invoke(serve, marker):
    daemon = serve(Starting=function("starting.handler", variables={"FAIL_UNLESS_EXISTS": str(marker)}))

    answer = daemon.invoke("Starting", {})

    assert (answer.header("X-Amz-Function-Error"), answer.body) == (None, b'"started"')
    starts = daemon.journal.wait(type="platform.initStart", count=2)
    assert [event["record"]["phase"] for event in starts] == ["init", "invoke"]
    lines = log_of(daemon.stop())
    reports = [line for line in lines if line.startswith("INIT_REPORT")]
    assert len(reports) == 1
    assert re.fullmatch(init_report("init", "error\tError Type: Runtime.Unknown"), reports[0])
    assert re.fullmatch(report(), lines[-1])


def test_an_init_that_fails_twice_ends_as_it_was_posted(serve, tmp_path):
    (tmp_path / "app.py").write_text("raise RuntimeError('no database')\n")
    daemon = serve(Starting=function("app.handler", tmp_path))

    answer = daemon.invoke("Starting", {})

    body = answer.json()
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert (body["errorType"], body["errorMessage"], body["requestId"]) == ("RuntimeError", "no database", "")
    done = daemon.journal.wait(type="platform.initRuntimeDone", count=2)
    assert [(event["record"]["phase"], event["record"]["status"]) for event in done] == [
        ("init", "error"),
        ("invoke", "error"),
    ]


def test_the_function_can_be_mended_without_a_restart(serve, tmp_path):
    app = tmp_path / "app.py"
    app.write_text("raise RuntimeError('no database')\n")
    daemon = serve(Starting=function("app.handler", tmp_path))
    daemon.invoke("Starting", {})

    app.write_text("def handler(event, context):\n    return 'the database is there'\n")

    assert daemon.invoke("Starting", {}).body == b'"the database is there"'


@pytest.mark.slow
def test_an_init_of_eleven_seconds_is_cut_at_ten_and_repeated(serve):
    daemon = serve(Starting=function("starting.handler", Timeout=30, variables={"IMPORT_SECONDS": "11"}))

    answer = daemon.invoke("Starting", {})

    assert (answer.header("X-Amz-Function-Error"), answer.body) == (None, b'"started"')
    (done,) = daemon.journal.wait(type="platform.report")
    assert done["record"]["metrics"]["durationMs"] >= 11_000
    assert "initDurationMs" not in done["record"]["metrics"]
    reports = [line for line in log_of(daemon.stop()) if line.startswith("INIT_REPORT")]
    assert len(reports) == 1
    assert re.fullmatch(init_report("init", "timeout", duration=r"100\d\d\.\d\d ms"), reports[0])


def test_an_idle_environment_is_retired(serve):
    daemon = serve(options=["--idle-timeout", "1"], Counting=function("counting.handler"))
    pid = daemon.invoke("Counting", {}).json()["pid"]

    (stopped,) = daemon.journal.wait(type="environment.stopped", function="Counting")

    assert stopped["record"]["reason"] == "idle"
    assert processes.wait_until_gone([pid], GONE_SECONDS) == []
    assert daemon.environments() == []
    assert daemon.invoke("Counting", {}).json()["count"] == 1


def test_a_busy_environment_is_not_retired(serve, gate):
    daemon = serve(
        options=["--idle-timeout", "1"], Gate=function("waiting.at_the_gate"), Idle=function("counting.handler")
    )
    with daemon.in_background("Gate", {"gate": gate.port}) as call:
        gate.wait_for(1)
        daemon.invoke("Idle", {})
        daemon.journal.wait(type="environment.stopped", function="Idle")
        gate.open()

        assert call.result().body == b"true"


def test_settings_of_the_command_line_are_seen_by_functions_without_a_template(daemon_factory):
    daemon = daemon_factory("--timeout", "9", "--memory", "512", targets=[f"{FUNCTIONS}/basics.py:describe_context"])

    seen = daemon.invoke("basics", {}).json()

    assert seen["memory_limit_in_mb"] == "512"
    assert 5_000 < seen["remaining"] <= 9_000
