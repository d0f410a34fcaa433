"""What functions write, however odd, becomes records of the log.  runtime-api.md §3.6, §7.8, §7.9."""

import re

import pytest

from patterns import ISO_TIME, UUID
from templates import function


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Writes=function("writing.handler"),
        Logs=function("writing.logs"),
        ContextLog=function("writing.context_log"),
        Child=function("writing.from_a_child"),
        Thread=function("writing.from_a_thread"),
    )


def records(daemon, name: str, event=None) -> list[str]:
    """The records of one invoke, in order."""
    request = daemon.invoke(name, event or {}).header("x-amzn-RequestId")
    daemon.journal.wait(type="platform.report", request=request)
    return daemon.journal.lines(request=request)


@pytest.mark.parametrize(
    "text, lines",
    [
        ("one\n", ["one"]),
        ("one\ntwo\n", ["one", "two"]),
        ("\n\n", ["", ""]),
        ("tab\there\n", ["tab\there"]),
        ("drei Käse 🧀\n", ["drei Käse 🧀"]),
        ("  indented\n", ["  indented"]),
        ("START RequestId: forged\n", ["START RequestId: forged"]),
    ],
)
def test_each_line_is_a_record(daemon, text, lines):
    assert records(daemon, "Writes", {"text": text}) == lines


def test_bytes_that_are_no_utf8_are_shown_as_replacement_characters(daemon):
    (line,) = records(daemon, "Writes", {"hex": b"caf\xe9 au lait\n".hex()})

    assert line == "caf\ufffd au lait"


def test_a_line_may_be_as_long_as_an_event_of_the_log(daemon):
    assert records(daemon, "Writes", {"text": "x", "times": 262_143}) == ["x" * 262_143]


def test_a_longer_line_is_cut_and_nothing_is_lost(daemon):
    lines = records(daemon, "Writes", {"text": "x", "times": 600_000})

    assert len(lines) > 1
    assert "".join(lines) == "x" * 600_000
    assert max(map(len, lines)) <= 262_144


def test_a_million_characters_in_many_lines_arrive(daemon):
    line = "0123456789" * 10

    assert records(daemon, "Writes", {"text": line + "\n", "times": 10_000}) == [line] * 10_000


def test_a_record_of_logging_is_one_record_however_many_lines_it_has(daemon):
    (record,) = records(daemon, "Logs", {"message": "first\nsecond"})

    assert re.fullmatch(rf"\[WARNING\]\t{ISO_TIME}\t{UUID}\tfirst\nsecond\n?", record)


def test_context_log_is_written_as_it_is(daemon):
    assert [line.removesuffix("\n") for line in records(daemon, "ContextLog")] == ["straight to the log"]


def test_what_a_child_process_writes_is_logged(daemon):
    assert records(daemon, "Child") == ["from a child"]


def test_what_a_thread_writes_is_logged_under_the_invoke(daemon):
    assert records(daemon, "Thread") == ["from a thread"]
