"""The console of `serve` on a terminal: what becomes of environments, in colour beside the log."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pytest

from harness import BINARY, RUNTIME_OPTIONS, STOP_SECONDS, clean_environment, expect_empty_session, read_line
from layers import FAITHFUL, extended
from patterns import expect_lines
from raw_http import RawHttp, invoke_path
from templates import function, write_template

MS = r"\d+(\.\d)? ms"
BULLET = "●"


class OnATerminal:
    """`lambent serve` whose standard error is a terminal of 200 columns."""

    def __init__(self, template, *options: str, **variables: str) -> None:
        self._terminal, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.process = subprocess.Popen(
            [BINARY, "serve", *RUNTIME_OPTIONS, "--port", "0", "-t", str(template), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=other,
            env=clean_environment(TERM="xterm", **variables),
            start_new_session=True,
        )
        os.close(other)
        self.http = RawHttp(read_line(self.process.stdout, STOP_SECONDS).split()[-1])
        self.text = ""

    def invoke(self, name: str) -> None:
        assert self.http.request("POST", invoke_path(name), b"{}").status == 200

    def shows(self, wanted: str) -> str:
        """What was shown up to the first match of this expression; waits for it."""
        deadline = time.monotonic() + STOP_SECONDS
        while not (found := re.search(wanted, self.text)):
            ready, _, _ = select.select([self._terminal], [], [], max(0.0, deadline - time.monotonic()))
            piece = self._read() if ready else b""
            assert piece, f"{wanted!r} was not shown but {self.text!r}"
            self.text += piece.decode().replace("\r\n", "\n")
        return self.text[: found.end()]

    def _read(self) -> bytes:
        try:
            return os.read(self._terminal, 65_536)
        except OSError:  # nobody holds the other end any more
            return b""

    def stop(self) -> str:
        """Everything that was shown."""
        self.process.send_signal(signal.SIGINT)
        while piece := self._read():
            self.text += piece.decode().replace("\r\n", "\n")
        code = self.process.wait(STOP_SECONDS)
        self.process.stdout.close()
        os.close(self._terminal)
        expect_empty_session(self.process.pid)
        assert code == 0, self.text
        return self.text


@pytest.fixture
def on_a_terminal(tmp_path):
    started = []

    def start(*options: str, functions: dict | None = None, **variables: str) -> OnATerminal:
        template = write_template(tmp_path, **(functions or {"Orders": function("saying.handler")}))
        started.append(OnATerminal(template, *options, **variables))
        return started[-1]

    yield start
    for daemon in started:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()


def steps(text: str) -> list[str]:
    """The lifecycle lines without colour."""
    plain = re.sub(r"\x1b\[\d*m", "", text)
    return [line for line in plain.splitlines() if line.startswith(BULLET)]


def test_a_terminal_shows_the_life_of_an_environment_in_colour(on_a_terminal):
    daemon = on_a_terminal(functions={"Orders": function("counting.handler")})
    daemon.invoke("Orders")
    daemon.invoke("Orders")
    daemon.shows("warm invoke.*\n")

    text = daemon.stop()

    colour = r"\x1b\[36m● Orders [0-9a-f]{4}\x1b\[0m  \x1b\[2m"
    assert re.search(colour + rf"init {MS}", text)
    assert re.search(colour + rf"cold invoke [0-9a-f]{{8}}: init {MS}, handler {MS}, billed \d+ ms", text)
    assert re.search(colour + rf"warm invoke [0-9a-f]{{8}}: handler {MS}, billed \d+ ms", text)
    assert re.search(colour + rf"shutdown: spindown, runtime {MS} \(SIGKILL\), budget 0 ms", text)
    assert [line.split()[3] for line in steps(text)] == ["init", "cold", "warm", "shutdown:", "stopped:"]


def test_extensions_are_part_of_the_story(on_a_terminal, tmp_path):
    daemon = on_a_terminal(functions=extended(tmp_path, {"metrics": FAITHFUL}))
    daemon.invoke("App")
    daemon.shows("cold invoke.*\n")

    told = steps(daemon.stop())

    patterns = [
        rf"extension metrics ready after {MS}",
        rf"init {MS}: runtime ready after {MS}, extensions after {MS}",
        rf"cold invoke [0-9a-f]{{8}}: init {MS}, handler {MS}(, extensions {MS})?, billed \d+ ms",
        rf"shutdown: spindown, runtime {MS} \(SIGTERM(, SIGKILL)?\), extensions {MS}, budget 2000 ms",
        "stopped: shutdown",
    ]
    expect_lines([line.split("  ", 1)[1] for line in told], patterns)


def test_the_log_is_shown_beside_them(on_a_terminal):
    daemon = on_a_terminal(functions={"Orders": function("counting.handler")})
    daemon.invoke("Orders")

    text = daemon.shows(r"cold invoke.*\n")

    dim = "\x1b[2m"
    places = [text.index(f"{dim}INIT_START "), text.index(f"{dim}START "), text.index(f"{dim}REPORT ")]
    assert places == sorted(places)
    daemon.stop()


def test_what_breaks_is_red(on_a_terminal):
    daemon = on_a_terminal(functions={"Orders": function("leaving.handler")})
    daemon.http.request("POST", invoke_path("Orders"), b'{"way": "os._exit(3)"}')

    text = daemon.shows(r"reset: failure\S*\n")

    assert re.search(r"\x1b\[31mcold invoke [0-9a-f]{8} failed \(Runtime.ExitError\)", text)
    assert "\x1b[31mreset: failure" in text
    daemon.stop()


def test_no_color_leaves_the_lines_and_takes_the_colour(on_a_terminal):
    daemon = on_a_terminal(functions={"Orders": function("counting.handler")}, NO_COLOR="1")
    daemon.invoke("Orders")

    text = daemon.shows(r"cold invoke.*\n")

    assert len(steps(text)) == 2
    assert "\x1b[" not in text
    daemon.stop()


def test_a_function_with_a_json_log_shows_nothing_but_json(on_a_terminal):
    daemon = on_a_terminal(functions={"Orders": function("counting.handler", LoggingConfig={"LogFormat": "JSON"})})
    daemon.invoke("Orders")

    assert steps(daemon.stop()) == []


@pytest.mark.parametrize("off", [["--lifecycle", "off"], "LAMBENT_LIFECYCLE"], ids=str)
def test_they_can_be_turned_off(on_a_terminal, off):
    functions = {"Orders": function("counting.handler")}
    if isinstance(off, list):
        daemon = on_a_terminal(*off, functions=functions)
    else:
        daemon = on_a_terminal(functions=functions, **{off: "off"})
    daemon.invoke("Orders")

    text = daemon.stop()

    assert steps(text) == []
    assert "REPORT " in text


def test_a_pipe_shows_the_log_alone(serve):
    daemon = serve(Orders=function("counting.handler"))
    daemon.invoke("Orders", {})

    text = daemon.stop()

    assert "REPORT " in text
    assert BULLET not in text
    assert "\x1b" not in text


def test_they_can_be_turned_on_for_a_pipe(serve):
    daemon = serve(["--lifecycle", "on"], Orders=function("counting.handler"))
    daemon.invoke("Orders", {})

    text = daemon.stop()

    assert "\x1b" not in text
    assert [line.split()[3] for line in steps(text)] == ["init", "cold", "shutdown:", "stopped:"]
