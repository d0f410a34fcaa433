"""Extensions that cannot be started or leave: what the caller, the log and the journal say.

runtime-api.md §4.2, §4.5, §5.
"""

import json
import re

import pytest

import processes
from layers import FAITHFUL, extended, make_layer
from patterns import INIT_START, end, expect_lines, init_report, log_of, report, start
from templates import function, layer, ref

LAUNCH_ERROR = "Extension.LaunchError"

REGISTERS = 'extension.register("INVOKE", "SHUTDOWN")\n'


def payload(answer, error_type: str, message: str) -> str:
    """The platform's payload for this answer's request."""
    request = answer.header("x-amzn-RequestId")
    return f'{{"errorType":"{error_type}","errorMessage":"RequestId: {request} Error: {message}"}}'


def expect_error(answer, error_type: str, message: str) -> None:
    assert (answer.status, answer.header("X-Amz-Function-Error")) == (200, "Unhandled")
    assert answer.body.decode() == payload(answer, error_type, message)


def failed_init(error_type: str, *lines: str) -> list[str]:
    """The whole log of an init that failed twice, with an EXTENSION line or two after each."""
    status = f"error\tError Type: {error_type}"
    broken = report(status=f"Status: {status}")
    return [
        *(INIT_START, *lines, init_report("init", status), *lines, init_report("invoke", status)),
        *(start(), end(), broken),
    ]


# --- files that cannot be started --------------------------------------------------------------------

UNSTARTABLE = {
    "is not executable": (lambda path: path.chmod(0o644), "permission denied", "PermissionDenied"),
    "has no format": (
        lambda path: path.write_text("neither ELF nor a script\n"),
        *("exec format error", "UnknownError"),
    ),
    "is a link to nowhere": (
        lambda path: (path.unlink(), path.symlink_to("/nowhere/at/all")),
        *("no such file or directory", "UnknownError"),
    ),
    "has an interpreter that is not there": (
        lambda path: path.write_text("#!/nowhere/python3\n"),
        *("no such file or directory", "UnknownError"),
    ),
}


@pytest.mark.parametrize("case", UNSTARTABLE)
def test_an_extension_that_cannot_be_started_fails_the_init(serve, tmp_path, case):
    spoil, why, named = UNSTARTABLE[case]
    resources = extended(tmp_path, {"broken": FAITHFUL})
    spoil(tmp_path / "layer" / "extensions" / "broken")
    daemon = serve(**resources)

    answer = daemon.invoke("App", {})

    expect_error(answer, LAUNCH_ERROR, f"fork/exec /opt/extensions/broken: {why}")
    daemon.journal.wait(type="environment.reset", count=2)
    assert daemon.journal.events(type="environment.started") == []
    line = rf"EXTENSION\tName: broken\tState: LaunchError\tEvents: \[\]\tError Type: {named}"
    expect_lines(log_of(daemon.stop()), failed_init(LAUNCH_ERROR, line))


def test_ten_extensions_are_started(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {f"extension-{number}": FAITHFUL for number in range(10)}, MemorySize=512))

    assert daemon.invoke("App", {}).body == b"{}"
    assert len(daemon.journal.events(type="extension.started")) == 10


def test_an_eleventh_file_fails_the_init(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {f"extension-{number:02}": FAITHFUL for number in range(11)}))

    answer = daemon.invoke("App", {})

    body = answer.json()
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert body["errorType"] == LAUNCH_ERROR
    assert body["errorMessage"].endswith("Error: ErrTooManyExtensions")
    events = daemon.journal.wait(type="platform.extension")
    (named,) = {event["record"]["name"]: event["record"] for event in events if "errorType" in event["record"]}.values()
    assert (named["name"], named["errorType"]) == ("extension-10", "TooManyExtensions")
    assert daemon.journal.events(type="environment.started") == []


def test_in_the_json_format_a_failed_extension_is_an_object_with_its_error(serve, tmp_path):
    resources = extended(tmp_path, {"broken": FAITHFUL}, LoggingConfig={"LogFormat": "JSON", "SystemLogLevel": "WARN"})
    (tmp_path / "layer" / "extensions" / "broken").chmod(0o644)
    daemon = serve(**resources)
    daemon.invoke("App", {})

    lines = [json.loads(line) for line in daemon.stop().splitlines() if '"platform.extension"' in line]

    assert len(lines) == 2
    for line in lines:
        expected = {"name": "broken", "state": "LaunchError", "events": [], "errorType": "PermissionDenied"}
        assert line["record"] == expected


def test_when_one_cannot_be_started_those_before_it_are_ended(serve, tmp_path):
    resources = extended(tmp_path, {"a": FAITHFUL, "broken": FAITHFUL})
    (tmp_path / "layer" / "extensions" / "broken").chmod(0o644)
    daemon = serve(**resources)
    daemon.invoke("App", {})

    daemon.journal.wait(type="environment.reset", count=2)

    started = [event["record"]["pid"] for event in daemon.journal.events(type="extension.started")]
    assert processes.wait_until_gone(started, 5) == []


# --- extensions that leave during the init ------------------------------------------------------------

LEAVES = {
    "before it registers": ("os._exit(0)", "Extension.Crash", "exit code 0"),
    "before it registers, with a status": ("os._exit(3)", "Extension.Crash", "exit status 3"),
    "before its first next": (f"{REGISTERS}os._exit(0)", "Extension.Crash", "exit code 0"),
    "before its first next, with a status": (f"{REGISTERS}os._exit(255)", "Extension.Crash", "exit status 255"),
    "by a signal": (f"{REGISTERS}os.kill(os.getpid(), 15)", "Extension.Crash", "signal: terminated"),
    "after init/error": (f'{REGISTERS}extension.report("init")\nos._exit(0)', "Extension.InitError", "exit code 0"),
    "after init/error, with a status": (
        f'{REGISTERS}extension.report("init")\nos._exit(1)',
        *("Extension.InitError", "exit status 1"),
    ),
    "after exit/error": (f'{REGISTERS}extension.report("exit")\nos._exit(1)', "Extension.ExitError", "exit status 1"),
}


@pytest.mark.parametrize("when", LEAVES)
def test_an_extension_that_leaves_during_the_init_fails_it(serve, tmp_path, when):
    script, error_type, message = LEAVES[when]
    daemon = serve(**extended(tmp_path, {"leaves": f"{script}\n"}))

    answer = daemon.invoke("App", {})

    expect_error(answer, error_type, message)
    resets = daemon.journal.wait(type="environment.reset", count=2)
    assert {event["record"]["reason"] for event in resets} == {"failure"}
    lines = [line for line in log_of(daemon.stop()) if not line.startswith("EXTENSION")]
    expect_lines(lines, failed_init(error_type))


def test_the_extension_line_of_one_that_reported_an_error_names_it(serve, tmp_path):
    script = f'{REGISTERS}extension.report("init", "Extension.NoLicence")\nos._exit(1)\n'
    daemon = serve(**extended(tmp_path, {"leaves": script}))

    daemon.invoke("App", {})

    (line, _) = [line for line in log_of(daemon.stop()) if line.startswith("EXTENSION")]
    events = r"Events: \[INVOKE, SHUTDOWN\]"
    wanted = rf"EXTENSION\tName: leaves\tState: InitError\t{events}\tError Type: Extension\.NoLicence"
    assert re.fullmatch(wanted, line)


# --- extensions that leave during or between invokes -----------------------------------------------------

# Leaves during the second invoke, before the handler is done.
LEAVES_LATER = """
extension.register("INVOKE", "SHUTDOWN")
extension.next_event()
extension.next_event()
%s
"""


@pytest.mark.parametrize(
    "how, error_type, message",
    [
        ("os._exit(0)", "Extension.Crash", "exit code 0"),
        ("os._exit(255)", "Extension.Crash", "exit status 255"),
        ("os.kill(os.getpid(), 9)", "Extension.Crash", "signal: killed"),
        ('extension.report("exit"); os._exit(1)', "Extension.ExitError", "exit status 1"),
    ],
)
def test_an_extension_that_leaves_during_an_invoke_breaks_it(serve, tmp_path, how, error_type, message):
    daemon = serve(**extended(tmp_path, {"leaves": LEAVES_LATER % how}, "extended.sleeps"))
    daemon.invoke("App", {"seconds": 0})

    answer = daemon.invoke("App", {})

    expect_error(answer, error_type, message)
    (reset,) = daemon.journal.wait(type="environment.reset")
    assert reset["record"]["reason"] == "failure"
    assert re.fullmatch(report(status=f"Status: error\tError Type: {error_type}"), log_of(daemon.stop())[-1])


def test_the_invoke_after_a_crash_has_a_fresh_extension_and_a_fresh_runtime(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"leaves": LEAVES_LATER % "os._exit(1)"}, "extended.sleeps"))
    daemon.invoke("App", {"seconds": 0})
    daemon.invoke("App", {})

    answer = daemon.invoke("App", {"seconds": 0})

    assert answer.header("X-Amz-Function-Error") is None
    started = daemon.journal.events(type="extension.started")
    assert len({event["record"]["pid"] for event in started}) == 2
    assert len({event["environment"] for event in started}) == 1


def test_an_extension_that_leaves_after_the_response_spoils_no_answer(serve, tmp_path, gate):
    script = """
extension.register("INVOKE", "SHUTDOWN")
extension.next_event()
wait_at(os.environ["GATE"])
os._exit(1)
"""
    daemon = serve(**extended(tmp_path, {"leaves": script}, variables={"GATE": str(gate.port)}))

    answer = daemon.invoke("App", {"kept": True})
    gate.wait_for(1)
    gate.open()

    assert (answer.header("X-Amz-Function-Error"), answer.json()) == (None, {"kept": True})
    (reset,) = daemon.journal.wait(type="environment.reset")
    assert reset["record"]["reason"] == "failure"
    (final,) = daemon.journal.events(type="platform.report")
    assert (final["record"]["status"], final["record"]["errorType"]) == ("error", "Extension.Crash")


def test_an_extension_that_is_not_done_at_the_deadline_spoils_no_answer(serve, tmp_path):
    script = 'extension.register("INVOKE")\nextension.next_event()\nos.read(os.pipe()[0], 1)\n'
    daemon = serve(**extended(tmp_path, {"slow": script}, Timeout=1))

    answer = daemon.invoke("App", {"kept": True})

    assert (answer.header("X-Amz-Function-Error"), answer.json()) == (None, {"kept": True})
    (reset,) = daemon.journal.wait(type="environment.reset")
    assert reset["record"]["reason"] == "timeout"
    assert re.fullmatch(report(cold=True, status="Status: timeout", duration=r"1000\.00 ms"), log_of(daemon.stop())[-1])


def test_an_environment_whose_extension_died_idle_is_replaced_silently(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"dies": FAITHFUL}, "extended.pid"))
    first = daemon.invoke("App", {}).json()
    daemon.journal.wait(type="platform.report")
    (started,) = daemon.journal.events(type="extension.started")

    processes.kill(started["record"]["pid"])
    daemon.journal.wait(type="extension.exited")
    answer = daemon.invoke("App", {})

    assert answer.header("X-Amz-Function-Error") is None
    assert answer.json() != first
    assert processes.wait_until_gone([first], 5) == []


def test_a_runtime_that_cannot_be_imported_does_not_end_an_extension_by_name(serve, tmp_path):
    """The extension is not at fault: its line says Ready or Registered, and SHUTDOWN tells it of a failure."""
    script = """
extension.register("SHUTDOWN")
say(extension.next_event())
"""
    daemon = serve(**extended(tmp_path, {"watches": script}, "nowhere.handler"))

    answer = daemon.invoke("App", {})

    assert answer.json()["errorType"] == "Runtime.ImportModuleError"
    shutdowns = daemon.journal.wait(type="extension.shutdown", count=2)
    assert {event["record"]["reason"] for event in shutdowns} == {"failure"}
    events = daemon.journal.wait(type="extension", count=2)
    assert {json.loads(event["record"])["shutdownReason"] for event in events} == {"failure"}


def test_other_functions_do_not_notice(serve, tmp_path):
    resources = extended(tmp_path, {"leaves": "os._exit(1)\n"})
    resources |= {
        "GoodLayer": layer(make_layer(tmp_path / "good", {"good": FAITHFUL})),
        "Good": function("extended.pid", Layers=[ref("GoodLayer")]),
    }
    daemon = serve(**resources)
    before = daemon.invoke("Good", {}).json()

    daemon.invoke("App", {})

    assert daemon.invoke("Good", {}).json() == before
