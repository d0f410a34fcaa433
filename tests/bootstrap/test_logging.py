"""Logging as functions find it (runtime-api.md §7.8, §7.9, §7.11)."""

import json
import re
import time

import pytest
from support import Event

JSON = {"AWS_LAMBDA_LOG_FORMAT": "JSON"}
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"


def run_log(run, body, variables=None, framed=False, headers=None, prologue="", events=1, **options):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    code = f"import logging\nlogger = logging.getLogger('my')\n{prologue}\ndef handler(event, context):\n{lines}\n"
    made = [Event(headers=headers or {}, request_id=f"id-{i + 1}") for i in range(events)]
    outcome = run(code, *made, variables=variables, framed=framed, **options)
    assert [post.kind for post in outcome.posts] == ["response"] * events, outcome
    return outcome


def entries(outcome):
    return [json.loads(line) for line in outcome.stdout.splitlines()]


def test_text_record(run):
    outcome = run_log(run, "logger.warning('a %s', 'b')")
    assert re.fullmatch(rf"\[WARNING\]\t{STAMP}\.\d{{3}}Z\tid-1\ta b\n", outcome.stdout)


def test_text_record_during_init_has_no_id(run):
    outcome = run_log(run, "pass", prologue="logger.warning('early')")
    assert re.fullmatch(rf"\[WARNING\]\t{STAMP}\.\d{{3}}Z\t\tearly\n", outcome.stdout)


def test_exception_text_has_no_line_end_of_its_own(run):
    outcome = run_log(
        run, "try:\n    1 / 0\nexcept ZeroDivisionError:\n    logger.exception('ex')\nlogger.error('next')"
    )
    first, rest = outcome.stdout.split("\n", 1)
    assert first.endswith("\tid-1\tex")
    assert rest.startswith("Traceback (most recent call last):\n")
    assert re.search(rf"ZeroDivisionError: division by zero\[ERROR\]\t{STAMP}", rest)


def test_clock_is_utc(run):
    before = int(time.time())
    outcome = run_log(run, "logger.warning('x')", variables={"TZ": "Asia/Tokyo"})
    stamp = outcome.stdout.split("\t")[1]
    from calendar import timegm

    assert 0 <= timegm(time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S")) - before <= 30
    assert run_log(run, "return logging.Formatter.converter.__name__").post.body == b'"gmtime"'


def test_basic_config_does_nothing(run):
    outcome = run_log(
        run,
        "logging.basicConfig(level='DEBUG', format='%(message)s')\nlogging.debug('d')\nlogging.error('e')",
    )
    assert outcome.stdout.count("\n") == 1
    assert outcome.stdout.startswith("[ERROR]\t")


@pytest.mark.parametrize(
    "variables, name",
    [
        ({}, "LambdaLoggerHandler"),
        ({"AWS_LAMBDA_LOG_LEVEL": "INFO"}, "LambdaLoggerHandlerWithFrameType"),
        (JSON, "LambdaLoggerHandlerWithFrameType"),
    ],
)
def test_one_handler_with_its_sink_is_on_the_root(run, variables, name):
    body = (
        "handler, = logging.getLogger().handlers\n"
        "return [type(handler).__name__, handler.level, hasattr(handler, 'log_sink'), len(handler.filters)]"
    )
    assert json.loads(run_log(run, body, variables).post.body) == [name, 0, True, 1]


def test_formatter_can_be_replaced_and_knows_the_id(run):
    body = (
        "handler, = logging.getLogger().handlers\n"
        "handler.setFormatter(logging.Formatter('%(aws_request_id)s|%(tenant_id)s|%(message)s\\n'))\n"
        "logger.error('x')"
    )
    assert run_log(run, body, headers={"Lambda-Runtime-Aws-Tenant-Id": "blue"}).stdout == "id-1|blue|x\n"


LEVELS = [
    # AWS_LAMBDA_LOG_LEVEL, root level
    (None, "WARNING"),
    ("TRACE", "DEBUG"),
    ("DEBUG", "DEBUG"),
    ("debug", "DEBUG"),
    ("INFO", "INFO"),
    ("WARN", "WARNING"),
    ("ERROR", "ERROR"),
    ("FATAL", "CRITICAL"),
    ("LOUD", "WARNING"),
]


@pytest.mark.parametrize("variable, level", LEVELS)
@pytest.mark.parametrize("log_format", [None, "JSON", "json", "Text"])
def test_level_variable_sets_the_root_level(run, variable, level, log_format):
    variables = {"AWS_LAMBDA_LOG_LEVEL": variable, "AWS_LAMBDA_LOG_FORMAT": log_format}
    outcome = run_log(run, "return logging.getLevelName(logging.getLogger().level)", variables)
    assert json.loads(outcome.post.body) == level


def test_json_record(run):
    outcome = run_log(run, "logger.warning('a %s', 'é', extra={'o': 1})", JSON)
    assert re.fullmatch(
        rf'{{"timestamp": "{STAMP}Z", "level": "WARNING", "message": "a é", "logger": "my", '
        r'"requestId": "id-1", "o": 1}\n',
        outcome.stdout,
    )


def test_json_record_during_init_has_an_empty_id(run):
    (entry,) = entries(run_log(run, "pass", JSON, prologue="logging.error('early')"))
    assert (entry["requestId"], entry["logger"]) == ("", "root")


def test_json_exception_keys_in_order(run):
    body = "try:\n    1 / 0\nexcept ZeroDivisionError:\n    logger.exception('ex', extra={'o': 2})"
    (entry,) = entries(run_log(run, body, JSON, headers={"Lambda-Runtime-Aws-Tenant-Id": "blue"}))
    assert list(entry) == [
        "timestamp",
        "level",
        "message",
        "logger",
        "stackTrace",
        "errorType",
        "errorMessage",
        "requestId",
        "location",
        "tenantId",
        "o",
    ]
    file = f"{run.task}/app.py"
    assert entry["stackTrace"] == [f'  File "{file}", line 6, in handler\n    1 / 0\n    ~~^~~\n']
    assert (entry["errorType"], entry["errorMessage"]) == ("ZeroDivisionError", "division by zero")
    assert entry["location"] == f"{file}:handler:8"
    assert entry["tenantId"] == "blue"


JSON_RECORDS = [
    # statement, what the entry has besides timestamp, logger and requestId
    ("logger.error({'a': 1, 'b': [2]})", {"level": "ERROR", "message": {"a": 1, "b": [2]}}),
    ("logger.error({'a': {1}})", {"level": "ERROR", "message": {"a": "{1}"}}),
    ("logger.error(['a'])", {"level": "ERROR", "message": "['a']"}),
    ("logger.error('%(k)s', {'k': 1})", {"level": "ERROR", "message": "1"}),
    ("logger.error('x', extra={'o': {1}})", {"level": "ERROR", "message": "x", "o": "{1}"}),
    ("logger.error('x', extra={'o': None})", {"level": "ERROR", "message": "x"}),
    (
        "logger.error('x', extra={'level': 'mine', 'errorType': 'mine', 'location': 'mine'})",
        {"level": "ERROR", "message": "x"},
    ),
    ("logger.error('x', stack_info=False)", {"level": "ERROR", "message": "x"}),
    ("logger.critical('x')", {"level": "CRITICAL", "message": "x"}),
    ("logger.log(35, 'x')", {"level": "WARNING", "message": "x"}),
    ("logger.log(99, 'x')", {"level": "CRITICAL", "message": "x"}),
    ("logger.setLevel(1)\nlogger.log(25, 'x')", {"level": "INFO", "message": "x"}),
    ("logger.setLevel(1)\nlogger.log(5, 'x')", {"level": "NOTSET", "message": "x"}),
    ("logger.error(ValueError('v'))", {"level": "ERROR", "message": "v"}),
    ("logger.error(5)", {"level": "ERROR", "message": "5"}),
    (
        "import asyncio\nasync def f(): logger.error('x')\nasyncio.run(f())",
        {"level": "ERROR", "message": "x", "taskName": "Task-1"},
    ),
]


@pytest.mark.parametrize("statement, expected", JSON_RECORDS)
def test_json_record_of(run, statement, expected):
    (entry,) = entries(run_log(run, statement, JSON))
    for name in ("timestamp", "logger", "requestId"):
        del entry[name]
    assert entry == expected


def test_json_record_with_exc_info_but_no_exception_raises_where_it_was_logged(run):
    code = "import logging\ndef handler(e, c): logging.exception('x')\n"
    payload = json.loads(run(code, Event(), variables=JSON).post.body)
    assert (payload["errorType"], payload["errorMessage"]) == (
        "AttributeError",
        "'NoneType' object has no attribute '__name__'",
    )


def test_print_stays_as_it_is_in_json_format(run):
    assert run_log(run, "print('plain')", JSON).stdout == "plain\n"


def test_request_id_follows_the_invoke(run):
    outcome = run_log(run, "logger.error('x')", JSON, events=2)
    assert [entry["requestId"] for entry in entries(outcome)] == ["id-1", "id-2"]


FRAMES = [
    # record level, text type with a level variable, JSON type
    (5, "A55A0003", "A55A0002"),
    (10, "A55A000B", "A55A000A"),
    (20, "A55A000F", "A55A000E"),
    (25, "A55A000F", "A55A000E"),
    (30, "A55A0013", "A55A0012"),
    (40, "A55A0017", "A55A0016"),
    (50, "A55A001B", "A55A001A"),
    (99, "A55A001B", "A55A001A"),
]


@pytest.mark.parametrize("log_format, column", [("Text", 1), ("JSON", 2)])
def test_frame_types(run, log_format, column):
    levels = [row[0] for row in FRAMES]
    body = f"logger.setLevel(1)\nfor level in {levels}: logger.log(level, 'n%s', level)"
    variables = {"AWS_LAMBDA_LOG_FORMAT": log_format, "AWS_LAMBDA_LOG_LEVEL": "INFO"}
    outcome = run_log(run, body, variables, framed=True)
    assert [frame[0] for frame in outcome.frames] == [row[column] for row in FRAMES]
    assert all(f"n{level}" in frame[2] for level, frame in zip(levels, outcome.frames, strict=True))
    assert outcome.stdout == ""


def test_text_frames_without_a_level_variable_have_none(run):
    outcome = run_log(run, "logger.error('x')\nlogger.warning('é\\ny')", framed=True)
    assert [frame[0] for frame in outcome.frames] == ["A55A0003"] * 2
    assert outcome.frames[1][2].endswith("\tid-1\té\ny\n")


def test_frame_carries_its_time(run):
    before = time.time_ns() // 1000
    outcome = run_log(run, "logger.error('x')", framed=True)
    assert before <= outcome.frames[0][1] <= time.time_ns() // 1000


def test_large_frame_is_whole(run):
    outcome = run_log(run, "logger.error('x' * 1_000_000)", framed=True)
    assert len(outcome.frames[0][2]) > 1_000_000


def test_print_and_stderr_are_never_framed(run):
    outcome = run_log(run, "import sys\nprint('out')\nprint('err', file=sys.stderr)", framed=True)
    assert (outcome.stdout, outcome.stderr, outcome.frames) == ("out\n", "err\n", [])


def test_frames_and_print_keep_their_order_in_one_pipe(run):
    body = "print('before')\nlogger.error('x')\nprint('after')"
    stream = run_log(run, body, framed="stdout").stdout.encode("utf-8", "surrogateescape")
    assert stream.startswith(b"before\n\xa5\x5a\x00\x03")
    assert stream.endswith(b"\tid-1\tx\nafter\n")


def test_record_that_is_not_utf8_raises_where_it_was_logged(run):
    outcome = run("import logging\ndef handler(e, c): logging.error('\\ud800')\n", Event(), framed=True)
    assert json.loads(outcome.post.body)["errorType"] == "UnicodeEncodeError"


def test_function_does_not_see_the_descriptor(run):
    body = "import os\nreturn [name for name in os.environ if 'TELEMETRY' in name]"
    assert run_log(run, body, framed=True).post.body == b"[]"


def test_output_appears_at_once(run):
    body = (
        "import os, sys\n"
        "sys.stdout.write('a')\nsys.stderr.write('b')\nsys.stdout.writelines(['c', 'd'])\nos.write(1, b'e')"
    )
    outcome = run_log(run, body)
    assert (outcome.stdout, outcome.stderr) == ("acde", "b")


def test_stdout_can_be_redirected(run):
    body = (
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out:\n    print('x')\nreturn out.getvalue()"
    )
    outcome = run_log(run, body)
    assert (outcome.stdout, outcome.post.body) == ("", b'"x\\n"')


@pytest.mark.parametrize(
    "attribute, expected", [("encoding", "utf-8"), ("closed", False), ("name", "<stdout>")]
)
def test_stdout_keeps_the_attributes_of_a_stream(run, attribute, expected):
    body = f"import sys\nwith sys.stdout: pass\nreturn sys.stdout.{attribute}"
    assert json.loads(run_log(run, body).post.body) == expected
