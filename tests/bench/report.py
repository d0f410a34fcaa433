"""The figures as a table, as the README's table, and as JSON."""

import os
import platform
import shlex
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

_HEADER = ("", "Lambent", "beside it", "ratio", "target", "met")


def table(figures) -> str:
    """For a terminal: columns of equal width."""
    rows = [_HEADER, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def markdown(figures) -> str:
    """For the README; the last line says where it comes from."""
    rows = [("Figure", *_HEADER[1:5]), ("---",) * 5, *(_cells(figure)[:5] for figure in figures)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + f"\n\n`./dev bench` on {machine_text()}, commit {commit(short=True)}."


def as_json(figures, quick: bool, failed: list[str]) -> dict:
    return {
        "machine": machine(),
        "commit": commit(),
        "command": shlex.join(sys.orig_argv),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "failed": failed,
        "figures": {figure.key: asdict(figure) | {"met": figure.met} for figure in figures},
    }


def machine() -> dict:
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load": os.getloadavg(),
    }


def machine_text() -> str:
    here = machine()
    return f"{here['cores']} cores of {here['processor']}, Linux {here['kernel']}, Python {here['python']}"


def commit(short: bool = False) -> str:
    """With "+" behind it when files have changed since; "unknown" outside of a clone."""
    folder = Path(__file__).parent
    try:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
        changed = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip()[: 12 if short else None] + ("+" if changed.stdout else "")


def _cells(figure) -> tuple[str, ...]:
    floor = f"{_with_unit(figure.floor, figure.unit)} ({figure.floor_name})" if figure.floor is not None else ""
    return (
        figure.title,
        _with_unit(figure.value, figure.unit),
        floor,
        f"{figure.ratio:.2f}×" if figure.ratio is not None else "",
        str(figure.target) if figure.target else "",
        {True: "yes", False: "MISSED", None: ""}[figure.met],
    )


def _with_unit(value: float, unit: str) -> str:
    if float(value).is_integer() and abs(value) < 1e9:
        number = f"{value:,.0f}"
    elif abs(value) < 10:
        number = f"{value:.2f}"
    else:
        number = f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{number} {unit}".rstrip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
