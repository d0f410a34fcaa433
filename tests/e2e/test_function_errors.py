"""What the caller sees when the function fails while it serves.  invoke-api.md §1.6, runtime-api.md §5, §7.5."""

import json
import re

import pytest

from templates import FUNCTIONS, function

FAILING = FUNCTIONS / "failing.py"


@pytest.fixture(scope="module")
def daemon(module_serve):
    raising = ("boom", "without_a_message", "non_ascii", "two_frames", "chained", "too_deep", "out_of_python_memory")
    return module_serve(
        **{name: function(f"failing.{name}") for name in (*raising, "not_callable")},
        Leaving=function("leaving.handler"),
        Sleeping=function("waiting.sleeps", Timeout=1),
    )


def frame(name: str, source: str) -> str:
    """One entry of a stackTrace for the line of failing.py that reads `source`."""
    lines = FAILING.read_text().splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if line.strip() == source]
    assert len(numbers) == 1, f"{source!r} stands on lines {numbers}"
    return f'  File "{FAILING}", line {numbers[0]}, in {name}\n    {source}\n'


def expect_error(answer, kind: str, message: str, trace: list[str]) -> None:
    """The body of an error that the runtime client wrote: four keys, in this order, as these bytes."""
    assert answer.status == 200
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    body = {
        "errorMessage": message,
        "errorType": kind,
        "requestId": answer.header("x-amzn-RequestId"),
        "stackTrace": trace,
    }
    assert answer.body.decode() == json.dumps(body, ensure_ascii=False)


def test_an_exception_has_its_message_class_and_frames(daemon):
    answer = daemon.invoke("boom", {})

    expect_error(answer, "Exception", "boom", [frame("boom", 'raise Exception("boom")')])


def test_a_failure_has_the_headers_of_a_success_plus_one(daemon):
    answer = daemon.invoke("boom", {})

    assert answer.header("X-Amz-Executed-Version") == "$LATEST"
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("x-amzn-Remapped-Content-Length") == "0"
    assert answer.header("X-Amzn-Trace-Id")
    assert answer.header("x-amzn-ErrorType") is None


def test_an_exception_without_a_message_has_an_empty_one(daemon):
    answer = daemon.invoke("without_a_message", {})

    expect_error(answer, "ValueError", "", [frame("without_a_message", "raise ValueError")])


def test_a_message_beyond_ascii_is_not_escaped(daemon):
    answer = daemon.invoke("non_ascii", {})

    expect_error(
        answer, "ValueError", "kein Käse 🧀", [frame("non_ascii", 'raise ValueError("kein Käse 🧀")')]
    )


def test_frames_go_from_the_handler_down_to_the_raise(daemon):
    answer = daemon.invoke("two_frames", {})

    trace = [
        frame("two_frames", '_raise_from_below("no cheese left")'),
        frame("_raise_from_below", "raise OutOfStock(message)"),
    ]
    expect_error(answer, "OutOfStock", "no cheese left", trace)


def test_the_cause_of_a_chained_exception_is_not_shown(daemon):
    answer = daemon.invoke("chained", {})

    expect_error(
        answer, "OutOfStock", "not a count", [frame("chained", 'raise OutOfStock("not a count") from cause')]
    )


def test_a_recursion_error_is_an_ordinary_function_error(daemon):
    body = daemon.invoke("too_deep", {}).json()

    assert body["errorType"] == "RecursionError"
    assert body["errorMessage"].startswith("maximum recursion depth exceeded")
    # As `traceback` does it: the frames that repeat are counted, not printed.
    assert re.fullmatch(r"  \[Previous line repeated \d+ more times\]\n", body["stackTrace"][-1])


def test_a_memory_error_is_an_ordinary_function_error(daemon):
    assert daemon.invoke("out_of_python_memory", {}).json()["errorType"] == "MemoryError"


def test_a_handler_that_cannot_be_called_is_a_type_error(daemon):
    body = daemon.invoke("not_callable", {}).json()

    assert (body["errorType"], body["errorMessage"]) == ("TypeError", "'int' object is not callable")


def test_an_environment_survives_what_its_handler_raises(daemon):
    daemon.invoke("boom", {})
    first = daemon.environments("boom")
    daemon.invoke("boom", {})

    assert len(first) == 1
    assert [item["pid"] for item in daemon.environments("boom")] == [first[0]["pid"]]


def test_a_timeout_names_the_configured_seconds(daemon):
    answer = daemon.invoke("Sleeping", {})

    assert answer.status == 200
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.header("X-Amz-Executed-Version") == "$LATEST"
    request = answer.header("x-amzn-RequestId")
    message = f"RequestId: {request} Error: Task timed out after 1.00 seconds"
    assert answer.body.decode() == f'{{"errorType":"Sandbox.Timedout","errorMessage":"{message}"}}'


EXITS = [
    ("sys.exit()", "Runtime exited without providing a reason"),
    ("sys.exit(0)", "Runtime exited without providing a reason"),
    ("sys.exit(None)", "Runtime exited without providing a reason"),
    ("os._exit(0)", "Runtime exited without providing a reason"),
    ("sys.exit(3)", "Runtime exited with error: exit status 3"),
    ("os._exit(3)", "Runtime exited with error: exit status 3"),
    ("sys.exit('bye')", "Runtime exited with error: exit status 1"),
    ("sys.exit(-1)", "Runtime exited with error: exit status 255"),
    ("KeyboardInterrupt", "Runtime exited with error: signal: interrupt"),
    ("os.abort()", "Runtime exited with error: signal: aborted"),
    ("SIGKILL", "Runtime exited with error: signal: killed"),
    ("SIGTERM", "Runtime exited with error: signal: terminated"),
    ("SIGSEGV", "Runtime exited with error: signal: segmentation fault"),
]


def expect_exit(answer, text: str) -> None:
    """The body of an error that the platform wrote about a process that is gone."""
    assert answer.status == 200
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.header("Content-Type") == "application/json"
    message = f"RequestId: {answer.header('x-amzn-RequestId')} Error: {text}"
    assert answer.body.decode() == f'{{"errorType":"Runtime.ExitError","errorMessage":"{message}"}}'


@pytest.mark.parametrize("way, text", EXITS)
def test_a_handler_that_ends_the_process_is_an_exit_error(daemon, way, text):
    answer = daemon.invoke("Leaving", {"way": way})

    expect_exit(answer, text)


@pytest.mark.parametrize("way, text", EXITS)
def test_a_module_that_ends_the_process_is_an_exit_error_too(serve, way, text):
    daemon = serve(Leaving=function("leaving.handler", variables={"LEAVE": way}))

    expect_exit(daemon.invoke("Leaving", {}), text)


def test_after_an_exit_the_next_invoke_works(daemon):
    daemon.invoke("Leaving", {"way": "os._exit(3)"})

    answer = daemon.invoke("Leaving", {})

    assert answer.header("X-Amz-Function-Error") is None


def test_a_missing_wrapper_script_is_exit_status_127(serve):
    daemon = serve(Wrapped=function("basics.echo", variables={"AWS_LAMBDA_EXEC_WRAPPER": "/opt/missing-wrapper"}))

    expect_exit(daemon.invoke("Wrapped", {}), "Runtime exited with error: exit status 127")


def test_boto3_sees_the_function_error(daemon, lambda_client):
    answer = lambda_client(daemon).invoke(FunctionName="boom")

    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert json.load(answer["Payload"])["errorMessage"] == "boom"
