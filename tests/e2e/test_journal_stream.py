"""The journal as server-sent events: what is there, what comes, and how it ends.  README, Control routes."""

import pytest

from event_stream import EventStream
from templates import function


@pytest.fixture
def daemon(serve):
    return serve(Counting=function("counting.handler"), Talking=function("saying.handler"))


@pytest.fixture
def stream(daemon):
    """`stream(query, headers)`: a reader that is closed at the end."""
    opened = []

    def open_stream(query: str = "", headers: dict | None = None) -> EventStream:
        opened.append(EventStream(daemon.http, query, headers))
        return opened[-1]

    yield open_stream
    for reader in opened:
        reader.close()


def test_the_answer_says_what_it_is(stream):
    head = stream().head

    assert head.startswith("HTTP/1.1 200 OK\r\n")
    for line in ("Content-Type: text/event-stream", "Cache-Control: no-store", "Transfer-Encoding: chunked"):
        assert f"\r\n{line}\r\n" in head


def test_a_stream_holds_the_entries_of_the_plain_form_and_follows(daemon, stream):
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report")
    reader = stream()
    first = reader.until("platform.report")
    daemon.invoke("Talking", {"lines": ["later"]})
    second = reader.until("platform.report")

    events = daemon.journal.events()
    got = first + second
    assert [event.data for event in got] == events[: len(got)]
    assert [(event.id, event.type) for event in got] == [(item["id"], item["type"]) for item in events[: len(got)]]
    assert "later" in [event.data["record"] for event in second]


def test_the_query_asks_for_a_stream_as_the_header_does(stream):
    assert "text/event-stream" in stream("stream=true", {"Accept": "*/*"}).head
    assert "application/json" in stream("stream=false").head


def test_a_stream_is_filtered_as_the_plain_form(daemon, stream):
    filtered = {name: stream(name) for name in ("function=Talking", "type=function,platform.report")}
    daemon.invoke("Counting", {})
    daemon.invoke("Talking", {"lines": ["one"]})

    talking = filtered["function=Talking"].until("platform.report")
    assert {event.data["function"] for event in talking} == {"Talking"}
    types = filtered["type=function,platform.report"]
    got = [event.type for event in types.until("platform.report") + types.until("platform.report")]
    assert got == ["platform.report", "function", "platform.report"]


def test_request_and_environment_filter_a_stream(daemon, stream):
    requests = [daemon.invoke("Talking", {"lines": [word]}).header("x-amzn-RequestId") for word in ("one", "two")]
    daemon.journal.wait(type="platform.report", count=2)
    environment = daemon.environments("Talking")[0]["id"]

    one = stream(f"request={requests[1]}&follow=false").to_the_end()
    other = stream(f"environment={environment}&follow=false").to_the_end()

    assert [event.data["record"] for event in one if event.type == "function"] == ["two"]
    assert [event.data["record"] for event in other if event.type == "function"] == ["one", "two"]
    assert {event.data["environment"] for event in other} == {environment}


@pytest.mark.parametrize("how", ["after", "Last-Event-ID"])
def test_a_reader_goes_on_behind_what_it_knows(daemon, stream, how):
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report")
    known = daemon.journal.events()[2]["id"]

    if how == "after":
        reader = stream(f"after={known}")
    else:
        reader = stream("", {"Accept": "text/event-stream", "Last-Event-ID": known})

    assert reader.next().id == known + 1


def test_after_last_begins_with_what_comes(daemon, stream):
    daemon.invoke("Talking", {"lines": ["old"]})
    daemon.journal.wait(type="platform.report")
    last = daemon.journal.last()
    reader = stream("after=last")
    daemon.invoke("Talking", {"lines": ["new"]})

    assert min(event.id for event in reader.until("platform.report")) > last


def test_a_reader_of_an_earlier_daemon_gets_everything_of_this_one(daemon, stream):
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report")

    reader = stream("", {"Accept": "text/event-stream", "Last-Event-ID": 1_000_000})

    assert reader.next().id == 1


def test_a_stream_that_does_not_follow_ends_where_the_journal_ends(daemon, stream):
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report")
    last = daemon.journal.last()

    assert stream("follow=false").to_the_end()[-1].id >= last


def test_the_view_of_the_log_has_the_line_of_each_entry_and_nothing_else(daemon, stream):
    request = daemon.invoke("Talking", {"lines": ["one", "two"]}).header("x-amzn-RequestId")
    daemon.journal.wait(type="platform.report")

    shown = [event.data for event in stream(f"view=log&request={request}&follow=false").to_the_end()]

    assert [item["line"].split()[0] for item in shown] == ["START", "one", "two", "END"]
    assert shown[1]["record"] == "one"
    assert {item["logFormat"] for item in shown} == {"text"}
    plain = daemon.http.request("GET", f"/_lambent/journal?view=log&request={request}").json()["events"]
    assert plain == shown


def test_a_report_is_followed_while_it_is_fresh(daemon, stream):
    reader = stream("type=platform.report")

    for _ in range(3):
        request = daemon.invoke("Counting", {}).header("x-amzn-RequestId")
        assert reader.next().data["requestId"] == request


@pytest.mark.parametrize(
    "query, headers, said",
    [
        ("wait=1", {}, "wait"),
        ("timeout=5", {}, "timeout"),
        ("type=platform.strt", {}, 'did you mean "platform.start"'),
        ("view=lines", {}, "view"),
        ("stream=perhaps", {}, "stream"),
        ("", {"Last-Event-ID": "x"}, "Last-Event-ID"),
    ],
)
def test_a_query_that_means_nothing_for_a_stream_is_refused_by_name(daemon, query, headers, said):
    answer = daemon.http.request(
        "GET", f"/_lambent/journal?{query}", headers={"Accept": "text/event-stream"} | headers
    )

    assert answer.status == 400
    assert said in answer.json()["error"]


def test_a_stream_tells_of_the_end_of_the_daemon_and_ends_in_order(daemon, stream):
    daemon.invoke("Counting", {})
    readers = [stream(), stream("type=function")]
    readers[0].until("platform.report")

    daemon.stop()

    assert readers[0].to_the_end()[-1].type == "environment.stopped"
    assert readers[1].to_the_end() == []


def test_a_reader_who_pauses_does_not_keep_the_daemon(daemon, stream):
    for _ in range(4):
        daemon.invoke("Talking", {"lines": ["x" * 100_000] * 50})
    daemon.journal.wait(type="platform.report", count=4)
    reader = stream()
    reader.next()

    daemon.stop()

    # It is cut off: the last chunk never came.
    with pytest.raises(ConnectionError):
        reader.to_the_end()


def test_readers_who_leave_are_forgotten(daemon, stream):
    for leave in (EventStream.close, EventStream.reset):
        reader = EventStream(daemon.http)
        daemon.invoke("Talking", {"lines": ["x"]})
        reader.until("platform.report")
        leave(reader)

    assert daemon.invoke("Counting", {}).status == 200
