"""What is measured: the daemon, and the two things it is measured against.

Everything listens on loopback with ports from the kernel, and is ended by its context manager.
"""

import json
import os
import select
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
READY_SECONDS = 20
END_SECONDS = 20


@dataclass(frozen=True)
class Tools:
    """Paths of the programs that take part."""

    lambent: Path
    relay: Path
    load: Path
    python: Path


@dataclass(frozen=True)
class Server:
    """Something that takes events by POST."""

    pid: int
    port: int
    path: str
    light_path: str  # of a GET that costs little
    start_seconds: float  # from spawn to the line that says it is ready


@contextmanager
def lambent(tools: Tools, *more_options: str):
    """`lambent serve` with the echo function; its environment starts with the first invoke."""
    options = ["--port", "0", "--output", "json", "--python", tools.python, "--memory", "512", "--timeout", "30"]
    command = [tools.lambent, "serve", *options, *more_options, HERE / "function/echo.py:handler"]
    with running(command) as (process, ready, seconds):
        port = int(json.loads(ready)["lambda"].rpartition(":")[2])
        yield Server(process.pid, port, "/2015-03-31/functions/echo/invocations", "/_lambent/health", seconds)


@contextmanager
def relay(tools: Tools, workers: int = 1, worker_options: tuple = ()):
    """The floor: the relay and so many of its workers."""
    with ExitStack() as stack:
        process, ready, seconds = stack.enter_context(running([tools.relay]))
        words = ready.split()  # relay ready: client http://HOST:PORT worker HOST:PORT
        for _ in range(workers):
            stack.enter_context(child([tools.python, HERE / "worker.py", words[5], *worker_options]))
        yield Server(process.pid, int(words[3].rpartition(":")[2]), "/", "/", seconds)


def python_start_seconds(tools: Tools) -> float:
    """How long Python takes to do nothing, from spawn to exit."""
    began = time.perf_counter()
    with child([tools.python, "-c", "pass"]) as process:
        process.wait(END_SECONDS)
    return time.perf_counter() - began


@contextmanager
def running(command):
    """A server from its first line on: (process, that line, seconds it took to come)."""
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        with child(command, stdout=subprocess.PIPE, stderr=log) as process:
            line = first_line(process)
            seconds = time.perf_counter() - began
            if not line.endswith("\n"):
                log.seek(0)
                words = log.read().decode(errors="replace")
                raise RuntimeError(f"{command[0]}: expected a line on stdout, found {line!r}; stderr: {words}")
            yield process, line, seconds


@contextmanager
def child(command, **streams):
    """A process that is gone afterwards."""
    # close_fds=False lets Popen use posix_spawn, whose cost does not grow with this process.
    process = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, close_fds=False, env=clean_environment(), **streams
    )
    try:
        yield process
    finally:
        end(process)


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout:
        process.stdout.close()


def clean_environment():
    """The user's variables without those that change what Lambent does."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAMBENT_", "SAM_"))}


def first_line(process) -> str:
    """Up to the first newline, or what there was of it at the end of the pipe or the time."""
    deadline = time.monotonic() + READY_SECONDS
    line = b""
    while not line.endswith(b"\n"):
        readable, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(process.stdout.fileno(), 4096) if readable else b""
        if not piece:
            break
        line += piece
    return line.decode(errors="replace")
