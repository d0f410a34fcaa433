"""What a process holds, as /proc counts it; memory in bytes."""

import os
from pathlib import Path


def resident(pid: int) -> int:
    return _bytes(f"/proc/{pid}/status", "VmRSS")


def peak(pid: int) -> int:
    """The most it has had since its start, or since forget_peak()."""
    return _bytes(f"/proc/{pid}/status", "VmHWM")


def forget_peak(pid: int):
    """The peak is counted from here on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def private(pid: int) -> int:
    """What would be free if only this process ended."""
    file = f"/proc/{pid}/smaps_rollup"
    return _bytes(file, "Private_Clean") + _bytes(file, "Private_Dirty")


def children(pid: int) -> list[int]:
    """The processes it has started that still live."""
    return [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]


def descriptors(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def _bytes(file: str, name: str) -> int:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"{file}: expected a line {name}, found none")
