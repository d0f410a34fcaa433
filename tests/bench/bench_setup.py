"""What every figure is taken with: the programs, the events, and how often things are done."""

from dataclasses import dataclass
from pathlib import Path

import subjects

MIB = 1024 * 1024
LARGEST_EVENT = 6 * MIB  # bytes of the largest event and result of a synchronous invoke


@dataclass(frozen=True)
class Effort:
    """How often, how many."""

    warm_turns: int
    warm_requests: int
    echo_turns: int
    echo_requests: int
    fresh_starts: int
    memory_starts: int
    idle_connections: int
    cold_invokes: int
    fresh_invokes: int
    crowd: int
    crowd_seconds: float  # how long each invoke of the crowd sleeps
    endurance_warm: int
    endurance_cold: int
    endurance_first: int  # invokes before the first look


FULL = Effort(
    warm_turns=12,
    warm_requests=3000,
    echo_turns=15,
    echo_requests=8,
    fresh_starts=15,
    memory_starts=5,
    idle_connections=1000,
    cold_invokes=200,
    fresh_invokes=1000,
    crowd=1000,
    crowd_seconds=5,
    endurance_warm=100_000,
    endurance_cold=5_000,
    endurance_first=1_000,
)
QUICK = Effort(
    warm_turns=3,
    warm_requests=100,
    echo_turns=2,
    echo_requests=2,
    fresh_starts=3,
    memory_starts=1,
    idle_connections=100,
    cold_invokes=10,
    fresh_invokes=20,
    crowd=20,
    crowd_seconds=1,
    endurance_warm=2_000,
    endurance_cold=40,
    endurance_first=20,
)


@dataclass(frozen=True)
class Setup:
    tools: subjects.Tools
    effort: Effort
    small: Path  # the file of a small event
    large: Path  # the file of the largest one


def prepare(tools, effort, folder: Path) -> Setup:
    """Writes the events into `folder`."""
    small, large = folder / "small.json", folder / "large.json"
    small.write_bytes(b'{"name": "Ada"}')
    large.write_bytes(b'"' + b"x" * (LARGEST_EVENT - 2) + b'"')
    return Setup(tools, effort, small, large)
