"""What is measured: the daemon, and the relay it is measured against.

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
    hot_path: Path
    python: Path


@dataclass(frozen=True)
class Server:
    """Something that takes events by POST."""

    pid: int
    port: int
    paths: tuple[str, ...]  # of the functions that do the work
    light_path: str  # of a GET that costs little
    start_seconds: float  # from spawn to the line that says it is ready


@contextmanager
def lambent(tools: Tools, *more_options: str, function: str = "echo"):
    """`lambent serve` with one function of function/; an environment starts with the first invoke."""
    target = HERE / f"function/{function}.py:handler"
    with _serve(tools, (function,), *more_options, target) as server:
        yield server


@contextmanager
def lambent_with_four_functions(tools: Tools):
    """The same with function/template.yaml."""
    names = [f"echo-{number}" for number in range(1, 5)]
    with _serve(tools, names, "--template", HERE / "function/template.yaml") as server:
        yield server


@contextmanager
def _serve(tools, names, *words):
    options = ["--port", "0", "--output", "json", "--python", tools.python, "--memory", "512", "--timeout", "30"]
    with running([tools.lambent, "serve", *options, *words]) as (process, ready, seconds):
        port = int(json.loads(ready)["lambda"].rpartition(":")[2])
        paths = tuple(f"/2015-03-31/functions/{name}/invocations" for name in names)
        yield Server(process.pid, port, paths, "/_lambent/health", seconds)


@contextmanager
def relay(tools: Tools, workers: int = 1, worker_options: tuple = ()):
    """The floor: the relay and so many of its workers."""
    with ExitStack() as stack:
        process, ready, seconds = stack.enter_context(running([tools.relay]))
        words = ready.split()  # relay ready: client http://HOST:PORT worker HOST:PORT
        for _ in range(workers):
            stack.enter_context(child([tools.python, HERE / "worker.py", words[5], *worker_options]))
        yield Server(process.pid, int(words[3].rpartition(":")[2]), ("/",), "/", seconds)


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
    streams = {"stdin": subprocess.DEVNULL} | streams
    process = subprocess.Popen([str(word) for word in command], close_fds=False, env=clean_environment(), **streams)
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
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()


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
