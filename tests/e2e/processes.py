"""What /proc knows: who lives in a session or a group, and waiting for processes to end.

A daemon is started as the leader of a session of its own; everything it starts stays in that session (it makes
process groups, never sessions), so "the session is empty" means "nothing was left behind".
"""

import contextlib
import os
import select
import signal
import time
from pathlib import Path


def _stat(pid: int) -> tuple[str, int, int] | None:
    """State letter, process group and session of `pid`; None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, _parent, group, session = text.rpartition(")")[2].split()[:4]
    return state, int(group), int(session)


def _living(wanted) -> list[int]:
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    stats = ((pid, _stat(pid)) for pid in pids)
    return sorted(pid for pid, stat in stats if stat and stat[0] not in "ZX" and wanted(stat))


def everyone() -> list[int]:
    return _living(lambda stat: True)


def in_session(session: int) -> list[int]:
    return _living(lambda stat: stat[2] == session)


def in_group(group: int) -> list[int]:
    return _living(lambda stat: stat[1] == group)


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def describe(pids) -> str:
    def command(pid):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return "gone meanwhile"
        return b" ".join(words).decode(errors="replace")

    return "; ".join(f"{pid} ({command(pid)})" for pid in pids)


def wait_until_gone(pids, seconds: float) -> list[int]:
    """Waits on pidfds until each of `pids` has ended; returns those that have not after `seconds`."""
    deadline = time.monotonic() + seconds
    alive = []
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            ended, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
            if not ended:
                alive.append(pid)
        finally:
            os.close(handle)
    return alive


def _wait_until_empty(members_of, number: int, seconds: float) -> list[int]:
    deadline = time.monotonic() + seconds
    while members := members_of(number):
        if wait_until_gone(members, deadline - time.monotonic()) or time.monotonic() > deadline:
            return members_of(number)
    return []


def wait_until_session_is_empty(session: int, seconds: float) -> list[int]:
    """As above for everyone in `session`, including those who join while we wait."""
    return _wait_until_empty(in_session, session, seconds)


def wait_until_group_is_empty(group: int, seconds: float) -> list[int]:
    """The same for a process group: SIGKILL reaches all of it at once, but each dies in its own time."""
    return _wait_until_empty(in_group, group, seconds)
