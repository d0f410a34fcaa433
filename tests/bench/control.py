"""The control routes of a daemon, as far as measuring needs them."""

import wire

END_MILLISECONDS = 60_000


class Control(wire.Connection):
    def environments(self) -> list[dict]:
        return self.json("GET", "/_lambent/environments")["environments"]

    def reset(self) -> int:
        """Every environment is retired; how many there were."""
        return self.json("POST", "/_lambent/reset")["environments"]

    def end_environments(self):
        """The same; returns when none of them is left."""
        last = self.json("GET", "/_lambent/journal?after=last")["last"]
        count = self.reset()
        query = f"type=environment.stopped&after={last}&wait={count}&timeout={END_MILLISECONDS}"
        ended = self.json("GET", f"/_lambent/journal?{query}")["events"]
        if len(ended) != count:
            raise RuntimeError(f"reset: expected the end of {count} environments, found {len(ended)}")

    def started_by(self) -> set[str]:
        """In which ways the environments were started that the journal remembers."""
        events = self.json("GET", "/_lambent/journal?type=environment.started")["events"]
        return {event["record"]["by"] for event in events}
