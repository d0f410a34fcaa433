"""A function never waits for a subscriber, however slow or dead; who recovers is told.  runtime-api.md §3.2."""

import statistics

import pytest

from layers import FAITHFUL, make_layer
from subscribers import HttpSubscriber, TcpSubscriber, finish, subscribed, subscription
from templates import function, layer, ref

# More than the daemon keeps for a subscriber (2 MiB) and what sockets take (up to 4 MiB each way).
FLOOD = {"text": "x" * 99_999 + "\n", "times": 10}
FLOODS = 16
CALLS = 20


@pytest.fixture
def refusing():
    subscriber = HttpSubscriber(is_listening=False)
    yield subscriber
    subscriber.close()


@pytest.fixture
def slow():
    subscriber = TcpSubscriber(is_slow=True)
    yield subscriber
    subscriber.close()


def beside_a_bare_one(folder, body: str) -> dict:
    """App, whose extension subscribes with `body`, and Bare, whose extension subscribes to nothing."""
    faithful = layer(make_layer(folder / "faithful", {"faithful": FAITHFUL}))
    bare = function("writing.handler", Layers=[ref("Faithful")])
    return {**subscribed(folder, body, "writing.handler"), "Faithful": faithful, "Bare": bare}


def duration(daemon, name: str, event: dict) -> float:
    answer = daemon.invoke(name, event)
    assert answer.header("X-Amz-Function-Error") is None, answer
    (report,) = daemon.journal.wait(type="platform.report", request=answer.header("x-amzn-RequestId"))
    return report["record"]["metrics"]["durationMs"]


def expect_same_latency(daemon) -> None:
    """Calls to App, whose subscriber is stuck, are as quick as those to Bare, which has none."""
    both = [(duration(daemon, "App", {"text": "x\n"}), duration(daemon, "Bare", {"text": "x\n"})) for _ in range(CALLS)]
    with_subscriber, bare = (statistics.median(column) for column in zip(*both))
    # Generous: a call that waited for the subscriber would take seconds.
    assert with_subscriber < 10 * bare + 20, f"{with_subscriber} ms, without a subscriber {bare} ms"


def test_a_function_does_not_wait_for_a_subscriber_that_reads_a_byte_a_second(serve, tmp_path, slow):
    daemon = serve(options=["--no-freeze"], **beside_a_bare_one(tmp_path, subscription(slow.destination)))
    for _ in range(FLOODS):
        duration(daemon, "App", FLOOD)

    expect_same_latency(daemon)

    read = slow.bytes_read
    assert read < 1000, "it was to be slow"
    assert slow.received.events == []
    daemon.journal.wait(type="platform.logsDropped")


def test_a_subscriber_that_recovers_is_told_what_it_has_missed(serve, tmp_path, slow):
    daemon = serve(options=["--no-freeze"], **subscribed(tmp_path, subscription(slow.destination), "writing.handler"))
    for _ in range(FLOODS):
        duration(daemon, "App", FLOOD)
    daemon.journal.wait(type="platform.logsDropped")

    slow.hurry()

    dropped = slow.received.wait("platform.logsDropped")[0]["record"]
    assert set(dropped) == {"droppedBytes", "droppedRecords", "reason"}
    assert dropped["droppedRecords"] > 0 and dropped["droppedBytes"] > dropped["droppedRecords"]
    last = daemon.invoke("App", {"text": "after all\n"}).header("x-amzn-RequestId")
    slow.received.wait("platform.report", matching=lambda record: record["requestId"] == last)
    assert len(slow.received.events) < len(daemon.journal.events())


def test_a_function_does_not_wait_for_a_subscriber_that_refuses_connections(serve, tmp_path, refusing):
    body = subscription(refusing.destination())
    daemon = serve(options=["--no-freeze"], **beside_a_bare_one(tmp_path, body))

    expect_same_latency(daemon)

    daemon.journal.wait(type="platform.logsDropped")
    refusing.listen()
    duration(daemon, "App", {"text": "after all\n"})
    (dropped, *_) = refusing.received.wait("platform.logsDropped")
    assert dropped["record"]["droppedRecords"] > 0
    refusing.received.wait("function", matching=lambda record: record == "after all")


def test_a_subscriber_that_refuses_connections_does_not_keep_the_shutdown(serve, tmp_path, refusing):
    daemon = serve(**subscribed(tmp_path, subscription(refusing.destination())))
    daemon.invoke("App", {"lines": ["lost"]})

    finish(daemon)

    (report,) = daemon.journal.events(type="shutdown.report")
    assert report["record"]["durationMs"] <= 2000
    (exited,) = daemon.journal.events(type="extension.exited")
    assert exited["record"]["message"] == "exit code 0"
