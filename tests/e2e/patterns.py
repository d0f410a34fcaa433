"""The shapes of what the daemon writes, as regular expressions for `re.fullmatch`.  runtime-api.md §6.1."""

import re

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ISO_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
MS = r"\d+\.\d\d ms"

INIT_START = (
    r"INIT_START Runtime Version: python:3\.12\.\S+"
    r"\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}"
)


def init_report(phase: str, status: str, duration: str = MS) -> str:
    return rf"INIT_REPORT Init Duration: {duration}\tPhase: {phase}\tStatus: {status}"


def start(request: str = UUID, version: str = r"\$LATEST") -> str:
    return rf"START RequestId: {request} Version: {version}"


def end(request: str = UUID) -> str:
    return rf"END RequestId: {request}"


def report(
    request: str = UUID,
    *,
    cold: bool = False,
    status: str = "",
    duration: str = MS,
    billed: str = r"\d+ ms",
    memory: int = 128,
) -> str:
    """A healthy line ends in a tab, a broken one in its status."""
    init = rf"Init Duration: {MS}\t" if cold else ""
    return (
        rf"REPORT RequestId: {request}\tDuration: {duration}\tBilled Duration: {billed}"
        rf"\tMemory Size: {memory} MB\tMax Memory Used: \d+ MB\t{init}{status}"
    )


# What a line of the platform begins with; everything else between two of them is the function's.
PLATFORM = re.compile(r"(\[\w+\] )?(INIT_START|INIT_REPORT|START|END|REPORT) ")


def expect_lines(lines: list[str], patterns: list[str]) -> None:
    """Each line matches the pattern of its place, and there are as many of both."""
    for number, (line, pattern) in enumerate(zip(lines, patterns), 1):
        assert re.fullmatch(pattern, line), f"line {number}: {line!r}\ndoes not match {pattern!r}\nof {lines}"
    assert len(lines) == len(patterns), f"{len(lines)} lines, {len(patterns)} patterns: {lines}"


def log_of(stderr: str) -> list[str]:
    """The lines of the log from the first line of the platform to the last REPORT, without the daemon's own."""
    lines = [line for line in stderr.split("\n") if not line.startswith("lambent: ")]
    places = [number for number, line in enumerate(lines) if PLATFORM.match(line)]
    assert places, f"no platform line in:\n{stderr}"
    return lines[places[0] : places[-1] + 1]
