"""clang-tidy 14 over the sources that changed: about ten seconds a file, so never over all of them."""

import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from formatting import find_tool
from sources import Finding

# What lint may spend here (seconds); the files left out are named.
BUDGET = float(os.environ.get("LAMBENT_TIDY_SECONDS", "300"))

_LINE = re.compile(r"^(?P<path>/.+?):(?P<line>\d+):\d+: (?:warning|error): (?P<what>.*) \[(?P<rule>[\w.-]+)[^\]]*\]$")


def check(tree):
    tool = find_tool("clang-tidy")
    if tool is None:
        return _left_out("clang-tidy 14 is not installed")
    base = _base(tree.root)
    if base is None:
        return _left_out("there is no commit to compare with")
    changed = _changed_sources(tree, base)
    if not changed:
        return []
    complaint = _configure(tree.root)
    if complaint:
        return [Finding("CMakeLists.txt", 1, "clang-tidy", f"build/tidy could not be configured: {complaint}")]
    return _run_all(tree, tool, changed)


def _left_out(why):
    print(f"lint: clang-tidy: skipped, {why}")
    return []


def _git(root, *arguments):
    run = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    return run.stdout.strip() if run.returncode == 0 else None


def _base(root):
    """Where this branch left origin/main; without a remote, the last commit."""
    return _git(root, "merge-base", "HEAD", "origin/main") or _git(root, "rev-parse", "--verify", "HEAD")


def _changed_sources(tree, base):
    tracked = _git(tree.root, "diff", "--name-only", "--diff-filter=d", base) or ""
    fresh = _git(tree.root, "ls-files", "--others", "--exclude-standard") or ""
    paths = {path for path in (tracked + "\n" + fresh).splitlines() if path.endswith(".cc")}
    return sorted(paths, key=lambda path: -(tree.root / path).stat().st_mtime)


def _configure(root):
    """Makes the compile commands in build/tidy; what CMake complained of, else nothing."""
    run = subprocess.run(["cmake", "--preset", "tidy"], cwd=root, capture_output=True, text=True)
    return " ".join(run.stderr.split())[:300] or "no reason given" if run.returncode != 0 else None


def _run_all(tree, tool, paths):
    deadline = time.monotonic() + BUDGET
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        results = list(pool.map(lambda path: _run_one(tree, tool, path, deadline), paths))
    late = [path for path, result in zip(paths, results) if result is None]
    if late:
        print(f"lint: clang-tidy: {BUDGET:.0f} s were over before: {' '.join(late)}")
    # A header is read by many sources: the same finding counts once.
    return sorted({finding for result in results if result for finding in result}, key=str)


def _run_one(tree, tool, path, deadline):
    """The findings of one file; None when its turn came too late."""
    if time.monotonic() > deadline:
        return None
    command = [tool, "--quiet", "-p", "build/tidy", str(tree.root / path)]
    run = subprocess.run(command, cwd=tree.root, capture_output=True, text=True)
    findings = []
    for match in filter(None, map(_LINE.match, run.stdout.splitlines())):
        where = os.path.relpath(match["path"], tree.root)
        findings.append(Finding(where, int(match["line"]), match["rule"], match["what"]))
    if run.returncode != 0 and not findings:
        findings.append(Finding(path, 1, "clang-tidy", f"failed: {(run.stderr or run.stdout).strip()[-300:]}"))
    return findings
