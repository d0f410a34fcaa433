"""The commands of the examples' READMEs do what the READMEs say."""

import json
import re
import shlex

import pytest

from harness import ROOT, RUNTIME_OPTIONS, run_cli

EXAMPLES = ROOT / "examples"


def commands(example: str) -> list[str]:
    """The `lambent invoke …` lines of an example's README, without their comments."""
    text = (EXAMPLES / example / "README.md").read_text()
    return [line.partition("   #")[0].strip() for line in text.splitlines() if re.match(r"    .*lambent invoke", line)]


def run_line(example: str, line: str):
    """Runs one README line in the example's folder with the suite's Python."""
    piped, _, command = line.rpartition(" | ")
    words = shlex.split(command)
    assert words[:2] == ["lambent", "invoke"]
    event = shlex.split(piped)[1] if piped else None
    return run_cli(*words[1:], *RUNTIME_OPTIONS, cwd=EXAMPLES / example, input=event)


HELLO = ["Ada", "Grace", "Edsger"]


def test_hello_has_one_command_for_each_kind_of_event():
    assert len(commands("hello")) == len(HELLO)


@pytest.mark.parametrize("place, name", list(enumerate(HELLO)), ids=HELLO)
def test_hello_greets_whom_the_event_names(place, name):
    done = run_line("hello", commands("hello")[place])

    result = json.loads(done.stdout)
    assert done.code == 0
    assert list(result) == ["message", "function", "requestId"]
    assert result["message"] == f"Hello, {name}!"
    assert f"greeting {name}\n" in done.stderr
    assert f"START RequestId: {result['requestId']}" in done.stderr


def test_hello_greets_the_world_without_an_event():
    done = run_cli("invoke", "app.py:handler", *RUNTIME_OPTIONS, cwd=EXAMPLES / "hello")

    assert json.loads(done.stdout)["message"] == "Hello, world!"


def test_orders_are_priced_as_the_readme_shows():
    done = run_line("orders", commands("orders")[0])

    assert done.code == 0
    assert json.loads(done.stdout)["total"] == 23.88


def test_orders_that_are_out_of_stock_exit_with_1():
    done = run_line("orders", commands("orders")[1])

    assert done.code == 1
    assert json.loads(done.stdout)["errorType"] == "OutOfStock"


@pytest.mark.parametrize("example", ["hello", "orders"])
def test_a_readme_is_short(example):
    assert len((EXAMPLES / example / "README.md").read_text().splitlines()) <= 12
