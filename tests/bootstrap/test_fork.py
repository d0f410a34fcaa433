"""The fork server by itself: packets in, processes out, and nobody left when the daemon goes."""

import array
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from support import BOOTSTRAP

PATIENCE = 30


class Server:
    """The daemon's side of one fork server, and a Runtime API that hears its children but never answers."""

    def __init__(self, folder: Path) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(PATIENCE)
        self.api = socket.create_server(("127.0.0.1", 0))
        self.api.settimeout(PATIENCE)
        self.folder = folder
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, BOOTSTRAP], stdin=theirs, env={"LAMBENT_FORK_SERVER": "1"}, cwd="/"
            )

    def ask_for_one(self) -> int:
        """Sends a request; the end where the child's log comes out."""
        address = "{}:{}".format(*self.api.getsockname())
        variables = {"_HANDLER": "app.handler", "AWS_LAMBDA_RUNTIME_API": address, "_LAMBDA_TELEMETRY_LOG_FD": "3"}
        request = ["fork", str(self.folder), *(f"{name}={value}" for name, value in variables.items())]
        ours, theirs = os.pipe()
        rights = array.array("i", [theirs])
        self.socket.sendmsg(["\0".join(request).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        os.close(theirs)
        return ours

    def started(self) -> tuple[int, int]:
        """(pid, pidfd) of the next answer."""
        text, ancillary, _, _ = self.socket.recvmsg(128, socket.CMSG_SPACE(4))
        verb, pid = text.split()
        assert verb == b"started"
        return int(pid), array.array("i", ancillary[0][2])[0]

    def close(self) -> None:
        self.socket.close()
        self.api.close()
        self.process.wait(PATIENCE)


@pytest.fixture
def server(tmp_path):
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return None\n")
    running = Server(tmp_path)
    yield running
    running.close()


def is_readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], PATIENCE)[0])


def test_a_request_becomes_a_runtime_in_a_group_of_its_own(server):
    server.ask_for_one()
    pid, _ = server.started()

    connection, _ = server.api.accept()
    with connection:
        assert connection.recv(4096).startswith(b"GET /2018-06-01/runtime/invocation/next ")
    assert os.getpgid(pid) == pid
    assert os.readlink(f"/proc/{pid}/cwd") == str(server.folder)


def test_it_is_reaped_when_asked_and_not_before(server):
    server.ask_for_one()
    pid, pidfd = server.started()
    os.kill(pid, signal.SIGTERM)
    assert is_readable(pidfd)
    os.kill(pid, 0)  # a zombie keeps its number

    server.socket.send(b"reap %d" % pid)

    verb, number, status, peak = server.socket.recv(128).split()
    assert (verb, int(number), os.WTERMSIG(int(status))) == (b"ended", pid, signal.SIGTERM)
    assert int(peak) > 1000
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_its_children_go_with_the_daemon(server):
    logs = [server.ask_for_one() for _ in range(3)]
    pidfds = [server.started()[1] for _ in range(3)]

    server.socket.close()

    assert all(is_readable(pidfd) for pidfd in pidfds)
    assert server.process.wait(PATIENCE) == 0
    assert [os.read(log, 1) for log in logs] == [b""] * 3, "and nothing was said"


def test_a_child_that_the_daemon_never_heard_of_goes_as_well(server):
    log = server.ask_for_one()
    server.socket.close()  # before it is told of the child

    assert server.process.wait(PATIENCE) == 0
    assert is_readable(log)
    assert os.read(log, 1) == b"", "the last writer has gone"


def test_a_folder_that_is_gone_is_said_in_the_log(server):
    server.folder = server.folder / "gone"
    log = server.ask_for_one()
    _, pidfd = server.started()

    assert is_readable(pidfd)
    assert b"FileNotFoundError" in os.read(log, 65536)
