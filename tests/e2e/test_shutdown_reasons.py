"""What an extension is told of the end, in each of the ways an environment comes to it.  runtime-api.md §2.3."""

import json
import signal

import pytest

from harness import run_invoke
from layers import FAITHFUL, TALKATIVE, WATCHING, extended, said
from shutdowns import Shutdown, reset
from templates import write_template

BUDGET_MS = 2000


def expect_told(line: str, reason: str) -> None:
    event = json.loads(line)
    assert set(event) == {"eventType", "shutdownReason", "deadlineMs"}
    assert (event["eventType"], event["shutdownReason"]) == ("SHUTDOWN", reason)


def test_an_idle_environment_is_told_spindown(serve, tmp_path):
    daemon = serve(options=["--idle-timeout", "1"], **extended(tmp_path, {"watches": WATCHING}))
    daemon.invoke("App", {})

    expect_told(said(daemon, "watches")[0], "spindown")

    (stopped,) = daemon.journal.wait(type="environment.stopped")
    assert stopped["record"]["reason"] == "idle"


def test_after_a_reset_by_the_control_route_it_is_spindown(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"watches": WATCHING}))
    daemon.invoke("App", {})

    assert reset(daemon).start["reason"] == "spindown"

    expect_told(said(daemon, "watches")[0], "spindown")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_a_daemon_that_is_stopped_tells_spindown(serve, tmp_path, how):
    daemon = serve(**extended(tmp_path, {"watches": WATCHING}, "ending.handler", variables={"ON_SIGTERM": "leaves"}))
    daemon.invoke("App", {})

    log = daemon.stop(how)

    (line,) = [line for line in log.splitlines() if "SHUTDOWN" in line and line.startswith("{")]
    expect_told(line, "spindown")
    assert "SIGTERM received\n" in log


def test_the_end_of_lambent_invoke_is_told_spindown(tmp_path):
    resources = extended(tmp_path, {"watches": WATCHING}, "ending.handler", variables={"ON_SIGTERM": "leaves"})
    template = write_template(tmp_path, **resources)

    done = run_invoke("App", "-t", template, "-e", "{}")

    assert done.code == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "SHUTDOWN" in line and line.startswith("{")]
    expect_told(line, "spindown")
    assert "SIGTERM received\n" in done.stderr


@pytest.mark.parametrize("way, reason", [("hang", "timeout"), ("crash", "failure")])
def test_an_invoke_that_breaks_is_told_why(serve, tmp_path, way, reason):
    daemon = serve(**extended(tmp_path, {"talks": TALKATIVE}, "ending.handler", Timeout=1))
    daemon.invoke("App", {})

    daemon.invoke("App", {"way": way})

    expect_told(said(daemon, "talks", count=3)[-1], reason)
    shutdown = Shutdown(daemon)
    assert shutdown.start == {"reason": reason, "budgetMs": BUDGET_MS}


def test_a_runtime_that_has_left_is_not_signalled(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"faithful": FAITHFUL}, "ending.handler"))

    daemon.invoke("App", {"way": "crash"})

    steps = Shutdown(daemon).steps()
    assert "runtime.signalled SIGTERM" not in steps
    assert "extension.shutdown faithful" in steps
