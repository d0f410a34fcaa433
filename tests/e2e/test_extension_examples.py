"""The examples with an extension do what their READMEs say."""

import json
import os

import pytest

from harness import RUNTIME_OPTIONS, run_cli
from test_examples import EXAMPLES, commands, run_line

INIT = ["platform.initStart", "platform.telemetrySubscription", "platform.initRuntimeDone"]
INIT += ["platform.extension", "platform.initReport"]
INVOKE = ["platform.start", "function", "platform.runtimeDone", "platform.report"]


def types(lines: list[str]) -> list[str]:
    """In their order, but the subscription comes whenever the extension asks for it, beside the runtime's init."""
    found = [json.loads(line)["type"] for line in lines]
    found.remove(INIT[1])
    found.insert(1, INIT[1])
    return found


@pytest.mark.parametrize("example", ["extension", "graceful_shutdown"])
def test_a_readme_is_short(example):
    assert len((EXAMPLES / example / "README.md").read_text().splitlines()) <= 12


@pytest.mark.parametrize(
    "path",
    [
        "extension/telemetry_layer/extensions/telemetry-log",
        "graceful_shutdown/listener_layer/extensions/shutdown-listener",
    ],
)
def test_an_extension_is_executable(path):
    assert os.access(EXAMPLES / path, os.X_OK)


def test_extension_ends_the_log_with_its_telemetry():
    done = run_line("extension", commands("extension")[0])

    assert (done.code, json.loads(done.stdout)) == (0, "Hello, Ada!")
    log = done.stderr.splitlines()
    written = [line for line in log if line.startswith("{")]
    assert types(written) == INIT + INVOKE
    assert log.index(written[0]) > next(number for number, line in enumerate(log) if line.startswith("REPORT"))
    (greeting,) = [json.loads(line)["record"] for line in written if json.loads(line)["type"] == "function"]
    assert greeting == "greeting Ada"


def test_extension_appends_to_a_file_at_each_shutdown(daemon_factory, tmp_path):
    file = tmp_path / "telemetry.ndjson"
    template = EXAMPLES / "extension" / "template.yaml"
    daemon = daemon_factory("--parameter-overrides", f"TelemetryFile={file}", template=template)
    daemon.invoke("Greet", {"name": "Ada"})
    daemon.invoke("Greet", {"name": "Grace"})
    daemon.journal.wait(type="platform.report", count=2)

    daemon.http.request("POST", "/_lambent/reset")
    daemon.journal.wait(type="environment.stopped")

    lines = file.read_text().splitlines()
    assert types(lines) == INIT + INVOKE + INVOKE
    events = daemon.journal.events(type="extension")
    assert [event["record"] for event in events] == [f"telemetry-log: {len(lines)} events written to {file}"]
    log = daemon.stop()
    assert "EXTENSION\tName: telemetry-log\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n" in log
    assert "TELEMETRY\tName: telemetry-log\tState: Subscribed\tTypes: [Platform, Function]\n" in log
    assert len(file.read_text().splitlines()) == len(lines)


def test_graceful_shutdown_ends_the_log_with_both_ends():
    done = run_line("graceful_shutdown", commands("graceful_shutdown")[0])

    assert (done.code, done.stdout.strip()) == (0, "1")
    ends = ["closing the database", "shutdown-listener: SHUTDOWN, because of spindown"]
    assert [line for line in done.stderr.splitlines() if line in ends] == ends


def test_graceful_shutdown_without_its_layer_never_closes_the_database(tmp_path):
    template = (EXAMPLES / "graceful_shutdown" / "template.yaml").read_text()
    code = EXAMPLES / "graceful_shutdown" / "visits"
    without = template.replace("      Layers:\n        - !Ref ListenerLayer\n", "").replace("visits/", str(code))
    assert without.count("ListenerLayer") == 1
    without = without.replace("listener_layer/", str(EXAMPLES / "graceful_shutdown" / "listener_layer"))
    (tmp_path / "template.yaml").write_text(without)

    done = run_cli("invoke", "Visits", *RUNTIME_OPTIONS, "-e", "{}", cwd=tmp_path)

    assert done.code == 0, done.stderr
    assert "closing the database" not in done.stderr
