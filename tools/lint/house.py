"""House rules that a text search can see: headers, spawning, unfinished work, sleeping tests."""

import ast
import re

from sources import Finding, code_of, line_of

_UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
_DETACHED = re.compile(r"\basio\s*::\s*detached\b")
# With a comment inside it is a decision, and stays.
_SWALLOWED = re.compile(r"\bcatch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}")
_CPP_SLEEP = re.compile(r"\b(sleep_for|usleep|nanosleep|this_thread\s*::\s*sleep_until)\s*\(")
_CODE = (".cc", ".h", ".py", ".sh", ".cmake", "CMakeLists.txt")


def check(tree):
    return [finding for file in tree.files for finding in check_file(file)]


def check_file(file):
    findings = []
    if file.path.endswith(_CODE) or file.path in ("dev", ".ci/run"):
        findings += _matches(file, file.text, _UNFINISHED, "unfinished", "finish it, or write an issue")
    if file.is_cpp:
        code = code_of(file.text)
        findings += _header(file)
        findings += _matches(file, code, _DETACHED, "spawn", "a TaskGroup logs failures, detached drops them")
        findings += _matches(file, file.text, _SWALLOWED, "catch", "an exception is thrown away")
        if file.path.startswith("tests/"):
            findings += _matches(file, code, _CPP_SLEEP, "sleep", "wait on the clock or the journal")
    if _is_python_test(file.path):
        findings += _sleeping_calls(file)
    return findings


def _matches(file, text, pattern, rule, what):
    return [
        Finding(file.path, line_of(text, match.start()), rule, f"{what}, found `{match.group()}`")
        for match in pattern.finditer(text)
    ]


def _header(file):
    if not file.path.endswith(".h"):
        return
    lines = file.text.splitlines() or [""]
    if not lines[0].startswith("//"):
        yield Finding(file.path, 1, "header", "opens with a comment that says what the file is")
    if "#pragma once" not in lines:
        yield Finding(file.path, 1, "header", "has no `#pragma once`")


def _is_python_test(path):
    name = path.rsplit("/", 1)[-1]
    is_test = (name.startswith("test_") and name.endswith(".py")) or name == "conftest.py"
    return is_test and "/functions/" not in path  # handlers under test may sleep


def _sleeping_calls(file):
    try:
        module = ast.parse(file.text)
    except SyntaxError:
        return  # the script check reports it
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "asyncio.sleep", "sleep"):
            what = f"wait for a journal entry, found `{ast.unparse(node)}`"
            yield Finding(file.path, node.lineno, "sleep", what)
