"""The JSON log format: platform events, records, and both levels.  runtime-api.md §6.3, §6.4, §7.8."""

import base64
import json
import re

import pytest

from patterns import ISO_TIME, UUID
from templates import function

TAIL = {"X-Amz-Log-Type": "Tail"}


def logging_config(**levels: str) -> dict:
    return {"LoggingConfig": {"LogFormat": "JSON", **levels}}


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Quiet=function("basics.echo", **logging_config()),
        Says=function("talking.says", **logging_config()),
        Levels=function("talking.logs_levels", **logging_config()),
        DebugLevels=function("talking.logs_levels", **logging_config(ApplicationLogLevel="DEBUG")),
        ErrorLevels=function("talking.logs_levels", **logging_config(ApplicationLogLevel="ERROR")),
        Prints=function("talking.prints_json", **logging_config(ApplicationLogLevel="WARN")),
        Raises=function("talking.raises", **logging_config()),
        Exception=function("talking.logs_an_exception", **logging_config()),
        Verbose=function("basics.echo", **logging_config(SystemLogLevel="DEBUG")),
        Hushed=function("basics.echo", **logging_config(SystemLogLevel="WARN")),
        HushedLeaving=function("leaving.handler", **logging_config(SystemLogLevel="WARN")),
        Variables=function("surroundings.variables", **logging_config(ApplicationLogLevel="ERROR")),
    )


def warm_tail(daemon, name: str, event=None) -> list[str]:
    """The log lines of a second invoke, which has no init in it."""
    event = event or {}
    daemon.invoke(name, event)
    answer = daemon.invoke(name, event, headers=TAIL)
    return base64.b64decode(answer.header("X-Amz-Log-Result")).decode().splitlines()


def types(lines: list[str]) -> list[str]:
    return [json.loads(line)["type"] for line in lines]


def test_start_and_report_are_these_objects(daemon):
    first, last = warm_tail(daemon, "Quiet")

    assert re.fullmatch(
        rf'{{"time":"{ISO_TIME}","type":"platform\.start",'
        rf'"record":{{"requestId":"{UUID}","version":"\$LATEST"}}}}',
        first,
    )
    assert re.fullmatch(
        rf'{{"time":"{ISO_TIME}","type":"platform\.report","record":{{"requestId":"{UUID}",'
        r'"metrics":{"durationMs":\d+(\.\d{1,3})?,"billedDurationMs":\d+,"memorySizeMB":128,"maxMemoryUsedMB":\d+},'
        r'"status":"success"}}',
        last,
    )


def test_the_first_report_has_init_duration(serve):
    daemon = serve(Quiet=function("basics.echo", **logging_config()))
    answer = daemon.invoke("Quiet", {}, headers=TAIL)

    record = json.loads(base64.b64decode(answer.header("X-Amz-Log-Result")).splitlines()[-1])["record"]

    assert record["metrics"]["initDurationMs"] > 0


def test_init_start_is_an_object_too(serve):
    daemon = serve(Quiet=function("basics.echo", **logging_config()))
    daemon.invoke("Quiet", {})

    (line,) = [line for line in daemon.stop().splitlines() if '"platform.initStart"' in line]

    record = json.loads(line)["record"]
    assert record["initializationType"] == "on-demand"
    assert record["phase"] == "init"
    assert record["functionName"] == "Quiet"
    assert record["functionVersion"] == "$LATEST"
    assert record["instanceMaxMemory"] == 134217728
    assert record["runtimeVersion"].startswith("python:3.12.")
    assert record["runtimeVersionArn"].startswith("arn:aws:lambda:us-east-1::runtime:")


def test_at_debug_the_system_log_has_runtime_done_between(daemon):
    assert types(warm_tail(daemon, "Verbose")) == ["platform.start", "platform.runtimeDone", "platform.report"]


def test_at_warn_a_healthy_invoke_is_silent(daemon):
    assert warm_tail(daemon, "Hushed") == []


def test_at_warn_a_crash_is_still_logged(daemon):
    answer = daemon.invoke("HushedLeaving", {"way": "os._exit(3)"}, headers=TAIL)

    lines = base64.b64decode(answer.header("X-Amz-Log-Result")).decode().splitlines()

    assert types(lines) == ["platform.runtimeDone", "platform.report"]
    record = json.loads(lines[-1])["record"]
    assert (record["status"], record["errorType"]) == ("error", "Runtime.ExitError")


def test_plain_text_is_passed_as_it_is(daemon):
    assert warm_tail(daemon, "Says", {"lines": ["plain text"]})[1:-1] == ["plain text"]


def test_a_log_record_is_one_object_with_its_extras(daemon):
    lines = warm_tail(daemon, "Levels")[1:-1]

    records = [json.loads(line) for line in lines]
    assert [record["message"] for record in records] == ["info record", "warning record"]
    assert list(records[1]) == ["timestamp", "level", "message", "logger", "requestId", "order"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", records[1]["timestamp"])
    assert (records[1]["level"], records[1]["logger"], records[1]["order"]) == ("WARNING", "shop", 17)
    assert re.fullmatch(UUID, records[1]["requestId"])


@pytest.mark.parametrize(
    "name, messages",
    [("DebugLevels", ["debug record", "info record", "warning record"]), ("ErrorLevels", [])],
)
def test_the_application_level_is_the_level_of_logging(daemon, name, messages):
    lines = warm_tail(daemon, name)[1:-1]

    assert [json.loads(line)["message"] for line in lines] == messages


def test_printed_objects_are_filtered_by_their_level_and_text_is_info(daemon):
    lines = warm_tail(daemon, "Prints")[1:-1]

    assert [json.loads(line)["message"] for line in lines] == ["printed warn", "printed ERROR"]


def test_an_uncaught_exception_is_one_object(daemon):
    (line,) = warm_tail(daemon, "Raises")[1:-1]

    record = json.loads(line)
    assert list(record) == ["timestamp", "level", "errorMessage", "errorType", "requestId", "stackTrace"]
    assert (record["level"], record["errorType"], record["errorMessage"]) == ("ERROR", "LookupError", "no such order")


def test_a_logged_exception_has_its_place_and_trace(daemon):
    (line,) = warm_tail(daemon, "Exception")[1:-1]

    record = json.loads(line)
    assert list(record) == [
        *("timestamp", "level", "message", "logger", "stackTrace", "errorType", "errorMessage", "requestId", "location")
    ]
    assert (record["errorType"], record["errorMessage"]) == ("KeyError", "'order'")
    assert re.search(r"talking\.py:logs_an_exception:\d+$", record["location"])


def test_the_function_is_told_format_and_level(daemon):
    variables = daemon.invoke("Variables", {}).json()

    assert variables["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
    assert variables["AWS_LAMBDA_LOG_LEVEL"] == "ERROR"
