"""Layers with external extensions for tests: Python scripts that are quick to start.

A script is given as its body.  In it, `extension` is an `extending.Extension` with the file's name, and everything of
`functions/extending.py`, `json`, `os` and `sys` is there.
"""

import sys
from pathlib import Path

from templates import FUNCTIONS, function, layer, ref

# -S and -E: no site-packages and no PYTHON… variables, a quarter of the start-up time.
SHEBANG = f"#!{sys.executable} -SE"

PROLOGUE = f"""{SHEBANG}
import json, os, sys
sys.path.insert(0, {str(FUNCTIONS)!r})
from extending import *
extension = Extension(os.path.basename(__file__))
"""

# Does what every good extension does.
FAITHFUL = 'extension.register("INVOKE", "SHUTDOWN")\nextension.serve()\n'

# The same, and says every event.
TALKATIVE = """
extension.register("INVOKE", "SHUTDOWN")
event = {"eventType": "none yet"}
while event["eventType"] != "SHUTDOWN":
    event = extension.next_event()
    say(event)
"""

# For SHUTDOWN only, which it says.
WATCHING = 'extension.register("SHUTDOWN")\nsay(extension.next_event())\n'


def make_layer(folder: Path, scripts: dict[str, str]) -> Path:
    """A layer's folder with these external extensions in it: name → body."""
    place = folder / "extensions"
    place.mkdir(parents=True)
    for name, body in scripts.items():
        (place / name).write_text(PROLOGUE + body)
        (place / name).chmod(0o755)
    return folder


def extended(folder: Path, scripts: dict[str, str], handler: str = "basics.echo", **properties) -> dict[str, dict]:
    """The resources of one function, App, with these external extensions: for `serve(**extended(…))`."""
    return {
        "Layer": layer(make_layer(folder / "layer", scripts)),
        "App": function(handler, Layers=[ref("Layer")], **properties),
    }


def said(daemon, name: str, count: int = 1, after: int = 0) -> list[str]:
    """The first `count` lines or more that the extension `name` has written; waits for them."""
    lines: list[str] = []
    wanted = count
    while len(lines) < count:
        events = daemon.journal.wait(type="extension", count=wanted, after=after)
        lines = [event["record"] for event in events if event["extension"] == name]
        wanted = len(events) + 1
    return lines
