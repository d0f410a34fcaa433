"""The numbers of the README: drives the release binary beside its floor and says which targets are met.

A target that is missed is not a failure: the exit code is 0 unless something could not be run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench_setup
import cold
import crowd
import echo
import endurance
import idle
import instructions
import report
import subjects
import warm

ROOT = Path(__file__).resolve().parents[2]

# Each yields figures.
PARTS = (
    warm.one_client,
    warm.freezing,
    warm.several_clients,
    echo.echo,
    echo.echo_json,
    cold.cold,
    cold.fresh,
    crowd.crowd,
    idle.start,
    idle.idle_memory,
    idle.helpers,
)
ENDURANCE = (endurance.warm, endurance.cold)
INSTRUCTIONS = (instructions.count,)


def options(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--binary", type=Path, required=True, help="the lambent to measure")
    parser.add_argument("--relay", type=Path, required=True, help="the floor; `load` and `hot_path` lie beside it")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="runs the handlers (this one)")
    parser.add_argument("--output", type=Path, help="the result (build/bench.json, or bench-endurance.json and so on)")
    parser.add_argument("--markdown", action="store_true", help="print the table of the README")
    parser.add_argument("--quick", action="store_true", help="a few turns: does it all run?")
    parser.add_argument("--only", metavar="WORD", help="the parts whose name has this word: cold, crowd, idle.start")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--endurance", action="store_true", help="100,000 warm and 5,000 cold invokes instead")
    what.add_argument("--instructions", action="store_true", help="instructions of the hot path, by callgrind, instead")
    parser.add_argument("--accept", action="store_true", help="with --instructions: later runs stand beside this one")
    chosen = parser.parse_args(arguments)
    if chosen.accept and (not chosen.instructions or chosen.quick or chosen.only):
        parser.error("--accept goes with --instructions, alone")
    return chosen


def parts_of(chosen):
    """The name of the result, and what makes it."""
    if chosen.endurance:
        name, parts = "bench-endurance", ENDURANCE
    elif chosen.instructions:
        name, parts = "bench-instructions", INSTRUCTIONS
    elif chosen.quick:
        name, parts = "bench", PARTS + ENDURANCE + INSTRUCTIONS
    else:
        name, parts = "bench", PARTS
    return name, [part for part in parts if not chosen.only or chosen.only in _name_of(part)]


def main(arguments) -> int:
    chosen = options(arguments)
    relay = chosen.relay.resolve()
    tools = subjects.Tools(
        lambent=chosen.binary.resolve(),
        relay=relay,
        load=relay.with_name("load"),
        hot_path=relay.with_name("hot_path"),
        python=chosen.python.absolute(),
    )
    name, parts = parts_of(chosen)
    taken, failed = [], []
    with tempfile.TemporaryDirectory(prefix="lambent-bench-") as folder:
        prepared = bench_setup.prepare(tools, bench_setup.QUICK if chosen.quick else bench_setup.FULL, Path(folder))
        for part in parts:
            began = time.monotonic()
            try:
                taken.extend(part(prepared))
            except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
                failed.append(f"{_name_of(part)}: {error}")
            print(f"bench: {_name_of(part)} ({time.monotonic() - began:.1f} s)", file=sys.stderr)
    output = chosen.output or ROOT / f"build/{name}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(report.as_json(taken, chosen.quick, failed), indent=2) + "\n")
    print(report.markdown(taken) if chosen.markdown else f"{report.table(taken)}\n\non {report.machine_text()}")
    if chosen.accept and not failed:
        instructions.accept(taken)
    for line in failed:
        print(f"bench: FAILED: {line}", file=sys.stderr)
    return 1 if failed or not taken else 0


def _name_of(part) -> str:
    return f"{part.__module__}.{part.__name__}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
