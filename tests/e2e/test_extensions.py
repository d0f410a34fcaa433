"""External extensions that behave: when they start, what they are told, what an invoke waits for.

runtime-api.md §2, §4.2, §4.3.
"""

import json
import os
import re
import time

import pytest

import processes
from layers import FAITHFUL, PROLOGUE, TALKATIVE, WATCHING, extended, make_layer, said
from patterns import INIT_START, UUID, end, expect_lines, log_of, report, start
from templates import function, layer, ref

STANDS_BEFORE_REGISTERING = f'wait_at(os.environ["GATE"], name=extension.name)\n{FAITHFUL}'

# Is done with its first event only when the gate is open.
SLOW = """
extension.register("INVOKE", "SHUTDOWN")
while (event := extension.next_event())["eventType"] != "SHUTDOWN":
    wait_at(os.environ["GATE"], request=event["requestId"])
"""


def record(event: dict, *names: str) -> tuple:
    return tuple(event["record"][name] for name in names)


# --- start and registration ----------------------------------------------------------------------


def test_the_runtime_is_not_started_before_every_external_extension_has_registered(serve, tmp_path, gate):
    scripts = {"a": FAITHFUL, "b": STANDS_BEFORE_REGISTERING}
    daemon = serve(**extended(tmp_path, scripts, variables={"GATE": str(gate.port)}))
    with daemon.in_background("App", {}) as call:
        gate.wait_for(1)
        daemon.journal.wait(type="extension.registered")
        assert daemon.journal.events(type="environment.started") == []
        gate.open()

        assert call.result().body == b"{}"

    registered = daemon.journal.events(type="extension.registered")
    (started,) = daemon.journal.events(type="environment.started")
    assert {record(event, "name", "kind") for event in registered} == {("a", "external"), ("b", "external")}
    assert all(event["id"] < started["id"] for event in registered)


def test_external_extensions_start_in_the_order_of_their_names_bytes(serve, tmp_path):
    names = ["b", "10-b", "9-a", "B", "a.sh", "ä"]
    daemon = serve(**extended(tmp_path, dict.fromkeys(names, FAITHFUL)))
    daemon.invoke("App", {})

    started = [event["record"]["name"] for event in daemon.journal.events(type="extension.started")]

    assert started == ["10-b", "9-a", "B", "a.sh", "b", "ä"]


def test_the_extensions_of_all_layers_are_started(serve, tmp_path):
    daemon = serve(
        One=layer(make_layer(tmp_path / "one", {"b": FAITHFUL})),
        Two=layer(make_layer(tmp_path / "two", {"a": FAITHFUL})),
        App=function("basics.echo", Layers=[ref("One"), ref("Two")]),
    )
    daemon.invoke("App", {})

    assert [event["record"]["name"] for event in daemon.journal.events(type="extension.started")] == ["a", "b"]


def test_folders_are_not_searched_and_links_count(serve, tmp_path):
    resources = extended(tmp_path, {"real": FAITHFUL})
    place = tmp_path / "layer" / "extensions"
    (place / "folder").mkdir()
    (place / "folder" / "hidden").write_text(PROLOGUE + FAITHFUL)
    (place / "folder" / "hidden").chmod(0o755)
    (place / "link").symlink_to(place / "folder" / "hidden")
    daemon = serve(**resources)
    daemon.invoke("App", {})

    assert [event["record"]["name"] for event in daemon.journal.events(type="extension.started")] == ["link", "real"]


def test_registering_tells_about_the_function(serve, tmp_path):
    after_registration = FAITHFUL.partition("\n")[2]
    script = f"""
answer = extension.register("INVOKE", Lambda_Extension_Accept_Feature="accountId, unheardOf")
say([answer.status, answer.body, extension.id])
{after_registration}"""
    daemon = serve(**extended(tmp_path, {"asks": script}))
    daemon.invoke("App", {})

    status, body, identifier = json.loads(said(daemon, "asks")[0])

    told = '{"accountId":"123456789012","functionName":"App","functionVersion":"$LATEST","handler":"basics.echo"}'
    assert (status, body.rstrip("\n")) == (200, told)
    assert re.fullmatch(UUID, identifier)


def test_an_extension_lives_as_long_as_its_environment(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"lasting": TALKATIVE}))
    requests = [daemon.invoke("App", {}).header("x-amzn-RequestId") for _ in range(3)]

    told = [json.loads(line)["requestId"] for line in said(daemon, "lasting", count=3)]

    assert told == requests
    assert len(daemon.journal.events(type="extension.started")) == 1


def test_a_file_in_opt_turns_extensions_off(serve, tmp_path):
    resources = extended(tmp_path, {"off": FAITHFUL}, "extended.extension_routes")
    (tmp_path / "layer" / "disable-extensions-jwigqn8j").touch()
    daemon = serve(**resources)

    assert daemon.invoke("App", {}).json() == [404, ""]
    assert daemon.journal.events(type="extension.started") == []


# --- what an extension finds around it -------------------------------------------------------------

SAYS_ITS_SURROUNDINGS = """
say({
    "variables": dict(os.environ), "cwd": os.getcwd(), "argv": sys.argv[1:], "stdin": os.read(0, 1).decode(),
    "leads": os.getpid() == os.getpgrp(),
})
extension.register()
extension.serve()
"""

# runtime-api.md §4.11, column "Extension"; MINE is the customer's.
SEEN = {
    *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
    *("AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_RUNTIME_API"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    *("TZ", "LANG", "PATH", "LD_LIBRARY_PATH", "MINE"),
}


@pytest.fixture(scope="module")
def surroundings(module_serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("surroundings")
    daemon = module_serve(**extended(folder, {"looks": SAYS_ITS_SURROUNDINGS}, variables={"MINE": "1"}))
    daemon.invoke("App", {})
    return json.loads(said(daemon, "looks")[0])


def test_the_variables_of_an_extension_are_a_closed_list(surroundings):
    # LC_CTYPE is Python's own doing.
    assert set(surroundings["variables"]) - {"LC_CTYPE"} == SEEN


def test_an_extension_leads_a_process_group_of_its_own_in_the_root_folder(surroundings):
    assert (surroundings["cwd"], surroundings["argv"], surroundings["stdin"]) == ("/", [], "")
    assert surroundings["leads"] is True


def test_the_functions_python_is_the_first_on_an_extensions_path(surroundings):
    first = surroundings["variables"]["PATH"].split(":")[0]

    assert os.access(f"{first}/python3", os.X_OK)


# --- invokes ---------------------------------------------------------------------------------------


def test_an_invoke_event_has_these_headers_and_members(serve, tmp_path):
    script = 'extension.register("INVOKE")\nanswer = extension.next()\nsay([answer.headers, answer.body])\n'
    daemon = serve(**extended(tmp_path, {"listens": script + "extension.serve()\n"}, "extended.event_headers"))
    of_the_runtime = daemon.invoke("App", {"secret": 1}).json()

    headers, body = json.loads(said(daemon, "listens")[0])

    assert list(json.loads(body).items()) == [
        ("eventType", "INVOKE"),
        ("deadlineMs", int(of_the_runtime["lambda-runtime-deadline-ms"])),
        ("requestId", of_the_runtime["lambda-runtime-aws-request-id"]),
        ("invokedFunctionArn", of_the_runtime["lambda-runtime-invoked-function-arn"]),
        ("tracing", {"type": "X-Amzn-Trace-Id", "value": of_the_runtime["lambda-runtime-trace-id"]}),
    ]
    assert headers["content-type"] == "application/json"
    assert re.fullmatch(UUID, headers["lambda-extension-event-identifier"])


def test_the_caller_has_its_answer_before_a_slow_extension_is_done(serve, tmp_path, gate):
    daemon = serve(**extended(tmp_path, {"slow": SLOW}, variables={"GATE": str(gate.port)}))

    answer = daemon.invoke("App", {"still": "waiting"})

    gate.wait_for(1)
    assert answer.json() == {"still": "waiting"}
    daemon.journal.wait(type="platform.runtimeDone")
    assert daemon.journal.events(type="platform.report") == []
    gate.open()
    daemon.journal.wait(type="platform.report")


def test_no_other_invoke_comes_to_an_environment_whose_extension_is_not_done(serve, tmp_path, gate):
    daemon = serve(**extended(tmp_path, {"slow": SLOW}, "extended.pid", variables={"GATE": str(gate.port)}))

    first, second = (daemon.invoke("App", {}).json() for _ in range(2))

    assert first != second
    gate.wait_for(2)
    assert len(daemon.environments("App")) == 2
    gate.open()
    daemon.journal.wait(type="platform.report", count=2)
    assert daemon.invoke("App", {}).json() in (first, second)


def test_duration_includes_what_extensions_do_after_the_response(serve, tmp_path, gate):
    daemon = serve(**extended(tmp_path, {"slow": SLOW}, variables={"GATE": str(gate.port)}))
    daemon.invoke("App", {})
    gate.wait_for(1)
    done = daemon.journal.wait(type="platform.runtimeDone")[0]
    answered = time.monotonic()
    daemon.invoke("App", {})  # in another environment, which takes its time to start
    held = (time.monotonic() - answered) * 1000
    gate.open()

    (final,) = daemon.journal.wait(type="platform.report", environment=done["environment"])

    metrics = final["record"]["metrics"]
    (overhead,) = [span for span in final["record"]["spans"] if span["name"] == "extensionOverhead"]
    assert overhead["durationMs"] >= held
    assert metrics["durationMs"] >= done["record"]["metrics"]["durationMs"] + held
    assert metrics["billedDurationMs"] >= metrics["durationMs"]


def test_an_extension_that_does_not_want_invokes_is_not_waited_for(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"watches": WATCHING}))

    for _ in range(2):
        daemon.invoke("App", {})

    daemon.journal.wait(type="platform.report", count=2)
    assert daemon.journal.events(type="extension") == []


def test_an_extension_without_events_is_part_of_the_init_only(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"idle": 'extension.register()\nextension.next()\n'}))

    assert daemon.invoke("App", {}).body == b"{}"
    (ready,) = daemon.journal.wait(type="platform.extension")
    assert ready["record"] == {"name": "idle", "state": "Ready", "events": []}


# --- the log -----------------------------------------------------------------------------------------


def test_what_an_extension_writes_is_logged_under_its_name(serve, tmp_path):
    script = 'print("to stdout", flush=True)\nprint("to stderr", file=sys.stderr)\n' + FAITHFUL
    daemon = serve(**extended(tmp_path, {"writer": script}))
    daemon.invoke("App", {})

    assert said(daemon, "writer", count=2)[:2] == ["to stdout", "to stderr"]
    log = daemon.stop()
    assert "to stdout\n" in log and "to stderr\n" in log


def test_the_log_has_one_line_for_each_extension_that_is_ready(serve, tmp_path):
    scripts = {"a": FAITHFUL, "b": WATCHING}
    daemon = serve(
        **extended(
            tmp_path, scripts, "internal.handler", variables={"INTERNAL": json.dumps({"inside": ["INVOKE"]})}
        )
    )
    daemon.invoke("App", {})
    daemon.journal.wait(type="platform.report")

    lines = [line for line in log_of(daemon.stop()) if not line.startswith("{")]

    expect_lines(
        lines,
        [
            INIT_START,
            r"EXTENSION\tName: a\tState: Ready\tEvents: \[INVOKE, SHUTDOWN\]",
            r"EXTENSION\tName: b\tState: Ready\tEvents: \[SHUTDOWN\]",
            r"EXTENSION\tName: inside\tState: Ready\tEvents: \[INVOKE\]",
            *(start(), end(), report(cold=True)),
        ],
    )


def test_in_the_json_format_an_extension_is_an_object(serve, tmp_path):
    daemon = serve(**extended(tmp_path, {"a": FAITHFUL}, LoggingConfig={"LogFormat": "JSON"}))
    daemon.invoke("App", {})

    (line,) = [line for line in daemon.stop().splitlines() if '"platform.extension"' in line]

    assert json.loads(line)["record"] == {"name": "a", "state": "Ready", "events": ["INVOKE", "SHUTDOWN"]}


def test_nobody_of_an_environment_is_left_after_its_end(serve, tmp_path):
    script = 'import subprocess\nsay(subprocess.Popen(["sleep", "600"]).pid)\n' + FAITHFUL
    daemon = serve(**extended(tmp_path, {"parent": script}))
    daemon.invoke("App", {})
    child = int(said(daemon, "parent")[0])

    daemon.http.request("POST", "/_lambent/reset")

    daemon.journal.wait(type="environment.stopped")
    assert processes.wait_until_gone([child], 1) == []
