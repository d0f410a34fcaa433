"""Adds up JUnit files: prints "12 passed, 1 skipped, 0 failed (ctest 8, e2e-lambent 5)"."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def count(path):
    """Passed, skipped and failed tests of one file; ctest and pytest write the same attributes."""
    passed = skipped = failed = 0
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        number = {
            name: int(suite.get(name, 0))
            for name in ("tests", "failures", "errors", "skipped", "disabled")
        }
        bad = number["failures"] + number["errors"]
        left_out = number["skipped"] + number["disabled"]
        passed += number["tests"] - bad - left_out
        skipped += left_out
        failed += bad
    return passed, skipped, failed


def main(paths):
    rows = [(Path(path).stem, count(path)) for path in paths]
    passed, skipped, failed = (sum(row[1][column] for row in rows) for column in range(3))
    parts = ", ".join(f"{name} {sum(numbers)}" for name, numbers in rows)
    print(f"{passed} passed, {skipped} skipped, {failed} failed ({parts})")


if __name__ == "__main__":
    main(sys.argv[1:])
