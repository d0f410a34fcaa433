"""`lambent logs`: the journal of a running daemon, printed or followed.  architecture.md §6."""

import json
import select
import signal
import socket
import subprocess
from contextlib import contextmanager

import pytest

from harness import BINARY, CLI_SECONDS, clean_environment, read_line, run_cli
from patterns import end, expect_lines, report, start
from templates import function

WRONG_USE = 2
COULD_NOT_RUN = 3
LINE_SECONDS = 20


@pytest.fixture
def daemon(serve):
    return serve(Talking=function("saying.handler"), Counting=function("counting.handler"))


def port_of(daemon) -> str:
    return daemon.url.rpartition(":")[2]


def logs(daemon, *args: str, **options):
    return run_cli("logs", "--port", port_of(daemon), *args, **options)


def says(daemon, *lines: str) -> str:
    """An invoke of Talking that has been reported; its request id."""
    after = daemon.journal.last()
    request = daemon.invoke("Talking", {"lines": list(lines)}).header("x-amzn-RequestId")
    daemon.journal.wait(type="platform.report", after=after)
    return request


@contextmanager
def following(daemon, *args: str, **options):
    process = subprocess.Popen(
        [BINARY, "logs", "--port", port_of(daemon), "--follow", *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def lines_to(process, text: str) -> list[str]:
    """The lines that come, up to and with the first that begins with `text`."""
    lines = []
    while not lines or not lines[-1].startswith(text):
        line = read_line(process.stdout, LINE_SECONDS)
        assert line.endswith("\n"), f"no line {text!r} but {[*lines, line]}"
        lines.append(line.rstrip("\n"))
    return lines


def ended(process) -> tuple[int, str]:
    code = process.wait(CLI_SECONDS)
    return code, process.stderr.read().decode()


def test_the_log_of_one_function_is_that_of_the_cloud(daemon):
    request = says(daemon, "one", "two")

    done = logs(daemon, "Talking", "--request", request)

    assert (done.code, done.stderr) == (0, "")
    cold = report(request, cold=True)
    expect_lines(done.stdout.split("\n"), [start(request), "one", "two", end(request), cold, ""])


def test_it_is_the_same_as_on_the_console_of_the_daemon(daemon):
    says(daemon, "one")
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report", count=2)

    printed = logs(daemon).stdout

    daemon.wait_for_log(printed.splitlines()[-1])
    console = [line for line in daemon.stderr().splitlines() if not line.startswith("lambent: ")]
    assert printed.splitlines() == console
    assert "[Talking] one" in console


def test_a_named_function_stands_alone(daemon):
    says(daemon, "one")
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report", count=2)

    printed = logs(daemon, "Talking").stdout

    assert "one\n" in printed
    assert printed.count("REPORT ") == 1
    assert "[Talking]" not in printed


def test_filters_choose_entries(daemon):
    requests = [says(daemon, word) for word in ("one", "two")]
    environment = daemon.environments("Talking")[0]["id"]

    assert logs(daemon, "Talking", "--type", "function").stdout == "one\ntwo\n"
    assert logs(daemon, "--type", "function", "--request", requests[1]).stdout == "[Talking] two\n"
    assert logs(daemon, "--environment", "none").stdout == ""
    assert logs(daemon, "Talking", "--environment", environment, "--type", "function").stdout == "one\ntwo\n"
    assert logs(daemon, "Talking", "--after", "last").stdout == ""


def test_json_is_every_entry_of_the_journal_on_its_line(daemon):
    says(daemon, "one")

    printed = [json.loads(line) for line in logs(daemon, "--output", "json").stdout.splitlines()]

    assert "environment.started" in [entry["type"] for entry in printed]
    assert printed == daemon.journal.events()[: len(printed)]


def test_lines_of_a_json_log_are_left_alone(serve):
    daemon = serve(
        Talking=function("counting.handler", LoggingConfig={"LogFormat": "JSON"}),
        Counting=function("counting.handler"),
    )
    daemon.invoke("Talking", {})
    daemon.journal.wait(type="platform.report")

    lines = [json.loads(line) for line in logs(daemon).stdout.splitlines()]

    assert "platform.report" in [line.get("type") for line in lines]


def test_following_prints_what_is_there_and_what_comes(daemon):
    says(daemon, "old")
    with following(daemon, "Talking") as process:
        assert "old" in lines_to(process, "REPORT ")
        request = says(daemon, "new")
        expect_lines(lines_to(process, "REPORT "), [start(request), "new", end(request), report(request)])


def test_following_what_comes_only(daemon):
    says(daemon, "old")
    last = daemon.journal.last()
    with following(daemon, "--after", "last", "--output", "json") as process:
        # It has begun to read when it shows something.
        while not select.select([process.stdout], [], [], 0)[0]:
            says(daemon, "new")

        assert json.loads(read_line(process.stdout, LINE_SECONDS))["id"] > last


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_a_signal_ends_following_with_0(daemon, how):
    says(daemon, "one")
    with following(daemon) as process:
        lines_to(process, "[Talking] REPORT ")

        process.send_signal(how)

        assert ended(process) == (0, "")


def test_a_daemon_that_stops_ends_following_with_a_word(daemon):
    says(daemon, "one")
    with following(daemon, "--output", "json") as process:
        lines_to(process, '{"id":1,')
        daemon.stop()

        code, said = ended(process)
        entries = [json.loads(line) for line in process.stdout.read().splitlines()]

    assert (code, said) == (0, f"lambent: the daemon on {daemon.url} has ended\n")
    assert entries[-1]["type"] == "environment.stopped"


def test_a_daemon_that_is_killed_ends_following_with_3(daemon):
    says(daemon, "one")
    with following(daemon) as process:
        lines_to(process, "[Talking] REPORT ")
        daemon.kill()

        assert ended(process) == (COULD_NOT_RUN, f"lambent: lost the daemon on {daemon.url}\n")


def test_a_reader_who_has_enough_ends_it_quietly(daemon):
    says(daemon, "one")
    with following(daemon) as process:
        lines_to(process, "[Talking] REPORT ")
        process.stdout.close()
        says(daemon, "two")

        assert process.wait(CLI_SECONDS) == 0
        assert process.stderr.read() == b""


def test_head_gets_its_lines_and_no_complaint(daemon):
    for _ in range(20):
        says(daemon, *["x" * 1_000] * 100)
    command = f'"{BINARY}" logs --port {port_of(daemon)} | head -1'

    done = subprocess.run(command, shell=True, capture_output=True, timeout=CLI_SECONDS, env=clean_environment())

    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_no_daemon_is_told_with_its_address_and_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for args in ([], ["--follow"]):
        done = run_cli("logs", "--port", str(port), *args)

        assert (done.code, done.stdout) == (COULD_NOT_RUN, "")
        assert f"http://127.0.0.1:{port}" in done.stderr
        assert "lambent serve" in done.stderr
        assert done.stderr.count("\n") == 1


def test_an_unknown_function_is_answered_with_the_known_ones(daemon):
    done = logs(daemon, "Talkin", "--follow")

    assert (done.code, done.stdout) == (WRONG_USE, "")
    for said in ('"Talkin"', "Counting, Talking", 'did you mean "Talking"?'):
        assert said in done.stderr


@pytest.mark.parametrize(
    "options, said",
    [(["--type", "platform.strt"], "platform.start"), (["--after", "x"], "after"), (["--port", "0"], "--port")],
    ids=" ".join,
)
def test_a_wrong_value_is_named(daemon, options, said):
    done = logs(daemon, *options)

    assert (done.code, done.stdout) == (WRONG_USE, "")
    assert said in done.stderr


def test_the_port_is_found_where_serve_finds_its_own(daemon, tmp_path):
    says(daemon, "one")
    (tmp_path / "lambent.toml").write_text(f"port = {port_of(daemon)}\n")

    by_file = run_cli("logs", "Talking", "--type", "function", cwd=tmp_path)
    by_variable = run_cli(
        "logs", "Talking", "--type", "function", env=clean_environment(LAMBENT_PORT=port_of(daemon))
    )

    assert by_file.stdout == by_variable.stdout == "one\n"


def test_something_else_on_the_port_is_recognised():
    with socket.create_server(("127.0.0.1", 0)) as server:
        process = subprocess.Popen(
            [BINARY, "logs", "--port", str(server.getsockname()[1])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(),
        )
        visitor, _ = server.accept()
        visitor.recv(65_536)
        visitor.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope")
        out, err = process.communicate(timeout=CLI_SECONDS)
        visitor.close()

    assert (process.returncode, out) == (COULD_NOT_RUN, b"")
    assert b"is not Lambent" in err
