"""X-Amz-Log-Result: the end of the invoke's own log.  invoke-api.md §1.2, §1.3; runtime-api.md §5."""

import base64
import re

import pytest

from patterns import end, expect_lines, report, start
from templates import function

TAIL = {"X-Amz-Log-Type": "Tail"}


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Quiet=function("basics.echo"),
        Fresh=function("basics.echo"),
        Talking=function("talking.says"),
        Unfinished=function("talking.unfinished_line"),
        Raising=function("failing.boom"),
        Leaving=function("leaving.handler"),
        Sleeping=function("waiting.sleeps", Timeout=1),
        Missing=function("basics.nobody"),
    )


def tail_bytes(answer) -> bytes:
    return base64.b64decode(answer.header("X-Amz-Log-Result"), validate=True)


def tail_lines(answer) -> list[str]:
    """The lines of the tail; the last one ended in a newline."""
    *lines, rest = tail_bytes(answer).decode().split("\n")
    assert rest == "", f"the tail ends inside a line: {rest!r}"
    return lines


def test_the_first_tail_goes_from_start_to_a_report_with_init_duration(daemon):
    answer = daemon.invoke("Fresh", {}, headers=TAIL)

    request = answer.header("x-amzn-RequestId")
    expect_lines(tail_lines(answer), [start(request), end(request), report(request, cold=True)])


def test_a_later_tail_has_no_init_duration(daemon):
    daemon.invoke("Quiet", {})
    answer = daemon.invoke("Quiet", {}, headers=TAIL)

    request = answer.header("x-amzn-RequestId")
    expect_lines(tail_lines(answer), [start(request), end(request), report(request)])


def test_what_the_function_writes_stands_between_start_and_end(daemon):
    daemon.invoke("Talking", {"lines": []})
    answer = daemon.invoke("Talking", {"lines": ["one", "", "drei Käse"]}, headers=TAIL)

    expect_lines(tail_lines(answer), [start(), "one", "", "drei Käse", end(), report()])


def test_a_last_line_without_a_newline_is_a_line_all_the_same(daemon):
    daemon.invoke("Unfinished", {})
    answer = daemon.invoke("Unfinished", {}, headers=TAIL)

    expect_lines(tail_lines(answer), [start(), "a whole line", "no newline at the end", end(), report()])


def test_the_tail_of_one_invoke_holds_nothing_of_another(daemon):
    daemon.invoke("Talking", {"lines": ["from the first"]})
    answer = daemon.invoke("Talking", {"lines": ["from the second"]}, headers=TAIL)

    assert "from the first" not in "\n".join(tail_lines(answer))


def test_a_long_log_is_cut_to_its_last_4096_bytes(daemon):
    daemon.invoke("Talking", {"lines": []})
    answer = daemon.invoke("Talking", {"lines": [f"{number:08} {'x' * 40}" for number in range(1000)]}, headers=TAIL)

    tail = tail_bytes(answer)
    assert len(tail) == 4096
    assert re.search(rf"\n00000999 x{{40}}\n{end()}\n{report()}\n\Z", tail.decode())
    assert b"START RequestId" not in tail


def test_the_tail_of_a_handler_that_raised_is_healthy_and_shows_the_error(daemon):
    daemon.invoke("Raising", {})
    answer = daemon.invoke("Raising", {}, headers=TAIL)

    lines = tail_lines(answer)
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert re.fullmatch(start(), lines[0])
    assert any("[ERROR] Exception: boom" in line for line in lines)
    expect_lines(lines[-2:], [end(), report()])


def test_the_tail_of_a_timeout_says_so(daemon):
    daemon.invoke("Sleeping", {"seconds": 0})
    answer = daemon.invoke("Sleeping", {}, headers=TAIL)

    request = answer.header("x-amzn-RequestId")
    clamped = {"duration": r"1000\.00 ms", "billed": "1000 ms"}
    last = report(request, status="Status: timeout", **clamped)
    expect_lines(tail_lines(answer), [start(request), end(request), last])


def test_the_tail_of_a_crash_names_the_error_type(daemon):
    daemon.invoke("Leaving", {})
    answer = daemon.invoke("Leaving", {"way": "os._exit(3)"}, headers=TAIL)

    status = "Status: error\tError Type: Runtime.ExitError"
    expect_lines(tail_lines(answer), [start(), end(), report(status=status)])


def test_init_lines_are_not_part_of_the_tail(daemon):
    answer = daemon.invoke("Missing", {}, headers=TAIL)

    text = tail_bytes(answer).decode()
    assert "INIT_START" not in text
    assert "INIT_REPORT" not in text
    status = "Status: error\tError Type: Runtime.HandlerNotFound"
    expect_lines(tail_lines(answer), [start(), end(), report(status=status)])


def test_a_dry_run_has_no_tail(daemon):
    answer = daemon.invoke("Quiet", {}, headers=TAIL | {"X-Amz-Invocation-Type": "DryRun"})

    assert answer.status == 204
    assert answer.header("X-Amz-Log-Result") is None


def test_boto3_gets_the_tail(daemon, lambda_client):
    answer = lambda_client(daemon).invoke(FunctionName="Quiet", LogType="Tail")

    assert base64.b64decode(answer["LogResult"]).startswith(b"START RequestId: ")
