"""Mistakes on the command line: exit 2 or 3, a silent stdout, and a sentence with place, rule and value."""

import re
import socket

import pytest

from harness import RUNTIME_OPTIONS, run_cli, run_invoke
from templates import FUNCTIONS, function, write_template

WRONG_USE = 2
ECHO = f"{FUNCTIONS}/basics.py:echo"

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: .
      Timeout: 15m
"""


def expect_mistake(done, code: int, *said: str) -> None:
    assert done.code == code, done.stderr
    assert done.stdout == ""
    for text in said:
        assert text in done.stderr, f"{text!r} is not in {done.stderr!r}"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("serve",), ("invoke", "Hello")], ids=lambda words: words[0])
def test_a_wrong_value_in_a_template_is_named_with_place_path_rule_and_value(tmp_path, command):
    (tmp_path / "template.yaml").write_text(TEMPLATE)

    done = run_cli(*command, *RUNTIME_OPTIONS, "-t", "template.yaml", cwd=tmp_path)

    expect_mistake(done, WRONG_USE, "Resources.Hello.Properties.Timeout", '"15m"', "1 to 900")
    assert re.search(r"template\.yaml:9:16\b", done.stderr)


def test_a_template_that_is_not_yaml_is_named_with_its_place(tmp_path):
    (tmp_path / "template.yaml").write_text("Resources:\n  Hello: [\n")

    done = run_invoke("Hello", "-t", "template.yaml", cwd=tmp_path)

    expect_mistake(done, WRONG_USE)
    assert re.search(r"template\.yaml:\d+:\d+", done.stderr)


def test_a_missing_template_is_named(tmp_path):
    expect_mistake(run_invoke("Hello", "-t", "nowhere.yaml", cwd=tmp_path), WRONG_USE, "nowhere.yaml")


@pytest.mark.parametrize(
    "line, found",
    [("Runtime: nodejs22.x", "nodejs22.x"), ("MemorySize: 64", "64"), ("Timeout: 901", "901"), ("Timeout: 0", '"0"')],
)
def test_a_value_out_of_its_range_is_refused(tmp_path, line, found):
    key = line.partition(":")[0]
    kept = [text for text in TEMPLATE.splitlines() if not text.strip().startswith((f"{key}:", "Timeout:"))]
    (tmp_path / "template.yaml").write_text("\n".join([*kept, f"      {line}", ""]))

    expect_mistake(run_invoke("Hello", "-t", "template.yaml", cwd=tmp_path), WRONG_USE, key, found)


def test_a_reserved_variable_is_refused(tmp_path):
    template = write_template(tmp_path, Hello=function("basics.echo", variables={"AWS_REGION": "mars"}))

    expect_mistake(run_invoke("Hello", "-t", str(template)), WRONG_USE, "AWS_REGION")


def test_an_unknown_function_is_answered_with_the_known_ones(tmp_path):
    template = write_template(tmp_path, First=function("basics.echo"), Second=function("basics.echo"))

    expect_mistake(run_invoke("Third", "-t", str(template)), WRONG_USE, "Third", "First", "Second")


@pytest.mark.parametrize("target", ["nowhere.py:handler", "no_folder:app.handler", f"{FUNCTIONS}:no_module.handler"])
def test_a_target_without_a_file_is_named(tmp_path, target):
    missing = target.removeprefix(f"{FUNCTIONS}:").partition(":")[0].removesuffix(".handler")

    expect_mistake(run_invoke(target, cwd=tmp_path), WRONG_USE, missing)


def test_a_missing_python_is_named():
    done = run_cli("invoke", ECHO, "--python", "/nonexistent/python3.12")

    expect_mistake(done, WRONG_USE, "/nonexistent/python3.12")


def test_a_python_that_does_not_run_is_named(tmp_path):
    python = tmp_path / "python3.12"
    python.write_text("#!/bin/sh\nexit 127\n")
    python.chmod(0o755)

    expect_mistake(run_cli("invoke", ECHO, "--python", str(python)), WRONG_USE, str(python))


def test_no_python_at_all_says_what_to_install(tmp_path):
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}

    done = run_cli("invoke", ECHO, env=environment)

    expect_mistake(done, WRONG_USE, "3.12", "--python")


def test_a_port_in_use_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = run_cli("serve", *RUNTIME_OPTIONS, "--port", port, ECHO)

    expect_mistake(done, WRONG_USE, port)


def test_an_event_file_that_cannot_be_read_is_named(tmp_path):
    expect_mistake(run_invoke(ECHO, "-e", str(tmp_path / "gone.json")), WRONG_USE, "gone.json")


def test_a_folder_is_no_event(tmp_path):
    expect_mistake(run_invoke(ECHO, "-e", str(tmp_path)), WRONG_USE, str(tmp_path))


def test_an_event_file_that_is_not_json_is_named_before_anything_starts(tmp_path):
    event = tmp_path / "event.json"
    event.write_text('{"name": Ada}\n')

    done = run_invoke(ECHO, "-e", str(event))

    expect_mistake(done, WRONG_USE, "event.json")
    assert "INIT_START" not in done.stderr


@pytest.mark.parametrize("event", ["{'name': 'Ada'}", '{"name": Ada}', "[1,]"])
def test_an_event_on_the_command_line_that_is_not_json_is_refused(event):
    done = run_invoke(ECHO, "-e", event)

    expect_mistake(done, WRONG_USE)
    assert "INIT_START" not in done.stderr


def test_stdin_that_is_not_json_is_refused():
    expect_mistake(run_invoke(ECHO, "-e", "-", input="Ada"), WRONG_USE)


@pytest.mark.parametrize(
    "options, said",
    [
        (["--colour", "red"], "--colour"),
        (["--timeout", "0"], "--timeout"),
        (["--timeout", "soon"], "soon"),
        (["--memory", "64"], "--memory"),
        (["--memory", "lots"], "lots"),
        (["--env", "WITHOUT_VALUE"], "WITHOUT_VALUE"),
        (["--env", "AWS_REGION=mars"], "AWS_REGION"),
        (["--env-vars", "nowhere.json"], "nowhere.json"),
        (["--account", "12"], "--account"),
        (["--runtime-client", "guess"], "guess"),
        (["--log-format", "xml"], "xml"),
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_named(options, said):
    expect_mistake(run_cli("invoke", ECHO, *options), WRONG_USE, said)


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_wrong_port_is_named(port):
    expect_mistake(run_cli("serve", ECHO, f"--port={port}"), WRONG_USE, port)


def test_env_vars_must_be_an_object_of_objects(tmp_path):
    file = tmp_path / "env.json"
    file.write_text('{"STAGE": "dev"}')

    expect_mistake(run_invoke(ECHO, "--env-vars", str(file)), WRONG_USE, "env.json", "STAGE")


def test_a_command_that_does_not_exist_is_named():
    expect_mistake(run_cli("deploy"), WRONG_USE, "deploy")


def test_no_command_at_all_is_wrong_use():
    assert run_cli().code == WRONG_USE


def test_several_functions_need_a_name(tmp_path):
    template = write_template(tmp_path, First=function("basics.echo"), Second=function("basics.echo"))

    done = run_cli("invoke", *RUNTIME_OPTIONS, "-t", str(template))

    assert done.code == WRONG_USE
    assert done.stdout == ""


def test_code_and_functions_of_a_template_do_not_mix(tmp_path):
    template = write_template(tmp_path, Echo=function("basics.echo"))

    expect_mistake(run_cli("serve", *RUNTIME_OPTIONS, "-t", str(template), "Echo", ECHO), WRONG_USE, "TARGET")


def test_two_functions_of_one_name_are_refused():
    targets = (f"{FUNCTIONS}/basics.py:echo", f"{FUNCTIONS}/basics.py:length")

    expect_mistake(run_cli("serve", *RUNTIME_OPTIONS, *targets), WRONG_USE, "basics")


def test_serving_nothing_is_wrong_use(tmp_path):
    expect_mistake(run_cli("serve", *RUNTIME_OPTIONS, cwd=tmp_path), WRONG_USE, "template")
