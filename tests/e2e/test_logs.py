"""What stands on stderr, line by line, in the Text format.  runtime-api.md §6.1, §6.2, §7.6, §7.8."""

import re

from patterns import INIT_START, ISO_TIME, UUID, end, expect_lines, init_report, log_of, report, start
from templates import FUNCTIONS, function

IMPORTED = "module imported"
CRASHED = "Status: error\tError Type: Runtime.ExitError"


def logged(level: str, text: str, request: str = UUID) -> str:
    return rf"\[{level}\]\t{ISO_TIME}\t{request}\t{text}"


def test_a_cold_start_logs_init_then_the_invoke(serve):
    daemon = serve(Says=function("talking.says"))
    request = daemon.invoke("Says", {"lines": ["hello"]}).header("x-amzn-RequestId")

    lines = log_of(daemon.stop())

    expect_lines(lines, [INIT_START, IMPORTED, start(request), "hello", end(request), report(request, cold=True)])


def test_a_warm_invoke_logs_start_end_and_report_without_init(serve):
    daemon = serve(Says=function("talking.says", MemorySize=512))
    for text in ("one", "two"):
        daemon.invoke("Says", {"lines": [text]})

    lines = log_of(daemon.stop())

    cold = [INIT_START, IMPORTED, start(), "one", end(), report(cold=True, memory=512)]
    expect_lines(lines, [*cold, start(), "two", end(), report(memory=512)])


def test_billed_duration_is_duration_plus_init_rounded_up(serve):
    daemon = serve(Says=function("talking.says"))
    for _ in range(2):
        daemon.invoke("Says", {"lines": []})

    reports = [line for line in log_of(daemon.stop()) if line.startswith("REPORT")]

    for line in reports:
        numbers = {key: float(value) for key, value in re.findall(r"(\w+ Duration|\tDuration): ([\d.]+) ms", line)}
        used = numbers["\tDuration"] + numbers.get("Init Duration", 0)
        assert used <= numbers["Billed Duration"] < used + 1.02, line


def test_memory_used_is_measured(serve):
    daemon = serve(Echo=function("basics.echo", MemorySize=1024))
    daemon.invoke("Echo", {})

    used = int(re.search(r"Max Memory Used: (\d+) MB", daemon.stop()).group(1))

    assert 5 <= used < 200


def test_a_timeout_reports_its_status_and_the_clamped_duration(serve):
    daemon = serve(Sleeping=function("waiting.sleeps", Timeout=1))
    daemon.invoke("Sleeping", {"seconds": 0})
    daemon.invoke("Sleeping", {})

    lines = log_of(daemon.stop())

    broken = report(status="Status: timeout", duration=r"1000\.00 ms", billed="1000 ms")
    expect_lines(lines, [INIT_START, start(), end(), report(cold=True), start(), end(), broken])


def test_a_crash_reports_its_status_and_error_type(serve):
    daemon = serve(Leaving=function("leaving.handler"))
    daemon.invoke("Leaving", {})
    daemon.invoke("Leaving", {"way": "sys.exit('bye')"})

    lines = log_of(daemon.stop())

    expect_lines(lines, [INIT_START, start(), end(), report(cold=True), start(), "bye", end(), report(status=CRASHED)])


def test_the_invoke_after_a_crash_mentions_no_init(serve):
    daemon = serve(Leaving=function("leaving.handler"))
    daemon.invoke("Leaving", {"way": "os._exit(3)"})
    daemon.invoke("Leaving", {})

    lines = log_of(daemon.stop())

    crash = [INIT_START, start(), end(), report(cold=True, status=CRASHED)]
    expect_lines(lines, [*crash, start(), end(), report()])


def test_a_failing_init_is_reported_twice_before_the_invoke(serve):
    daemon = serve(Missing=function("basics.nobody"))
    daemon.invoke("Missing", {})

    lines = [line for line in log_of(daemon.stop()) if re.match(r"(INIT_|START|END|REPORT)", line)]

    kind = "Runtime.HandlerNotFound"
    status = f"error\tError Type: {kind}"
    expect_lines(
        lines,
        [
            INIT_START,
            init_report("init", status),
            init_report("invoke", status),
            start(),
            end(),
            report(status=f"Status: {status}"),
        ],
    )


def test_a_failing_init_logs_its_error_before_each_report(serve):
    daemon = serve(Missing=function("basics.nobody"))
    daemon.invoke("Missing", {})

    lines = log_of(daemon.stop())

    errors = [n for n, line in enumerate(lines) if "[ERROR] Runtime.HandlerNotFound: Handler 'nobody' missing" in line]
    reports = [n for n, line in enumerate(lines) if line.startswith("INIT_REPORT")]
    assert len(errors) == len(reports) == 2
    assert errors[0] < reports[0] < errors[1] < reports[1]


def test_prints_and_log_records_keep_the_order_in_which_they_were_written(serve):
    daemon = serve(Talking=function("talking.handler"))
    request = daemon.invoke("Talking", {}).header("x-amzn-RequestId")

    lines = daemon.journal.lines(function="Talking")

    expected = [
        IMPORTED,
        "first, printed",
        logged("WARNING", "second, logged", request),
        "third, printed to stderr",
        logged("ERROR", "fourth, logged", request),
        "fifth, printed",
    ]
    expect_lines([line.removesuffix("\n") for line in lines], expected)


def test_the_same_lines_stand_on_stderr(serve):
    daemon = serve(Talking=function("talking.handler"))
    daemon.invoke("Talking", {})

    lines = log_of(daemon.stop())

    said = ["first, printed", logged("WARNING", "second, logged"), "third, printed to stderr"]
    said += [logged("ERROR", "fourth, logged"), "fifth, printed"]
    expect_lines(lines, [INIT_START, IMPORTED, start(), *said, end(), report(cold=True)])


def test_records_below_warning_are_not_written_by_default(serve):
    daemon = serve(Levels=function("talking.logs_levels"))
    daemon.invoke("Levels", {})

    lines = daemon.journal.lines(function="Levels")

    expect_lines([line.removesuffix("\n") for line in lines], [IMPORTED, logged("WARNING", "warning record")])


def test_an_uncaught_exception_is_logged_with_its_frames(serve):
    daemon = serve(Raises=function("talking.raises"))
    daemon.invoke("Raises", {})

    (entry,) = [line for line in daemon.journal.lines(function="Raises") if "[ERROR]" in line]

    number = (FUNCTIONS / "talking.py").read_text().splitlines().index('    raise LookupError("no such order")') + 1
    nbsp = "\u00a0"
    assert re.split(r"[\r\n]", entry.rstrip("\n")) == [
        "[ERROR] LookupError: no such order",
        "Traceback (most recent call last):",
        f'{nbsp * 2}File "{FUNCTIONS}/talking.py", line {number}, in raises',
        f'{nbsp * 4}raise LookupError("no such order")',
    ]


def test_with_several_functions_each_line_names_its_function(serve):
    daemon = serve(One=function("talking.says"), Two=function("talking.says"))
    for name in ("One", "Two"):
        daemon.invoke(name, {"lines": ["hello"]})
        daemon.journal.wait(type="platform.report", function=name)

    lines = log_of(daemon.stop())

    expected = [INIT_START, IMPORTED, start(), "hello", end(), report(cold=True)]
    prefixed = [rf"\[{name}\] {line}" for name in ("One", "Two") for line in expected]
    expect_lines(lines, prefixed)
