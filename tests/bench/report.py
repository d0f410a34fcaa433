"""The figures as a table, as the README's table, and as JSON."""

import os
import platform
from dataclasses import asdict
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
    rows = [_HEADER[:5], ("---",) * 5, *(_cells(figure)[:5] for figure in figures)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + f"\n\n`./dev bench` on {machine_text()}."


def as_json(figures, quick: bool) -> dict:
    rows = {figure.key: asdict(figure) | {"met": figure.met} for figure in figures}
    return {"machine": machine(), "quick": quick, "figures": rows}


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


def _cells(figure) -> tuple[str, ...]:
    floor = f"{_number(figure.floor)} {figure.unit} ({figure.floor_name})" if figure.floor is not None else ""
    return (
        figure.title,
        f"{_number(figure.value)} {figure.unit}",
        floor,
        f"{figure.ratio:.2f}×" if figure.ratio is not None else "",
        str(figure.target) if figure.target else "",
        {True: "yes", False: "MISSED", None: ""}[figure.met],
    )


def _number(value: float) -> str:
    return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
