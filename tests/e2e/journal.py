"""The journal as tests use it: ask, or wait for an entry with a deadline; nothing in the suite sleeps."""

import json
from urllib.parse import urlencode

from raw_http import RawHttp


class Journal:
    """Filters: type, function, environment, request; `after` is an entry's id, only later ones count."""

    def __init__(self, http: RawHttp) -> None:
        self._http = http

    def _get(self, query: dict) -> dict:
        answer = self._http.request("GET", f"/_lambent/journal?{urlencode(query)}")
        assert answer.status == 200, f"journal answered {answer.status}: {answer.body!r}"
        return answer.json()

    def events(self, after: int = 0, **filters: str) -> list[dict]:
        return self._get({"after": after, **filters})["events"]

    def last(self) -> int:
        """The id of the newest entry: the `after` of what is about to happen."""
        return self._get({"after": 0})["last"]

    def wait(self, count: int = 1, after: int = 0, seconds: float = 30, **filters: str) -> list[dict]:
        """At least `count` matching entries, oldest first; fails with what there was at the deadline."""
        wanted = {"after": after, "wait": count, "timeout": int(seconds * 1000), **filters}
        events = self._get(wanted)["events"]
        if len(events) < count:
            seen = "\n".join(json.dumps(event) for event in self.events(after=after))
            wish = f"{count} entries with {filters} after {after} within {seconds} s"
            raise AssertionError(f"{wish}, found {len(events)}; the journal:\n{seen}")
        return events

    def lines(self, after: int = 0, **filters: str) -> list[str]:
        """What functions wrote, one record each."""
        return [event["record"] for event in self.events(after=after, type="function", **filters)]
