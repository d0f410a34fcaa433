"""./dev lint: runs every check and prints one line per finding, `file:line: rule: what`."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import coroutines
import formatting
import house
import includes
import scripts
import sources
import tidy

ROOT = Path(__file__).resolve().parents[2]

CHECKS = (
    ("clang-format", formatting.check),
    ("includes", includes.check),
    ("co_await", coroutines.check),
    ("house rules", house.check),
    ("scripts", scripts.check),
)


def main():
    parser = argparse.ArgumentParser(prog="./dev lint")
    parser.add_argument("--no-tidy", action="store_true", help="leave clang-tidy out")
    options = parser.parse_args()

    began = time.monotonic()
    test_the_checks()
    tree = sources.load(ROOT)
    checks = CHECKS if options.no_tidy else CHECKS + (("clang-tidy", tidy.check),)
    findings = [finding for name, check in checks for finding in timed(name, check, tree)]
    for finding in findings:
        print(finding)
    print(
        f"./dev lint: {len(checks)} checks over {len(tree.files)} files, "
        f"{len(findings)} findings ({time.monotonic() - began:.1f} s)"
    )
    return 1 if findings else 0


def timed(name, check, tree):
    began = time.monotonic()
    findings = check(tree)
    print(f"lint: {name}: {len(findings)} findings ({time.monotonic() - began:.1f} s)", flush=True)
    return findings


def test_the_checks():
    """A check that finds nothing must be known to be able to: its own tests come first."""
    folder = Path(__file__).parent
    command = [sys.executable, "-B", "-m", "unittest", "--quiet", "checks_test"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{run.stdout}{run.stderr}./dev lint: its own tests failed")


if __name__ == "__main__":
    sys.exit(main())
