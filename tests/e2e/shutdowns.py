"""The Shutdown phase of one environment as the journal tells it."""

from datetime import datetime

# Facts of other kinds (log lines, freezing) may come between these.
STEPS = ("shutdown.", "runtime.signalled", "environment.exited", "extension.shutdown", "extension.exited")
STEPS += ("extension.killed", "environment.reset", "environment.stopped")


def milliseconds(event: dict) -> float:
    """When it happened, since the epoch.  The journal's times are whole milliseconds, rounded down."""
    return datetime.fromisoformat(event["time"]).timestamp() * 1000


class Shutdown:
    """The first Shutdown phase after the entry `after`; waits for its end."""

    def __init__(self, daemon, after: int = 0, **filters: str) -> None:
        (report, *_) = daemon.journal.wait(type="shutdown.report", after=after, **filters)
        events = daemon.journal.events(after=after, environment=report["environment"])
        begins = next(event["id"] for event in events if event["type"] == "shutdown.start")
        self.events = [event for event in events if begins <= event["id"] <= report["id"]]
        self.report: dict = report["record"]
        self.start: dict = self.events[0]["record"]

    def steps(self) -> list[str]:
        """Types in their order, a signal with its name, an extension's with the extension's name."""
        words = []
        for event in self.events:
            if event["type"].startswith(STEPS):
                detail = event["record"].get("signal") or event["record"].get("name")
                words.append(f"{event['type']} {detail}" if detail else event["type"])
        return words

    def one(self, type: str, **members) -> dict:
        """The only entry of this type whose record has these members."""
        found = [
            event
            for event in self.events
            if event["type"] == type and members.items() <= event["record"].items()
        ]
        assert len(found) == 1, f"{len(found)} of {type} {members} in {self.events}"
        return found[0]

    def after_start(self, event: dict) -> float:
        """Milliseconds from the beginning of the phase to `event`, wrong by less than one."""
        return milliseconds(event) - milliseconds(self.events[0])


def reset(daemon) -> Shutdown:
    """Ends the only environment there is, when it is idle."""
    daemon.journal.wait(type="platform.report")
    after = daemon.journal.last()
    daemon.http.request("POST", "/_lambent/reset")
    return Shutdown(daemon, after=after)
