"""What a subscriber of telemetry gets, when, and how.  runtime-api.md §3."""

import json

import pytest

from layers import extended
from subscribers import ALL, LATE, SUBSCRIBES, HttpSubscriber, TcpSubscriber, finish, subscribed, subscription

INIT = [
    *("platform.initStart", "platform.telemetrySubscription", "platform.initRuntimeDone"),
    *("platform.extension", "platform.initReport"),
]


@pytest.fixture
def http():
    subscriber = HttpSubscriber()
    yield subscriber
    subscriber.close()


@pytest.fixture
def tcp():
    subscriber = TcpSubscriber()
    yield subscriber
    subscriber.close()


def without_logs(types: list[str]) -> list[str]:
    return [kind for kind in types if kind not in ("function", "extension")]


# --- what is delivered --------------------------------------------------------------------------------


def test_a_subscriber_gets_everything_in_order_even_what_is_older_than_its_subscription(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination())))
    daemon.invoke("App", {"lines": ["one", "two"]})
    finish(daemon)

    assert http.received.types() == [
        *(kind for kind in INIT[:2]),
        "function",  # "module imported"
        *(kind for kind in INIT[2:]),
        *("platform.start", "function", "function", "platform.runtimeDone", "platform.report"),
    ]


def test_events_have_the_times_and_records_of_the_journal(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination())))
    daemon.invoke("App", {"lines": ["one"]})
    finish(daemon)

    told = [event for event in daemon.journal.events() if event["type"] in ("function", *http.received.types())]

    assert http.received.events == [{name: event[name] for name in ("time", "type", "record")} for event in told]


def test_the_second_invoke_has_no_init(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination(), types=["platform"])))
    daemon.invoke("App", {"lines": []})
    daemon.invoke("App", {"lines": []})
    daemon.journal.wait(type="platform.report", count=2)
    finish(daemon)

    assert http.received.types() == INIT + ["platform.start", "platform.runtimeDone", "platform.report"] * 2


@pytest.mark.parametrize("types", [["platform"], ["function"], ["extension"], list(ALL)], ids="-".join)
def test_a_subscriber_gets_the_types_that_it_asked_for(serve, tmp_path, http, types):
    script = SUBSCRIBES.replace("extension.serve()", 'print("from the extension", flush=True)\nextension.serve()')
    daemon = serve(**subscribed(tmp_path, subscription(http.destination(), types=types), script=script))
    daemon.invoke("App", {"lines": ["from the function"]})
    finish(daemon)

    assert {kind.split(".")[0] for kind in http.received.types()} == set(types)
    records = [event["record"] for event in http.received.events if event["type"] != "platform"]
    assert ("from the function" in records) == ("function" in types)
    assert ("from the extension" in records) == ("extension" in types)


def test_two_subscribers_each_get_everything(serve, tmp_path, http, tcp):
    other = SUBSCRIBES.replace('os.environ["SUBSCRIPTION"]', 'os.environ["OTHER"]')
    variables = {"SUBSCRIPTION": subscription(http.destination()), "OTHER": subscription(tcp.destination)}
    daemon = serve(**extended(tmp_path, {"a": SUBSCRIBES, "b": other}, "talking.says", variables=variables))
    daemon.invoke("App", {"lines": ["one"]})
    finish(daemon)

    tcp.received.wait("platform.report")
    assert http.received.events == tcp.received.events


@pytest.mark.parametrize("version, is_object", [("2022-07-01", False), ("2022-12-13", True)])
def test_a_json_line_is_an_object_from_the_second_schema_on(serve, tmp_path, http, version, is_object):
    body = subscription(http.destination(), version=version)
    daemon = serve(**subscribed(tmp_path, body, LoggingConfig={"LogFormat": "JSON"}))
    line = '{"level": "ERROR", "message": "no cheese"}'
    daemon.invoke("App", {"lines": [line, "plain text"]})
    finish(daemon)

    records = [event["record"] for event in http.received.events if event["type"] == "function"]

    assert records[-2:] == [json.loads(line) if is_object else line, "plain text"]


def test_in_the_text_format_a_json_line_stays_a_string(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination())))
    daemon.invoke("App", {"lines": ['{"level": "ERROR"}']})
    finish(daemon)

    assert http.received.wait("function", count=2)[-1]["record"] == '{"level": "ERROR"}'


def test_a_timeout_is_told_by_its_status(serve, tmp_path, http):
    body = subscription(http.destination(), types=["platform"])
    daemon = serve(**subscribed(tmp_path, body, "waiting.sleeps", Timeout=1))
    daemon.invoke("App", {})

    (done,) = http.received.wait("platform.runtimeDone")
    (report,) = http.received.wait("platform.report")

    assert (done["record"]["status"], report["record"]["status"]) == ("timeout", "timeout")
    assert "errorType" not in report["record"]
    assert report["record"]["metrics"]["durationMs"] == 1000
    assert done["record"]["metrics"]["durationMs"] >= 1000


# --- how it is delivered ------------------------------------------------------------------------------


def test_over_http_a_batch_is_posted_to_the_path_as_json(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination("/telemetry?from=lambda"))))
    daemon.invoke("App", {"lines": []})
    finish(daemon)

    for method, path, headers in http.requests:
        assert (method, path, headers["Content-Type"]) == ("POST", "/telemetry?from=lambda", "application/json")


def test_over_tcp_an_event_is_a_line(serve, tmp_path, tcp):
    daemon = serve(**subscribed(tmp_path, subscription(tcp.destination)))
    daemon.invoke("App", {"lines": ["one"]})
    finish(daemon)

    tcp.received.wait("platform.report")
    assert without_logs(tcp.received.types()) == INIT + ["platform.start", "platform.runtimeDone", "platform.report"]


def test_what_waits_is_delivered_before_shutdown(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination(), buffering=LATE)))
    daemon.invoke("App", {"lines": ["one"]})
    finish(daemon)

    assert len(http.requests) == 1
    assert http.received.types()[-1] == "platform.report"
    told = daemon.journal.events(type="extension.shutdown")
    assert len(told) == 1


def test_what_a_function_writes_at_its_end_is_delivered_too(serve, tmp_path, http):
    body = subscription(http.destination(), types=["function"], buffering=LATE)
    daemon = serve(**subscribed(tmp_path, body, "ending.handler", variables={"ON_SIGTERM": "leaves"}))
    daemon.invoke("App", {})
    finish(daemon)

    assert [event["record"] for event in http.received.events] == ["SIGTERM received"]


def test_a_subscription_outlives_a_reset(serve, tmp_path, http):
    body = subscription(http.destination(), types=["platform"])
    daemon = serve(**subscribed(tmp_path, body, "ending.handler"))
    daemon.invoke("App", {"way": "crash"})
    daemon.invoke("App", {})
    daemon.journal.wait(type="platform.report", count=2)
    finish(daemon)

    invoke = ["platform.start", "platform.runtimeDone", "platform.report"]
    assert http.received.types() == [*INIT, *invoke, *INIT, *invoke]
    states = [event["record"]["state"] for event in http.received.wait("platform.telemetrySubscription", count=2)]
    assert states == ["Subscribed", "Already subscribed"]
    reports = [event["record"]["status"] for event in http.received.wait("platform.report", count=2)]
    assert reports == ["error", "success"]


# --- the log ------------------------------------------------------------------------------------------


def test_the_log_has_a_line_for_a_subscription(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination())))
    daemon.invoke("App", {"lines": []})

    log = daemon.stop().splitlines()

    assert "TELEMETRY\tName: subscriber\tState: Subscribed\tTypes: [Platform, Function, Extension]" in log


def test_in_the_json_format_a_subscription_is_an_object(serve, tmp_path, http):
    daemon = serve(**subscribed(tmp_path, subscription(http.destination()), LoggingConfig={"LogFormat": "JSON"}))
    daemon.invoke("App", {"lines": []})

    (line,) = [line for line in daemon.stop().splitlines() if '"platform.telemetrySubscription"' in line]

    assert json.loads(line)["record"] == {"name": "subscriber", "state": "Subscribed", "types": list(ALL)}


# --- the Logs API -------------------------------------------------------------------------------------

LOGS = {"API": "/2020-08-15/logs"}


def test_the_logs_api_has_end_in_place_of_runtime_done(serve, tmp_path, http):
    body = subscription(http.destination(), version="2020-08-15")
    daemon = serve(**subscribed(tmp_path, body, variables=LOGS))
    request = daemon.invoke("App", {"lines": ["one"]}).header("x-amzn-RequestId")
    finish(daemon)

    types = http.received.types()
    assert "platform.runtimeDone" not in types and "platform.initStart" not in types
    assert [kind for kind in types if kind in ("platform.start", "platform.end", "platform.report")] == [
        *("platform.start", "platform.end", "platform.report")
    ]
    assert http.received.wait("platform.end")[0]["record"] == {"requestId": request}
    assert http.received.wait("platform.start")[0]["record"] == {"requestId": request, "version": "$LATEST"}
    (subscribed_event,) = http.received.wait("platform.logsSubscription")
    assert subscribed_event["record"] == {"name": "subscriber", "state": "Subscribed", "types": list(ALL)}
    assert "LOGS\tName: subscriber\tState: Subscribed\tTypes: [Platform, Function, Extension]\n" in daemon.stop()


def test_the_logs_api_tells_of_a_crash_as_a_fault(serve, tmp_path, http):
    body = subscription(http.destination(), types=["platform"], version="2021-03-18")
    daemon = serve(**subscribed(tmp_path, body, "ending.handler", variables=LOGS))
    request = daemon.invoke("App", {"way": "crash"}).header("x-amzn-RequestId")

    (fault,) = http.received.wait("platform.fault")
    (done,) = http.received.wait("platform.runtimeDone")

    text = f"RequestId: {request} Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n"
    assert fault["record"] == text
    assert done["record"] == {"requestId": request, "status": "failure"}
