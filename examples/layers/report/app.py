"""Sums up numbers with a package of one layer and prints them with a command of another."""

import json
import subprocess
from pathlib import Path

import figures

OPT = Path(figures.__file__).parents[2]  # /opt, wherever that is


def handler(event, context):
    style = json.loads((OPT / "etc/style.json").read_text())
    banner = ["banner", style["frame"], figures.summary(event["sales"])]
    return subprocess.run(banner, capture_output=True, check=True, text=True).stdout.strip()
