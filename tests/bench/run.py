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

import figures
import report
import subjects

ROOT = Path(__file__).resolve().parents[2]


def options(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--binary", type=Path, required=True, help="the lambent to measure")
    parser.add_argument("--relay", type=Path, required=True, help="the floor; `load` lies beside it")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="runs the handlers (this one)")
    parser.add_argument("--output", type=Path, default=ROOT / "build/bench.json", help="the result (build/bench.json)")
    parser.add_argument("--markdown", action="store_true", help="print the table of the README")
    parser.add_argument("--quick", action="store_true", help="a few turns: does it all run?")
    return parser.parse_args(arguments)


def main(arguments) -> int:
    chosen = options(arguments)
    relay = chosen.relay.resolve()
    tools = subjects.Tools(chosen.binary.resolve(), relay, relay.with_name("load"), chosen.python.absolute())
    effort = figures.QUICK if chosen.quick else figures.FULL
    began = time.monotonic()
    taken = []
    try:
        with tempfile.TemporaryDirectory(prefix="lambent-bench-") as folder:
            for figure in figures.Bench(tools, effort, Path(folder)).all():
                print(f"bench: {figure.title} ({time.monotonic() - began:.0f} s)", file=sys.stderr)
                taken.append(figure)
    except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(json.dumps(report.as_json(taken, chosen.quick), indent=2) + "\n")
    print(report.markdown(taken) if chosen.markdown else f"{report.table(taken)}\n\non {report.machine_text()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
