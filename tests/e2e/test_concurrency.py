"""Many invokes at once, and clients that misbehave.  invoke-api.md §4.2, §6.1, §6.2."""

import socket
import struct

import pytest

from raw_http import invoke_bytes, read_response
from templates import function

RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded"
ACCOUNT = "ConcurrentInvocationLimitExceeded"


def expect_throttled(answer, reason: str) -> None:
    assert answer.status == 429
    assert answer.header("x-amzn-ErrorType") == "TooManyRequestsException"
    assert answer.header("X-Amz-Function-Error") is None
    assert answer.body.decode() == f'{{"Reason":"{reason}","Type":"User","message":"Rate Exceeded."}}'


def test_fifty_invokes_run_at_once_each_in_an_environment_of_its_own(serve, gate):
    daemon = serve(Gate=function("waiting.at_the_gate", Timeout=60))
    with daemon.in_background("Gate", {"gate": gate.port}, count=50) as calls:
        visitors = gate.wait_for(50, seconds=60)
        gate.open()
        answers = [call.result() for call in calls]

    assert {answer.body for answer in answers} == {b"true"}
    assert len({visitor["pid"] for visitor in visitors}) == 50
    assert len({visitor["request"] for visitor in visitors}) == 50
    starts = daemon.journal.wait(type="platform.start", count=50)
    reports = daemon.journal.wait(type="platform.report", count=50)
    assert len({event["environment"] for event in starts}) == 50
    assert max(event["id"] for event in starts) < min(event["id"] for event in reports)


def test_invokes_one_after_the_other_need_one_environment(serve):
    daemon = serve(Counting=function("counting.handler"))

    answers = [daemon.invoke("Counting", {}).json() for _ in range(20)]

    assert [answer["count"] for answer in answers] == list(range(1, 21))
    assert len(daemon.environments("Counting")) == 1


def test_of_ten_at_once_five_run_when_five_are_reserved(serve, gate):
    daemon = serve(Gate=function("waiting.at_the_gate", ReservedConcurrentExecutions=5))
    with daemon.in_background("Gate", {"gate": gate.port}, count=5) as running:
        gate.wait_for(5)
        refused = [daemon.invoke("Gate", {"gate": gate.port}) for _ in range(5)]
        gate.open()
        answers = [call.result() for call in running]

    assert [answer.status for answer in answers] == [200] * 5
    for answer in refused:
        expect_throttled(answer, RESERVED)
    assert len(daemon.journal.events(type="platform.start")) == 5


def test_of_ten_that_come_together_exactly_five_run(serve, gate):
    daemon = serve(Gate=function("waiting.at_the_gate", ReservedConcurrentExecutions=5))
    with daemon.in_background("Gate", {"gate": gate.port}, count=10) as calls:
        gate.wait_for(5)
        gate.open()
        statuses = sorted(call.result().status for call in calls)

    assert statuses == [200] * 5 + [429] * 5


def test_a_slot_is_free_again_after_the_answer(serve):
    daemon = serve(Counting=function("counting.handler", ReservedConcurrentExecutions=1))

    assert [daemon.invoke("Counting", {}).status for _ in range(5)] == [200] * 5


def test_a_slot_is_free_again_after_a_timeout_and_after_a_crash(serve):
    daemon = serve(
        Sleeping=function("waiting.sleeps", Timeout=1, ReservedConcurrentExecutions=1),
        Leaving=function("leaving.handler", ReservedConcurrentExecutions=1),
    )
    daemon.invoke("Sleeping", {})
    daemon.invoke("Leaving", {"way": "os._exit(3)"})

    assert daemon.invoke("Sleeping", {"seconds": 0}).status == 200
    assert daemon.invoke("Leaving", {}).status == 200


def test_a_reservation_of_zero_switches_the_function_off(serve):
    daemon = serve(Off=function("basics.echo", ReservedConcurrentExecutions=0))

    expect_throttled(daemon.invoke("Off", {}), RESERVED)
    assert daemon.environments() == []


def test_a_dry_run_is_not_throttled(serve):
    daemon = serve(Off=function("basics.echo", ReservedConcurrentExecutions=0))

    assert daemon.invoke("Off", {}, headers={"X-Amz-Invocation-Type": "DryRun"}).status == 204


def test_the_account_has_a_limit_over_all_functions(serve, gate):
    daemon = serve(
        options=["--account-concurrency", "2"],
        One=function("waiting.at_the_gate"),
        Two=function("waiting.at_the_gate"),
        Idle=function("counting.handler"),
    )
    with daemon.in_background("One", {"gate": gate.port}) as one:
        with daemon.in_background("Two", {"gate": gate.port}) as two:
            gate.wait_for(2)
            refused = daemon.invoke("Idle", {})
            gate.open()
            assert (one.result().status, two.result().status) == (200, 200)

    expect_throttled(refused, ACCOUNT)
    assert daemon.invoke("Idle", {}).status == 200


def test_boto3_sees_the_reason_of_a_429_at_once(serve, lambda_client):
    client = lambda_client(serve(Off=function("basics.echo", ReservedConcurrentExecutions=0)))

    with pytest.raises(client.exceptions.TooManyRequestsException) as caught:
        client.invoke(FunctionName="Off")

    assert caught.value.response["Reason"] == RESERVED
    assert caught.value.response["Error"]["Message"] == "Rate Exceeded."


@pytest.fixture(scope="module")
def shared(module_serve):
    return module_serve(
        Echo=function("basics.echo"),
        Gate=function("waiting.at_the_gate"),
        Counting=function("counting.handler"),
    )


def test_a_client_that_sends_byte_by_byte_is_served_and_holds_up_nobody(shared):
    request = invoke_bytes(shared.host, "Echo", b'{"slow": true}')
    with shared.http.socket() as slow:
        for place in range(len(request) - 1):
            slow.sendall(request[place : place + 1])
            if place % 50 == 0:
                assert shared.invoke("Echo", b"1").body == b"1"
        slow.sendall(request[-1:])
        answer = read_response(slow)

    assert (answer.status, answer.body) == (200, b'{"slow": true}')


def test_a_hundred_silent_connections_hold_up_nobody(shared):
    silent = [shared.http.socket() for _ in range(100)]
    try:
        assert shared.invoke("Echo", b"1").body == b"1"
    finally:
        for raw in silent:
            raw.close()


def vanish(raw: socket.socket) -> None:
    """Resets the connection instead of closing it politely."""
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()


@pytest.mark.parametrize("part", [10, 60, -5], ids=["in the first line", "in the head", "in the body"])
def test_a_client_that_vanishes_while_it_sends_disturbs_nobody(shared, part):
    request = invoke_bytes(shared.host, "Counting", b'{"never": "complete"}')
    before = shared.journal.last()
    raw = shared.http.socket()
    raw.sendall(request[:part])
    vanish(raw)

    assert shared.invoke("Echo", b"1").body == b"1"
    assert shared.journal.events(after=before, function="Counting") == []


def test_a_client_that_vanishes_while_it_waits_disturbs_nobody(shared, gate):
    before = shared.journal.last()
    raw = shared.http.socket()
    raw.sendall(invoke_bytes(shared.host, "Gate", b'{"gate": %d}' % gate.port))
    gate.wait_for(1)
    vanish(raw)

    assert shared.invoke("Echo", b"1").body == b"1"
    gate.open()
    (done,) = shared.journal.wait(type="platform.report", function="Gate", after=before)
    assert done["record"]["status"] == "success"
    assert shared.invoke("Gate", {"gate": gate.port}).body == b"true"
