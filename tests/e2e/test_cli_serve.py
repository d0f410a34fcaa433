"""`lambent serve` and `lambent start-lambda`: the ready line, and what `--help` promises.  architecture.md §6."""

import json
import re

import pytest

from harness import run_cli
from templates import FUNCTIONS, function, write_template

COMMON = ["--template", "--python", "--runtime-client", "--env", "--env-vars", "--pass-env", "--region", "--account"]
COMMON += ["--timeout", "--memory", "--log-format", "--help"]
SERVING = ["--port", "--output", "--idle-timeout", "--account-concurrency"]

ECHO = f"{FUNCTIONS}/basics.py:echo"


@pytest.mark.parametrize("command", ["serve", "start-lambda"])
def test_the_ready_line_is_one_json_object_with_address_and_process(daemon_factory, command):
    daemon = daemon_factory(targets=[ECHO], command=command)

    assert daemon.ready == {"ready": True, "lambda": daemon.url, "pid": daemon.pid}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", daemon.url)
    assert daemon.http.request("GET", "/_lambent/health").status == 200


def test_the_ready_line_is_a_sentence_by_default(daemon_factory):
    daemon = daemon_factory(targets=[ECHO], output="text")

    assert daemon.ready_line == f"lambent ready: lambda {daemon.url}\n"
    assert daemon.http.request("GET", "/_lambent/health").status == 200


def test_two_daemons_stand_side_by_side(daemon_factory):
    one, two = (daemon_factory(targets=[ECHO]) for _ in range(2))

    assert one.url != two.url
    healths = [daemon.http.request("GET", "/_lambent/health").json() for daemon in (one, two)]
    assert [health["pid"] for health in healths] == [one.pid, two.pid]


def test_several_files_of_code_are_served_together(daemon_factory):
    daemon = daemon_factory(targets=[ECHO, f"{FUNCTIONS}/counting.py:handler"])

    assert daemon.invoke("basics", b"[1]").body == b"[1]"
    assert daemon.invoke("counting", {}).json()["count"] == 1


def test_of_a_template_only_the_named_functions_are_served(daemon_factory, tmp_path):
    template = write_template(tmp_path, Wanted=function("basics.echo"), Other=function("basics.echo"))
    daemon = daemon_factory(template=template, targets=["Wanted"])

    assert daemon.invoke("Wanted", b"[1]").body == b"[1]"
    assert daemon.invoke("Other", b"[1]").status == 404


def test_a_broken_function_does_not_keep_the_others_from_being_served(serve, tmp_path):
    daemon = serve(Good=function("basics.echo"), Bad=function("gone.handler", tmp_path))

    assert daemon.invoke("Good", b"[1]").body == b"[1]"
    assert daemon.invoke("Bad", {}).json()["errorType"] == "Runtime.ImportModuleError"


def test_a_template_of_this_folder_is_served_without_being_named(daemon_factory, tmp_path):
    write_template(tmp_path, Echo=function("basics.echo"))

    daemon = daemon_factory(cwd=tmp_path)

    assert daemon.invoke("Echo", b"[1]").body == b"[1]"


@pytest.mark.parametrize(
    "command, options",
    [
        ("serve", COMMON + SERVING),
        ("start-lambda", [*COMMON, *SERVING, "3001"]),
        ("start-api", [*COMMON, *SERVING, "3000", "--api", "--static-dir", "--jwt", "--ssl-cert-file", "--no-watch"]),
        ("invoke", [*COMMON, "--event"]),
    ],
)
def test_help_names_each_option(command, options):
    done = run_cli(command, "--help")

    assert (done.code, done.stderr) == (0, "")
    missing = [option for option in options if not re.search(rf"(?<![\w-]){option}(?![\w-])", done.stdout)]
    assert missing == []


def test_help_names_each_command():
    done = run_cli("--help")

    assert done.code == 0
    assert [word for word in ("serve", "start-lambda", "start-api", "invoke", "--version") if word not in done.stdout] == []


def test_the_log_format_option_is_that_of_every_function(daemon_factory):
    daemon = daemon_factory("--log-format", "json", targets=[ECHO])
    daemon.invoke("basics", {})

    lines = [line for line in daemon.stop().splitlines() if not line.startswith("lambent: ")]

    assert [json.loads(line)["type"] for line in lines] == ["platform.initStart", "platform.start", "platform.report"]
