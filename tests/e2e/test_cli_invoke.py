"""`lambent invoke`: the result alone on stdout, the log on stderr, and an exit code.  architecture.md §6."""

import json
import re
import signal
import subprocess
import sys

import pytest

import processes
from differences import CLIENT
from harness import BINARY, RUNTIME_OPTIONS, clean_environment, expect_empty_session, run_cli, run_invoke
from patterns import INIT_START, end, expect_lines, log_of, report, start
from templates import FUNCTIONS, function, write_template

SUCCESS, FUNCTION_ERROR = 0, 1
ECHO = f"{FUNCTIONS}/basics.py:echo"


def test_a_success_is_one_line_on_stdout_and_exit_0():
    done = run_invoke(ECHO, "-e", '{"name": "Ada"}')

    assert (done.code, done.stdout) == (SUCCESS, '{"name": "Ada"}\n')


def test_the_log_is_on_stderr():
    done = run_invoke(f"{FUNCTIONS}/talking.py:says", "-e", '{"lines": ["hello"]}')

    assert done.stdout == "1\n"
    lines = log_of(done.stderr)
    expect_lines(lines, [INIT_START, "module imported", start(), "hello", end(), report(cold=True)])


def test_what_the_function_prints_never_reaches_stdout():
    done = run_invoke(f"{FUNCTIONS}/talking.py:handler")

    assert done.stdout == '"said"\n'
    assert "first, printed\n" in done.stderr


@pytest.mark.parametrize(
    "handler, event, kind",
    [
        ("failing.py:boom", "{}", "Exception"),
        ("leaving.py:handler", '{"way": "os._exit(3)"}', "Runtime.ExitError"),
        ("basics.py:nobody", "{}", "Runtime.HandlerNotFound"),
        ("returned.py:handler", '{"value": "set"}', "Runtime.MarshalError"),
    ],
)
def test_a_function_error_is_on_stdout_and_exit_1(handler, event, kind):
    done = run_invoke(f"{FUNCTIONS}/{handler}", "-e", event)

    assert done.code == FUNCTION_ERROR
    assert done.stdout.count("\n") == 1
    assert json.loads(done.stdout)["errorType"] == kind


def test_a_timeout_is_a_function_error():
    done = run_invoke(f"{FUNCTIONS}/waiting.py:sleeps", "--timeout", "1")

    assert done.code == FUNCTION_ERROR
    assert json.loads(done.stdout)["errorType"] == "Sandbox.Timedout"


def test_the_event_may_be_a_file(tmp_path):
    event = tmp_path / "event.json"
    event.write_text('{"from": "file"}\n')

    assert run_invoke(ECHO, "-e", str(event)).stdout == '{"from": "file"}\n'


def test_the_event_may_come_from_stdin():
    assert run_invoke(ECHO, "-e", "-", input='{"from": "stdin"}').stdout == '{"from": "stdin"}\n'


def test_no_event_is_an_empty_object():
    assert run_invoke(ECHO).stdout == "{}\n"


def test_long_and_short_options_mean_the_same(tmp_path):
    template = write_template(tmp_path, Echo=function("basics.echo"))

    short = run_invoke("Echo", "-t", str(template), "-e", "[1]")
    long = run_invoke("Echo", "--template", str(template), "--event", "[1]")

    assert short.stdout == long.stdout == "[1]\n"


@pytest.mark.parametrize("target", ["basics.py:echo", "./basics.py:echo", ".:basics.echo"])
def test_a_target_is_a_file_or_a_folder_from_here(target):
    assert run_invoke(target, "-e", "[1]", cwd=FUNCTIONS).stdout == "[1]\n"


def test_a_module_of_a_folder_may_be_nested(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/app.py").write_text("import shop\n\n\ndef handler(event, context):\n    return shop.__name__\n")

    assert run_invoke(f"{tmp_path}:shop.app.handler").stdout == '"shop"\n'


def test_the_template_of_this_folder_is_found(tmp_path):
    write_template(tmp_path, Echo=function("basics.echo"))

    assert run_invoke("Echo", "-e", "[1]", cwd=tmp_path).stdout == "[1]\n"


def test_settings_reach_the_function():
    target = f"{FUNCTIONS}/surroundings.py:variables"
    done = run_invoke(target, "--env", "STAGE=test", "--region", "eu-central-1", "--memory", "256")

    seen = json.loads(done.stdout)
    assert seen["STAGE"] == "test"
    assert seen["AWS_REGION"] == "eu-central-1"
    assert seen["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"


def test_a_result_beyond_ascii_is_printed_as_it_is():
    assert run_invoke(ECHO, "-e", '"drei Käse 🧀"').stdout == '"drei Käse 🧀"\n'


def test_output_json_tells_a_failure_from_a_result():
    success = run_invoke(ECHO, "--output", "json", "-e", "[1]")
    failure = run_invoke(f"{FUNCTIONS}/failing.py:boom", "--output", "json")

    assert json.loads(success.stdout).items() >= {"functionError": None, "executedVersion": "$LATEST"}.items()
    assert json.loads(success.stdout)["payload"] == [1]
    assert (failure.code, json.loads(failure.stdout)["functionError"]) == (FUNCTION_ERROR, "Unhandled")
    assert json.loads(failure.stdout)["payload"]["errorMessage"] == "boom"


@pytest.mark.parametrize("how, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_signal_ends_an_invoke_and_all_it_started(gate, how, code):
    event = json.dumps({"gate": gate.port})
    target = f"{FUNCTIONS}/waiting.py:with_a_grandchild"
    process = subprocess.Popen(
        [BINARY, "invoke", target, *RUNTIME_OPTIONS, "--timeout", "60", "-e", event],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    gate.wait_for(1)

    process.send_signal(how)
    printed, _ = process.communicate(timeout=20)

    expect_empty_session(process.pid)
    assert (process.returncode, printed) == (code, b"")


def test_version_is_one_line():
    done = run_cli("--version")

    assert (done.code, done.stdout) == (SUCCESS, "lambent 0.1.0\n")


@pytest.fixture
def path_with_a_broken_python(tmp_path):
    """PATH with two python3.12: the first is pyenv's shim of a version that is not there, the second works."""
    broken, good = tmp_path / "broken", tmp_path / "good"
    for folder, script in ((broken, "exit 127"), (good, f'exec "{sys.executable}" "$@"')):
        folder.mkdir()
        python = folder / "python3.12"
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
    return f"{broken}:{good}:/usr/bin:/bin"


def test_a_python_on_the_path_that_does_not_run_is_passed_over(path_with_a_broken_python):
    environment = clean_environment(PATH=path_with_a_broken_python)
    environment.pop("VIRTUAL_ENV", None)

    done = run_cli("invoke", ECHO, "--runtime-client", CLIENT, "-e", "[1]", env=environment)

    assert (done.code, done.stdout) == (SUCCESS, "[1]\n"), done.stderr


def test_a_command_leaves_no_process_behind(tmp_path):
    marker = f"lambent-e2e-{tmp_path.name}"
    (tmp_path / "app.py").write_text(
        "import subprocess\n\n\ndef handler(event, context):\n"
        f"    return subprocess.Popen(['sh', '-c', 'sleep 600 # {marker}']).pid\n"
    )
    done = run_invoke(f"{tmp_path}/app.py:handler")

    assert re.fullmatch(r"\d+\n", done.stdout)
    assert marker not in processes.describe(processes.everyone())
