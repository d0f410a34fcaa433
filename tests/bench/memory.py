"""Resident memory of a process, in bytes, as /proc counts it."""

from pathlib import Path


def resident(pid: int) -> int:
    return _status(pid, "VmRSS")


def peak(pid: int) -> int:
    """The most it has had since its start, or since forget_peak()."""
    return _status(pid, "VmHWM")


def forget_peak(pid: int):
    """The peak is counted from here on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/{pid}/status: expected a line {name}, found none")
