"""The binary under test: a daemon with its clients, and one-shot commands."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import processes
from differences import CLIENT
from journal import Journal
from raw_http import RawHttp, Response, invoke_path

ROOT = Path(__file__).parents[2]
BINARY = os.environ.get("LAMBENT_BINARY", str(ROOT / "build/dev/api/lambent"))
REGION = "us-east-1"
ACCOUNT = "123456789012"

READY_SECONDS = 20
STOP_SECONDS = 20
GONE_SECONDS = 1
CLI_SECONDS = 60

# How every daemon and command of the suite is told which Python and which runtime client to use, and whether
# interpreters are forked where they may be (the default) or all of them spawned.
RUNTIME_OPTIONS = ("--python", sys.executable, "--runtime-client", CLIENT)
START = os.environ.get("LAMBENT_TEST_START", "fork")
assert START in ("fork", "spawn"), f"LAMBENT_TEST_START: expected fork or spawn, found {START!r}"
if START == "spawn":
    RUNTIME_OPTIONS += ("--no-fork-server",)


def arn(function: str, region: str = REGION, account: str = ACCOUNT) -> str:
    return f"arn:aws:lambda:{region}:{account}:function:{function}"


def clean_environment(**extra: str) -> dict[str, str]:
    """The developer's own environment without what could change the outcome of a test."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "LAMBENT_", "SAM_"))}
    return kept | extra


def read_line(stream, seconds: float) -> str:
    """One line of a pipe, or what there was of it when the pipe ended or the time was over."""
    deadline = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n"):
        readable, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
        byte = os.read(stream.fileno(), 1) if readable else b""
        if not byte:
            break
        line += byte
    return line.decode()


def expect_empty_session(session: int) -> None:
    """Whoever is left a moment after the leader's end is a failure, and is killed for the sake of later tests."""
    left = processes.wait_until_session_is_empty(session, GONE_SECONDS)
    names = processes.describe(left)
    for pid in left:
        processes.kill(pid)
    assert not left, f"left behind {GONE_SECONDS} s after the end of {session}: {names}"


class Daemon:
    """A running `lambent serve`.  Whoever starts one must see it end: `stop()`, `kill()` or `expect_orderly_end()`."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        command: str = "serve",
        output: str = "json",
        env: dict | None = None,
        cwd: Path | None = None,
    ) -> None:
        self._log = folder / f"stderr-{time.monotonic_ns()}.txt"
        self._stopped = False
        ports = ["--port", "0", *(["--api-port", "0"] if command == "serve" else [])]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [BINARY, command, *RUNTIME_OPTIONS, *ports, "--output", output, *options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=cwd or folder,
                env=env if env is not None else clean_environment(),
                start_new_session=True,
            )
        self.ready_line = read_line(self.process.stdout, READY_SECONDS)
        if not self.ready_line.endswith("\n"):
            self.kill()
            raise AssertionError(f"no ready line but {self.ready_line!r}; stderr:\n{self.stderr()}")
        self.ready = json.loads(self.ready_line) if output == "json" else {}
        self.url: str = self.ready.get("lambda") or self.ready_line.split()[-1]
        self.http = RawHttp(self.url)
        self.api_url: str = self.ready.get("api", "")
        self.api = RawHttp(self.api_url or self.url)
        self.journal = Journal(self.http)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def stderr(self) -> str:
        return self._log.read_text(errors="replace")

    def invoke(
        self, function: str, payload=None, qualifier: str | None = None, headers: dict | None = None
    ) -> Response:
        """Invoke over plain HTTP.  `payload`: bytes as they are, None for no body, else sent as JSON."""
        body = payload if isinstance(payload, bytes) else b"" if payload is None else json.dumps(payload).encode()
        return self.http.request("POST", invoke_path(function, qualifier), body, headers)

    @contextmanager
    def in_background(self, function: str, payload=None, count: int = 1):
        """Yields a future of the answer to an invoke that is under way (or a list of `count` of them)."""
        with ThreadPoolExecutor(count) as pool:
            calls = [pool.submit(self.invoke, function, payload) for _ in range(count)]
            yield calls[0] if count == 1 else calls

    def environments(self, function: str | None = None) -> list[dict]:
        found = self.http.request("GET", "/_lambent/environments").json()["environments"]
        return [item for item in found if function in (None, item["function"])]

    def wait_for_log(self, text: str) -> None:
        """Returns once `text` stands in the log; a file cannot be waited on, so it is read until the deadline."""
        deadline = time.monotonic() + READY_SECONDS
        while text not in self.stderr():
            assert time.monotonic() < deadline, f"no {text!r} in the log:\n{self.stderr()}"
            os.sched_yield()

    def send_signal(self, how: signal.Signals) -> None:
        self.process.send_signal(how)

    def wait_for_exit(self, seconds: float) -> int:
        self._stopped = True
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"still running after {seconds} s:\n{self.stderr()}") from None

    def expect_orderly_end(self) -> None:
        """Holds a daemon that was asked to stop to its promises."""
        code = self.wait_for_exit(STOP_SECONDS)
        assert code == 0, f"ended with {code}:\n{self.stderr()}"
        more = self.process.stdout.read()
        assert more == b"", f"stdout carries the ready line and nothing else, found {more!r}"
        self.expect_no_one_left()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> str:
        """Asks the daemon to end unless it has ended; returns everything it logged."""
        if not self._stopped:
            self.send_signal(how)
            self.expect_orderly_end()
        return self.stderr()

    def kill(self) -> None:
        """The daemon's sudden death."""
        self.process.kill()
        self.wait_for_exit(STOP_SECONDS)

    def expect_no_one_left(self) -> None:
        expect_empty_session(self.pid)


@dataclass(frozen=True)
class Finished:
    code: int
    stdout: str
    stderr: str


def run_cli(
    *args: str,
    input: str | None = None,
    env: dict | None = None,
    cwd: Path | None = None,
) -> Finished:
    """One command of the binary, exactly these arguments, run to its end."""
    done = subprocess.run(
        [BINARY, *map(str, args)],
        input=input.encode() if input is not None else None,
        stdin=subprocess.DEVNULL if input is None else None,
        capture_output=True,
        env=env if env is not None else clean_environment(),
        cwd=cwd,
        timeout=CLI_SECONDS,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))


def run_invoke(target: str, *args: str, **options) -> Finished:
    """`lambent invoke` with the suite's Python and runtime client."""
    return run_cli("invoke", target, *RUNTIME_OPTIONS, *args, **options)
