"""The table of differences stays complete and alive."""

import pathlib
import re

from differences import DIFFERENCES


def test_every_row_is_used_by_a_test():
    folder = pathlib.Path(__file__).parent
    text = "".join(path.read_text() for path in folder.glob("test_*.py"))
    used = set(re.findall(r'"([a-z0-9-]+)"', text))
    assert set(DIFFERENCES) - used == set()


def test_every_row_differs_and_says_why():
    for name, row in DIFFERENCES.items():
        assert list(row) == ["lambent", "awslambdaric", "why"], name
        assert row["lambent"] != row["awslambdaric"], name
