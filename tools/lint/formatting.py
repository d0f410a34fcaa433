"""clang-format 14: the version is part of the rule, others lay tables out differently."""

import re
import shutil
import subprocess
import sys

from sources import Finding

_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+):\d+: (?:error|warning): (?P<what>.*?)(?: \[-W[^\]]*\])?$")


def check(tree):
    tool = find_tool("clang-format") or sys.exit("lint: clang-format 14 is not installed")
    paths = [file.path for file in tree.cpp()]
    if not paths:
        return []
    command = [tool, "--dry-run", "-Werror", "--style=file", *paths]
    run = subprocess.run(command, cwd=tree.root, capture_output=True, text=True)
    findings = {}
    for match in filter(None, map(_LINE.match, run.stderr.splitlines())):
        # One finding a file is enough: the cure is to run clang-format on it.
        what = f"not formatted, run {tool} -i {match['path']}"
        findings.setdefault(match["path"], Finding(match["path"], int(match["line"]), "clang-format", what))
    if run.returncode != 0 and not findings:
        sys.exit(f"lint: clang-format failed: {run.stderr.strip()}")
    return list(findings.values())


def find_tool(name):
    """`name`-14, or a plain `name` that is version 14; None when there is neither."""
    if shutil.which(f"{name}-14"):
        return f"{name}-14"
    if shutil.which(name):
        version = subprocess.run([name, "--version"], capture_output=True, text=True).stdout
        if re.search(r"version 14\.", version):
            return name
    return None
