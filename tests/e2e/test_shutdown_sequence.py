"""How an environment ends: who is asked, who is told, who is killed, and when.  runtime-api.md §4.8.

Limits are checked with the journal's own times, which the daemon writes when it acts; nothing that this process
measures comes in.  What is killed at a limit is never killed before it, and at most TOLERANCE_MS after it.
"""

import json
import signal

import pytest

import processes
from harness import ROOT
from layers import FAITHFUL, extended, said
from shutdowns import Shutdown, milliseconds, reset
from templates import function

GRACEFUL = ROOT / "examples" / "graceful_shutdown" / "template.yaml"
TOLERANCE_MS = 20
BUDGET_MS = 2000
RUNTIMES_SHARE_MS = 300
INTERNAL_BUDGET_MS = 500

# Takes SHUTDOWN and stays.
DEAF = """
extension.register("INVOKE", "SHUTDOWN")
extension.serve()
os.read(os.pipe()[0], 1)
"""

UNINTERESTED = 'extension.register("INVOKE")\nextension.serve()\n'


def expect_at(limit: float, actual: float) -> None:
    # The journal's times are cut to whole milliseconds at both ends.
    assert limit - 1 < actual <= limit + TOLERANCE_MS + 1, f"{actual} ms, the limit was {limit} ms"


# --- the example, step by step -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def graceful(module_daemon):
    """The end of examples/graceful_shutdown after one invoke, and the daemon."""
    daemon = module_daemon(template=GRACEFUL)
    assert daemon.invoke("Visits", {"name": "Ada"}).body == b"1"
    return reset(daemon), daemon


def test_the_runtime_is_asked_first_and_the_extension_is_told_when_it_has_left(graceful):
    shutdown, _ = graceful

    assert shutdown.steps() == [
        "shutdown.start",
        "runtime.signalled SIGTERM",
        "environment.exited",
        "extension.shutdown shutdown-listener",
        "extension.exited shutdown-listener",
        "shutdown.report",
    ]
    assert shutdown.start == {"reason": "spindown", "budgetMs": BUDGET_MS}


def test_sigterm_goes_to_the_runtime(graceful):
    shutdown, daemon = graceful
    (started,) = daemon.journal.events(type="environment.started")

    assert shutdown.one("runtime.signalled")["record"]["pid"] == started["record"]["pid"]


def test_the_runtime_closes_its_connection_before_the_extension_is_told(graceful):
    shutdown, _ = graceful
    types = [event["type"] for event in shutdown.events]

    (closing,) = [event for event in shutdown.events if event["type"] == "function"]
    assert closing["record"] == "closing the database"
    assert types.index("function") < types.index("extension.shutdown")


def test_shutdown_is_delivered_with_its_reason_and_its_deadline(graceful):
    shutdown, _ = graceful
    told = shutdown.one("extension.shutdown")["record"]

    assert (told["name"], told["reason"]) == ("shutdown-listener", "spindown")
    begun = milliseconds(shutdown.events[0])
    assert begun + BUDGET_MS <= told["deadlineMs"] <= begun + BUDGET_MS + TOLERANCE_MS


def test_the_extension_leaves_by_itself(graceful):
    shutdown, daemon = graceful

    assert shutdown.one("extension.exited")["record"]["message"] == "exit code 0"
    assert said(daemon, "shutdown-listener") == ["shutdown-listener: SHUTDOWN, because of spindown"]


def test_all_of_it_takes_less_than_the_budget(graceful):
    shutdown, _ = graceful

    assert 0 < shutdown.report["durationMs"] <= BUDGET_MS
    assert shutdown.report["runtimeMs"] <= RUNTIMES_SHARE_MS
    parts = shutdown.report["runtimeMs"] + shutdown.report["extensionsMs"]
    assert parts == pytest.approx(shutdown.report["durationMs"], abs=1)


def test_the_example_keeps_its_visits(daemon_factory, tmp_path):
    database = f"DatabaseFile={tmp_path / 'visits.db'}"
    for expected in (b"1", b"2"):
        daemon = daemon_factory("--parameter-overrides", database, template=GRACEFUL)
        assert daemon.invoke("Visits", {"name": "Ada"}).body == expected
        daemon.stop(signal.SIGINT)


# --- without an extension ----------------------------------------------------------------------------


def test_without_an_extension_the_runtime_is_killed_at_once_and_never_asked(serve):
    daemon = serve(App=function("ending.handler", variables={"ON_SIGTERM": "leaves"}))
    pid = daemon.invoke("App", {}).json()

    shutdown = reset(daemon)

    assert shutdown.start == {"reason": "spindown", "budgetMs": 0}
    assert [step for step in shutdown.steps() if step.startswith("runtime")] == ["runtime.signalled SIGKILL"]
    assert daemon.journal.lines() == []
    assert processes.wait_until_gone([pid], 1) == []


def test_an_extension_that_never_registered_is_none(serve, tmp_path):
    """It leaves before it registers, so nobody is registered and there is nothing to wait for."""
    daemon = serve(**extended(tmp_path, {"leaves": "os._exit(1)\n"}))
    daemon.invoke("App", {})

    shutdown = Shutdown(daemon)

    assert shutdown.start == {"reason": "failure", "budgetMs": 0}


# --- limits ------------------------------------------------------------------------------------------


def test_an_extension_that_ignores_shutdown_is_killed_at_the_budgets_end(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"deaf": DEAF}))
    daemon.invoke("App", {})

    shutdown = reset(daemon)

    killed = shutdown.one("extension.killed", name="deaf")
    expect_at(BUDGET_MS, shutdown.after_start(killed))
    assert processes.wait_until_gone([killed["record"]["pid"]], 0) == []


def test_a_faithful_extension_is_not_kept_by_a_deaf_one(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"deaf": DEAF, "faithful": FAITHFUL}))
    daemon.invoke("App", {})

    shutdown = reset(daemon)

    gone = shutdown.one("extension.exited", name="faithful")
    assert shutdown.after_start(gone) < BUDGET_MS
    assert gone["record"]["message"] == "exit code 0"
    assert [event["record"]["name"] for event in shutdown.events if event["type"] == "extension.killed"] == ["deaf"]


@pytest.mark.parametrize(
    "external, internal, budget, share",
    [
        ({"faithful": FAITHFUL}, [], BUDGET_MS, RUNTIMES_SHARE_MS),
        ({"uninterested": UNINTERESTED}, [], BUDGET_MS, RUNTIMES_SHARE_MS),
        ({}, ["inside"], INTERNAL_BUDGET_MS, INTERNAL_BUDGET_MS),
        ({"faithful": FAITHFUL}, ["inside"], BUDGET_MS, INTERNAL_BUDGET_MS),
    ],
    ids=["external", "external without SHUTDOWN", "internal", "both"],
)
def test_a_runtime_that_ignores_sigterm_is_killed_at_its_share(serve, tmp_path, external, internal, budget, share):
    variables = {"ON_SIGTERM": "ignores", "INTERNAL": json.dumps(internal)}
    daemon = serve(**extended(tmp_path, external, "ending.handler", variables=variables))
    pid = daemon.invoke("App", {}).json()

    shutdown = reset(daemon)

    assert shutdown.start["budgetMs"] == budget
    asked = shutdown.one("runtime.signalled", signal="SIGTERM", pid=pid)
    killed = shutdown.one("runtime.signalled", signal="SIGKILL", pid=pid)
    assert shutdown.after_start(asked) <= TOLERANCE_MS
    expect_at(share, shutdown.after_start(killed))
    assert processes.wait_until_gone([pid], 0) == []


def test_whoever_does_not_want_shutdown_is_killed_as_soon_as_the_runtime_has_left(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"uninterested": UNINTERESTED}))
    daemon.invoke("App", {})

    shutdown = reset(daemon)

    steps = shutdown.steps()
    assert "extension.shutdown uninterested" not in steps
    assert steps.index("environment.exited") < steps.index("extension.killed uninterested")
    assert shutdown.report["durationMs"] < BUDGET_MS


def test_what_the_runtime_leaves_of_its_share_goes_to_the_extension(serve, tmp_path):
    """The deadline is the phase's, whenever the runtime leaves."""
    daemon = serve(**extended(tmp_path, {"deaf": DEAF}, "ending.handler", variables={"ON_SIGTERM": "leaves"}))
    daemon.invoke("App", {})

    shutdown = reset(daemon)

    told, killed = shutdown.one("extension.shutdown"), shutdown.one("extension.killed")
    assert shutdown.after_start(told) < RUNTIMES_SHARE_MS
    expect_at(BUDGET_MS, shutdown.after_start(killed))
    assert abs(told["record"]["deadlineMs"] - milliseconds(killed)) <= TOLERANCE_MS + 1


# --- what is no error at the end ----------------------------------------------------------------------


def test_a_status_at_the_end_is_nobodys_error(serve, tmp_path):
    leaves = 'extension.register("INVOKE", "SHUTDOWN")\nextension.serve()\nos._exit(3)\n'
    variables = {"ON_SIGTERM": "leaves", "STATUS": "4"}
    daemon = serve(**extended(tmp_path, {"leaves": leaves}, "ending.handler", variables=variables))
    daemon.invoke("App", {})

    shutdown = reset(daemon)

    assert shutdown.one("extension.exited")["record"]["message"] == "exit status 3"
    assert daemon.invoke("App", {}).header("X-Amz-Function-Error") is None
    assert daemon.journal.events(type="environment.reset") == []


def test_everybody_is_gone_when_the_journal_says_so(serve, tmp_path):
    script = 'import subprocess\nsubprocess.Popen(["sleep", "600"])\n' + FAITHFUL
    daemon = serve(**extended(tmp_path, {"parent": script}, "ending.handler"))
    pid = daemon.invoke("App", {}).json()
    (started,) = daemon.journal.events(type="extension.started")

    reset(daemon)

    assert processes.wait_until_group_is_empty(pid, 1) == []
    assert processes.wait_until_group_is_empty(started["record"]["pid"], 1) == []
