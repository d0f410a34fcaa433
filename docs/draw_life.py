#!/usr/bin/env python3
"""Draws the life of an environment, as the journal of a daemon tells it, as a Mermaid sequence diagram.

    curl -s http://127.0.0.1:3001/_lambent/journal | docs/draw_life.py
    docs/draw_life.py http://127.0.0.1:3001

Times, process ids and request ids are left out, so that two runs of the same thing draw the same.  Of several
environments the first is drawn.
"""

import json
import sys
import urllib.request

CALLER, PLATFORM, RUNTIME = "caller", "platform", "runtime"
MERMAIDS_OWN = str.maketrans({"#": "#35;", ";": "#59;"})


class Diagram:
    """Lines of Mermaid for the entries of one environment.  There is one method for each type that is drawn."""

    def __init__(self, events):
        self._events = events
        names = [event["record"]["name"] for event in events if event["type"] == "extension.registered"]
        self._extensions = {name: f"ext{number}" for number, name in enumerate(dict.fromkeys(names), 1)}
        self._wants = {}  # extension's name → events it registered for
        self._is_called = False  # the Invoke that led to what follows has been drawn
        self._is_ending = False
        self._lines = []

    def lines(self):
        self._lines = [
            "sequenceDiagram",
            f"participant {CALLER} as Caller",
            f"participant {PLATFORM} as Platform",
            f"participant {RUNTIME} as Runtime",
            *(f"participant {place} as {name}" for name, place in self._extensions.items()),
        ]
        for event in self._events:
            if draw := getattr(self, "on_" + event["type"].replace(".", "_"), None):
                draw(event["record"])
        return self._lines

    # --- what lines look like ---

    def _note(self, text):
        last = list(self._extensions.values())[-1:] or [RUNTIME]
        self._lines.append(f"Note over {CALLER},{last[0]}: {text}")

    def _arrow(self, source, target, text):
        self._lines.append(f"{source}->>{target}: {text}")

    def _end(self, source, text):
        self._lines.append(f"{source}--x{PLATFORM}: {text}")

    def _call(self):
        """The journal has no entry for the caller's request; the first thing that it leads to stands for it."""
        if not self._is_called:
            self._arrow(CALLER, PLATFORM, "Invoke")
        self._is_called = True

    # --- init ---

    def on_platform_initStart(self, record):
        self._call()
        self._note("Init" if record["phase"] == "init" else "Init, again")

    def on_extension_started(self, record):
        self._arrow(PLATFORM, self._extensions[record["name"]], "starts the process")

    def on_extension_registered(self, record):
        self._wants[record["name"]] = record["events"]
        self._arrow(self._extensions[record["name"]], PLATFORM, f"register for {' and '.join(record['events'])}")

    def on_extension_ready(self, record):
        self._arrow(self._extensions[record["name"]], PLATFORM, "event/next")

    def on_platform_telemetrySubscription(self, record):
        self._arrow(self._extensions[record["name"]], PLATFORM, f"subscribe to {' and '.join(record['types'])}")

    def on_environment_started(self, record):
        self._arrow(PLATFORM, RUNTIME, "starts the process")

    def on_platform_initRuntimeDone(self, record):
        self._arrow(RUNTIME, PLATFORM, "invocation/next")

    def on_platform_initReport(self, record):
        self._note(f"Init is over: {record['status']}")

    # --- invoke ---

    def on_platform_start(self, record):
        self._call()
        self._note("Invoke")
        self._arrow(PLATFORM, RUNTIME, "the event")
        for name, events in self._wants.items():
            if "INVOKE" in events:
                self._arrow(PLATFORM, self._extensions[name], "INVOKE")

    def on_platform_runtimeDone(self, record):
        if record["status"] == "success":
            self._arrow(RUNTIME, PLATFORM, "response")
        self._arrow(PLATFORM, CALLER, "the response" if record["status"] == "success" else record["status"])
        if record["status"] == "success":
            self._arrow(RUNTIME, PLATFORM, "invocation/next")

    def on_platform_report(self, record):
        for name, events in self._wants.items():
            if "INVOKE" in events and record["status"] == "success":
                self._arrow(self._extensions[name], PLATFORM, "event/next")
        self._note(f"Invoke is over: {record['status']}")
        self._is_called = False

    def on_environment_frozen(self, record):
        self._note("frozen: no process runs")

    def on_environment_thawed(self, record):
        if not self._is_ending:
            self._call()
        self._note("thawed")

    # --- logs ---

    def on_function(self, record):
        text = str(record).translate(MERMAIDS_OWN).replace("\n", " ")
        self._lines.append(f"{RUNTIME}--){PLATFORM}: logs “{text}”")

    # --- shutdown ---

    def on_shutdown_start(self, record):
        self._is_ending = True
        self._note(f"Shutdown ({record['reason']}), {record['budgetMs']} ms at most")

    def on_runtime_signalled(self, record):
        self._arrow(PLATFORM, RUNTIME, record["signal"])

    def on_environment_exited(self, record):
        self._end(RUNTIME, "exits")

    def on_extension_shutdown(self, record):
        self._arrow(PLATFORM, self._extensions[record["name"]], f"SHUTDOWN ({record['reason']})")

    def on_extension_killed(self, record):
        self._arrow(PLATFORM, self._extensions[record["name"]], "SIGKILL")

    def on_extension_exited(self, record):
        self._end(self._extensions[record["name"]], record["message"])

    def on_shutdown_report(self, record):
        self._note("nobody is left")
        self._is_ending = False


def draw(journal):
    """The diagram for the answer of GET /_lambent/journal."""
    first = next((event["environment"] for event in journal["events"] if event["type"] == "platform.initStart"), None)
    if first is None:
        sys.exit("draw_life.py: the journal has no platform.initStart: invoke a function first")
    head, *steps = Diagram([event for event in journal["events"] if event["environment"] == first]).lines()
    return "\n".join([head, *(f"    {step}" for step in steps)]) + "\n"


def main():
    if len(sys.argv) > 2:
        sys.exit("usage: draw_life.py [URL of a daemon]; without one the journal is read from stdin")
    if len(sys.argv) == 2:
        with urllib.request.urlopen(f"{sys.argv[1].rstrip('/')}/_lambent/journal") as answer:
            journal = json.load(answer)
    else:
        journal = json.load(sys.stdin)
    sys.stdout.write(draw(journal))


if __name__ == "__main__":
    main()
