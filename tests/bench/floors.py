"""What a fresh process costs at least, Lambent or not."""

import os
import subprocess
import time
from contextlib import contextmanager

import subjects


def python_pass(tools) -> float:
    """Seconds that Python takes to do nothing, from spawn to exit.

    The wait blocks: Popen.wait with a timeout looks now and then, and would say 16 ms for anything above 8.
    """
    command = [str(tools.python), "-c", "pass"]
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, subjects.clean_environment())
    _, status = os.waitpid(child, 0)
    seconds = time.perf_counter() - began
    if status != 0:
        raise RuntimeError(f"{' '.join(command)}: expected exit code 0, found wait status {status}")
    return seconds


class BareFork:
    """A Python process that forks on demand, see bare_fork.py."""

    def __init__(self, process):
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def seconds(self) -> float:
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


@contextmanager
def bare_fork(tools):
    command = [tools.python, subjects.HERE / "bare_fork.py"]
    with subjects.child(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        fork = BareFork(process)
        fork.seconds()  # it has started
        yield fork
