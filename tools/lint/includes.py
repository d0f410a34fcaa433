"""Includes run one way: api, invoke, emulator, config; and in emulator from the runtime API down."""

import re

from sources import Finding, line_of

_EMULATOR_BASE = {"config", "emulator/base"}
_EMULATOR_TOOLS = _EMULATOR_BASE | {
    "emulator/http",
    "emulator/process",
    "emulator/journal",
    "emulator/telemetry",
    "emulator/faults",
    "emulator/bootstrap",
}
_EMULATOR = _EMULATOR_TOOLS | {"emulator/environment", "emulator/runtime_api"}
_INVOKE = _EMULATOR | {"invoke"}

# What each folder may include, itself apart.  A folder that is not here may include nothing of ours.
ALLOWED = {
    "config": set(),
    "emulator/base": {"config"},
    "emulator/http": _EMULATOR_BASE,
    "emulator/process": _EMULATOR_BASE,
    "emulator/journal": _EMULATOR_BASE,
    "emulator/faults": _EMULATOR_BASE,
    "emulator/bootstrap": _EMULATOR_BASE,
    "emulator/telemetry": _EMULATOR_BASE | {"emulator/http", "emulator/journal"},
    "emulator/environment": _EMULATOR_TOOLS,
    "emulator/runtime_api": _EMULATOR,
    "invoke": _EMULATOR,
    "api": _INVOKE,
}
_STAND_ON_TOP = ("tests", "examples")
_ROOTS = {"config", "emulator", "invoke", "api", "tests", "examples"}
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]*)"', re.MULTILINE)


def folder_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "emulator" and len(parts) > 2 else parts[0]


def check(tree):
    return [finding for file in tree.cpp() for finding in check_file(file)]


def check_file(file):
    findings = []
    here = folder_of(file.path)
    for match in _INCLUDE.finditer(file.text):
        target = match.group(1)
        complaint = _complaint(here, target)
        if complaint:
            line = line_of(file.text, match.start(1))
            findings.append(Finding(file.path, line, "include-direction", complaint))
    return findings


def _complaint(here, target):
    if target.split("/")[0] not in _ROOTS or "/" not in target or ".." in target.split("/"):
        return f'paths start at the repository root, found "{target}"'
    there = folder_of(target)
    if here in _STAND_ON_TOP or there == here or there in ALLOWED.get(here, set()):
        return None
    return f'{here} may not include {there}, found "{target}"'
