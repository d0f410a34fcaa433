"""Makes a fault of the matrix (faults.py) happen in a running daemon, and holds the daemon to the row."""

import json
from pathlib import Path

import processes
from faults import FINE, Fault, PlatformError
from gate import Gate
from harness import Daemon
from layers import make_layer
from patterns import expect_lines, init_report, report
from templates import function, layer, ref

SCRIPT = "from faulting import external\nexternal(extension)\n"
# Of functions whose row ends in a timeout; the others are given time.
TIMEOUT = 2
PATIENCE = 30


def resources(folder: Path, faults: dict[str, Fault]) -> dict[str, dict]:
    """A template's resources with a function of each name."""
    return {
        "Faulty": layer(make_layer(folder / "layer", {"faulty": SCRIPT})),
        **{
            name: function(
                "faulty.handler",
                Timeout=TIMEOUT if "timeout" in (fault.report, *fault.inits) else PATIENCE,
                Layers=[ref("Faulty")],
                variables={"FAULT": fault.variable, "ARMED": str(armed_file(folder, name))},
            )
            for name, fault in faults.items()
        },
    }


def armed_file(folder: Path, name: str) -> Path:
    return folder / f"armed-{name}"


class Driver:
    """One function of the matrix in one daemon.  Nobody else invokes that function meanwhile."""

    def __init__(self, daemon: Daemon, folder: Path, name: str, fault: Fault, has_neighbours: bool) -> None:
        self._daemon = daemon
        self._armed = armed_file(folder, name)
        self._name = name
        self._fault = fault
        # Others are at work in the same daemon: its reset is not for us, and idle environments are soon retired.
        self._has_neighbours = has_neighbours
        self._journal = daemon.journal

    def strike_and_recover(self) -> None:
        """Arms the fault, sees what comes of it, disarms it, and sees the function work again."""
        fault = self._fault
        if not fault.is_init and fault.phase != "at the end":
            self._expect_fine()
        elif fault.is_after_reset:
            self._crash()
        else:
            self._clear()
        after, logged = self._journal.last(), len(self._daemon.stderr())
        gate = Gate()
        self._armed.write_text(str(gate.port))
        try:
            answer = self._daemon.invoke(self._name, {fault.event: True} if fault.event else {})
            self._expect_answer(answer)
            request = answer.header("x-amzn-RequestId")
            if fault.phase == "between invokes":
                self._wait("platform.report", after)
                self._die_idle(after, gate)
            gate.open()
            self._wait("platform.report", after)
            if fault.phase == "at the end":
                self._spin_down()
            self._expect_facts(request, after)
            self._expect_log(request, logged)
        finally:
            gate.open()
            self._armed.unlink()
        self._expect_fine()

    # --- steps ---

    def _expect_fine(self) -> None:
        """And the environment is idle again."""
        answer = self._daemon.invoke(self._name, {})
        assert (answer.header("X-Amz-Function-Error"), answer.body) == (None, FINE), answer
        report = self._wait("platform.report", request=answer.header("x-amzn-RequestId"))[0]
        if not self._fault.needs_no_freeze:
            self._wait("environment.frozen", after=report["id"])

    def _crash(self) -> None:
        after = self._journal.last()
        self._daemon.invoke(self._name, {"crash": True})
        self._wait("environment.reset", after)

    def _clear(self) -> None:
        """No environment is left, so that the next invoke is a cold one."""
        if not self._has_neighbours:
            self._spin_down()
        for environment in self._daemon.environments(self._name):
            processes.kill(environment["pid"])
            self._journal.wait(type="environment.stopped", environment=environment["id"])

    def _spin_down(self) -> None:
        """An orderly end of the function's environments, which are idle."""
        environments = self._daemon.environments(self._name)
        if not self._has_neighbours:
            self._daemon.http.request("POST", "/_lambent/reset")
        for environment in environments:
            self._journal.wait(type="environment.stopped", environment=environment["id"])

    def _die_idle(self, after: int, gate: Gate) -> None:
        is_runtime = self._fault.who == "runtime"
        if self._fault.how == "is killed":
            kind = "environment.started" if is_runtime else "extension.started"
            started = self._journal.events(type=kind, function=self._name)[-1]
            processes.kill(started["record"]["pid"])
        else:
            gate.wait_for(1)
            gate.open()
        if self._fault.ends:
            self._wait("environment.exited" if is_runtime else "extension.exited", after)
            self._wait("environment.stopped", after)
        else:
            self._wait("function", after)

    # --- expectations ---

    def _expect_answer(self, answer) -> None:
        fault, expected = self._fault, self._fault.answer
        if isinstance(expected, PlatformError):
            expected = expected.payload(answer.header("x-amzn-RequestId"))
        error = "Unhandled" if fault.is_error else None
        assert (answer.status, answer.header("X-Amz-Function-Error"), answer.body) == (200, error, expected)

    def _expect_facts(self, request: str, after: int) -> None:
        """The journal's entries about this function since `after`, and REPORT in the log."""
        fault = self._fault
        self._wait("environment.reset", after, count=len(fault.resets))
        self._wait("shutdown.report", after, count=len(fault.ends))
        events = self._journal.events(after=after, function=self._name)

        def records(kind: str) -> list[dict]:
            return [event["record"] for event in events if event["type"] == kind]

        (final,) = [record for record in records("platform.report") if record["requestId"] == request]
        assert _outcome(final) == fault.report
        failed = [_outcome(record) for record in records("platform.initReport")]
        assert tuple(outcome for outcome in failed if outcome != "success") == fault.inits
        assert tuple(record["reason"] for record in records("environment.reset")) == fault.resets
        ends = [record["reason"] for record in records("shutdown.start")]
        if self._has_neighbours and "spindown" not in fault.ends:
            ends = [reason for reason in ends if reason != "spindown"]  # idle for too long while we looked elsewhere
        assert tuple(ends) == fault.ends
        if fault.refusal:
            self._expect_refusal(events)

    def _expect_refusal(self, events: list[dict]) -> None:
        lines = [event["record"] for event in events if event["type"] in ("function", "extension")]
        said = [json.loads(line) for line in lines if line.startswith('{"refused"')]
        status, error_type = self._fault.refusal
        assert {"refused": status, "errorType": error_type} in said, lines

    def _expect_log(self, request: str, logged: int) -> None:
        """INIT_REPORT of each init that failed, and REPORT, in the text format."""
        fault, prefix = self._fault, f"[{self._name}] "
        self._daemon.wait_for_log(f"{prefix}REPORT RequestId: {request}")
        lines = self._daemon.stderr()[logged:].splitlines()
        wanted = (f"{prefix}INIT_REPORT", f"{prefix}REPORT RequestId: {request}")
        reports = [line.removeprefix(prefix) for line in lines if line.startswith(wanted)]
        phases = ["invoke"] if fault.is_after_reset else ["init", "invoke"]
        inits = [init_report(phase, _status(outcome)) for phase, outcome in zip(phases, fault.inits)]
        status = "" if fault.report == "success" else f"Status: {_status(fault.report)}"
        is_cold = "Init Duration" in reports[-1]
        expect_lines(reports, [*inits, report(request, status=status, cold=is_cold)])

    def _wait(self, kind: str, after: int = 0, count: int = 1, **filters: str) -> list[dict]:
        return self._journal.wait(count=count, after=after, type=kind, function=self._name, **filters)


def _outcome(record: dict) -> str:
    """"success", "timeout" or the error's type."""
    return record["errorType"] if record["status"] == "error" else record["status"]


def _status(outcome: str) -> str:
    """The same as log lines have it after "Status: "."""
    return outcome if outcome == "timeout" else f"error\tError Type: {outcome}"
