"""The control routes under /_lambent/: what tools and tests read, and reset.  architecture.md §6."""

import re

import pytest

import processes
from patterns import ISO_TIME, UUID
from raw_http import exchange
from templates import FUNCTIONS, TIMEOUT, function


@pytest.fixture
def daemon(serve):
    return serve(Counting=function("counting.handler"), Talking=function("talking.says"))


def test_health_names_version_and_process(daemon):
    answer = daemon.http.request("GET", "/_lambent/health")

    assert answer.status == 200
    assert answer.header("Content-Type") == "application/json"
    assert answer.json() == {"status": "ok", "version": "0.1.0", "pid": daemon.pid}


def test_functions_lists_what_is_served(daemon):
    functions = daemon.http.request("GET", "/_lambent/functions").json()["functions"]

    assert [item["name"] for item in functions] == ["Counting", "Talking"]
    assert functions[0] == {
        "name": "Counting",
        "logicalId": "Counting",
        "handler": "counting.handler",
        "runtime": "python3.12",
        "code": str(FUNCTIONS),
        "timeout": TIMEOUT,
        "memory": 128,
    }


def test_environments_lists_processes_with_their_invokes(daemon):
    pid = [daemon.invoke("Counting", {}).json()["pid"] for _ in range(3)][-1]
    daemon.journal.wait(type="platform.report", count=3)

    (environment,) = daemon.environments()

    started = daemon.journal.events(type="environment.started")[0]["environment"]
    assert environment == {"id": started, "function": "Counting", "state": "idle", "pid": pid, "invokes": 3}


def test_each_entry_of_the_journal_has_these_members(daemon):
    request = daemon.invoke("Counting", {}).header("x-amzn-RequestId")

    (event,) = daemon.journal.wait(type="platform.start")

    assert event["id"] > 0
    assert re.fullmatch(ISO_TIME, event["time"])
    assert event["function"] == "Counting"
    assert event["environment"] == daemon.environments()[0]["id"]
    assert event["record"] == {"requestId": request, "version": "$LATEST"}
    assert re.fullmatch(UUID, request)


def test_ids_count_up_without_gaps(daemon):
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="environment.frozen")  # nothing follows

    ids = [event["id"] for event in daemon.journal.events()]

    assert ids == list(range(1, len(ids) + 1))
    assert daemon.journal.last() == ids[-1]


def test_the_journal_is_filtered_by_each_of_its_members(daemon):
    requests = [daemon.invoke("Talking", {"lines": [word]}).header("x-amzn-RequestId") for word in ("one", "two")]
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report", count=3)
    environment = daemon.environments("Talking")[0]["id"]

    assert daemon.journal.lines(request=requests[1]) == ["two"]
    assert {event["function"] for event in daemon.journal.events(function="Counting")} == {"Counting"}
    assert {event["environment"] for event in daemon.journal.events(environment=environment)} == {environment}
    assert len(daemon.journal.events(type="platform.start")) == 3
    assert len(daemon.journal.events(type="platform.start", function="Talking")) == 2


def test_after_leaves_out_what_is_known(daemon):
    daemon.invoke("Counting", {})
    daemon.journal.wait(type="platform.report")
    middle = daemon.journal.events()[2]["id"]

    assert all(event["id"] > middle for event in daemon.journal.events(after=middle))
    assert daemon.journal.events(after=daemon.journal.last()) == []


def test_wait_returns_when_enough_has_happened(daemon):
    connection = daemon.http.connection()
    connection.request("GET", "/_lambent/journal?type=platform.report&wait=2&timeout=30000")

    daemon.invoke("Counting", {})
    daemon.invoke("Counting", {})

    with connection.getresponse() as answer:
        assert answer.status == 200
        assert answer.read().count(b'"platform.report"') == 2
    connection.close()


def test_wait_gives_what_there_is_at_its_timeout(daemon):
    answer = daemon.http.request("GET", "/_lambent/journal?type=platform.report&wait=1&timeout=50")

    assert (answer.status, answer.json()["events"]) == (200, [])


@pytest.mark.parametrize("query", ["after=x", "wait=-1", "timeout=soon", "colour=red"])
def test_a_query_that_means_nothing_is_refused_by_name(daemon, query):
    answer = daemon.http.request("GET", f"/_lambent/journal?{query}")

    assert answer.status == 400
    assert query.partition("=")[0] in answer.body.decode()


def test_reset_retires_every_environment(daemon):
    pids = [daemon.invoke("Counting", {}).json()["pid"]]
    daemon.invoke("Talking", {"lines": []})

    answer = daemon.http.request("POST", "/_lambent/reset")

    assert (answer.status, answer.json()) == (200, {"environments": 2})
    stopped = daemon.journal.wait(type="environment.stopped", count=2)
    assert {event["record"]["reason"] for event in stopped} == {"reset"}
    assert processes.wait_until_gone(pids, 5) == []
    assert daemon.environments() == []


def test_after_a_reset_everything_starts_anew(daemon):
    before = daemon.invoke("Counting", {}).json()
    daemon.http.request("POST", "/_lambent/reset")

    after = daemon.invoke("Counting", {}).json()

    assert after["count"] == 1
    assert after["pid"] != before["pid"]


def test_a_reset_of_nothing_is_fine(daemon):
    answer = daemon.http.request("POST", "/_lambent/reset")

    assert (answer.status, answer.json()) == (200, {"environments": 0})


@pytest.mark.parametrize(
    "method, path, status",
    [("GET", "/_lambent/nope", 404), ("GET", "/_lambent/reset", 405), ("POST", "/_lambent/health", 405)],
)
def test_an_unknown_control_route_is_refused(daemon, method, path, status):
    answer = daemon.http.request(method, path)

    assert answer.status == status
    assert path in answer.json()["error"]


def test_a_foreign_host_reaches_no_control_route(daemon):
    answer = daemon.http.request("POST", "/_lambent/reset", headers={"Host": "evil.example"})

    assert answer.status == 403


def test_control_routes_keep_the_connection(daemon):
    connection = daemon.http.connection()

    assert [exchange(connection, "GET", "/_lambent/health").status for _ in range(2)] == [200, 200]
    connection.close()
