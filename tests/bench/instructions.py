"""Instructions of pieces of the warm path, counted by callgrind: the same on a busy machine as on an idle one.

Two runs of `hot_path` with different counts differ by what the operations themselves take.  Beside each figure stands
the one of instructions.json, which `--accept` writes anew; it holds for the compiler and the libraries of Debian 12.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from figure import Figure, Target, beside

ACCEPTED = Path(__file__).with_name("instructions.json")
MORE_THAN_NOISE = Target(1.03, "x")  # libraries differ a little, our code should not
OPERATIONS = 1_000  # more change nothing
CALLGRIND_SECONDS = 300


def count(setup):
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        print("bench: valgrind is not installed, so no instructions are counted", file=sys.stderr)
        return
    accepted = json.loads(ACCEPTED.read_text())
    for name, title in _operations(setup.tools.hot_path):
        once = _count(valgrind, setup.tools.hot_path, name, OPERATIONS)
        twice = _count(valgrind, setup.tools.hot_path, name, 2 * OPERATIONS)
        each = round((twice - once) / OPERATIONS)
        key = f"instructions_{name}"
        if name in accepted:
            yield beside(key, title, "instructions", each, accepted[name], "accepted", MORE_THAN_NOISE)
        else:
            yield Figure(key, title, "instructions", each)


def accept(figures):
    """Makes these the ones that later runs stand beside."""
    counts = {figure.key.removeprefix("instructions_"): figure.value for figure in figures}
    ACCEPTED.write_text(json.dumps(counts, indent=2) + "\n")


def _operations(hot_path) -> list[tuple[str, str]]:
    listed = subprocess.run([hot_path], capture_output=True, text=True, check=True)
    return [tuple(line.split("\t")) for line in listed.stdout.splitlines()]


def _count(valgrind, hot_path, name, operations) -> int:
    """All instructions of one run; where they went is for callgrind_annotate to read beside the program."""
    profile = hot_path.with_name(f"callgrind.{name}")
    done = subprocess.run(
        [valgrind, "--tool=callgrind", f"--callgrind-out-file={profile}", hot_path, name, str(operations)],
        capture_output=True,
        text=True,
        timeout=CALLGRIND_SECONDS,
        check=False,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"hot_path {name}: exit code {done.returncode}: {done.stderr[-500:]}")
    return int(found[1])
