"""The end of a daemon, asked for or sudden: nobody is left behind.  architecture.md §4 (6), runtime-api.md §4.8."""

import signal

import pytest

import processes
from templates import function


@pytest.fixture
def daemon(serve):
    return serve(
        Gate=function("waiting.at_the_gate"),
        Parent=function("waiting.with_a_grandchild"),
        Leaves=function("waiting.leaves_a_grandchild"),
        Deaf=function("waiting.deaf_and_busy"),
        Idle=function("counting.handler"),
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_daemon_that_never_ran_anything_ends_with_0(daemon, how):
    daemon.stop(how)  # asserts the exit code, a silent stdout and an empty session


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_idle_environments_end_with_the_daemon(daemon, how):
    pids = [daemon.invoke("Idle", {}).json()["pid"], *daemon.invoke("Leaves", {}).json().values()]

    daemon.stop(how)

    assert processes.wait_until_gone(pids, 0) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_an_invoke_in_flight_is_allowed_to_finish(daemon, gate, how):
    with daemon.in_background("Gate", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)
        daemon.send_signal(how)
        gate.open()
        answer = call.result()

    assert (answer.status, answer.body) == (200, b"true")
    daemon.expect_orderly_end()
    assert processes.wait_until_gone([visitor["pid"]], 0) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_an_invoke_that_will_not_end_does_not_keep_the_daemon(daemon, gate, how):
    with daemon.in_background("Deaf", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)

        daemon.stop(how)

        assert call.exception() is not None or call.result().status in (200, 500, 502, 503)
    assert processes.wait_until_gone([visitor["pid"], visitor["child"]], 0) == []


def test_a_second_signal_ends_it_without_further_waiting(daemon, gate):
    with daemon.in_background("Gate", {"gate": gate.port}) as call:
        gate.wait_for(1)

        daemon.send_signal(signal.SIGINT)
        daemon.wait_for_log("lambent: stopping")  # two signals at once would be one
        daemon.send_signal(signal.SIGINT)
        daemon.wait_for_exit(5)

        call.exception()
    daemon.expect_no_one_left()


def test_a_stopped_daemon_takes_no_more_connections(daemon):
    daemon.invoke("Idle", {})
    daemon.stop()

    with pytest.raises(ConnectionRefusedError):
        daemon.invoke("Idle", {})


def test_a_killed_daemon_leaves_no_process_of_an_invoke_in_flight(daemon, gate):
    with daemon.in_background("Gate", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)

        daemon.kill()

        assert processes.wait_until_gone([visitor["pid"]], 1) == []
        daemon.expect_no_one_left()
        assert call.exception() is not None


def test_a_killed_daemon_leaves_no_grandchild(daemon, gate):
    with daemon.in_background("Parent", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)

        daemon.kill()

        assert processes.wait_until_gone([visitor["pid"], visitor["child"]], 1) == []
        call.exception()
    daemon.expect_no_one_left()


def test_a_killed_daemon_leaves_no_idle_environment_and_no_deaf_one(daemon, gate):
    pids = [daemon.invoke("Idle", {}).json()["pid"], *daemon.invoke("Leaves", {}).json().values()]
    with daemon.in_background("Deaf", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)

        daemon.kill()

        assert processes.wait_until_gone([*pids, visitor["pid"], visitor["child"]], 1) == []
        call.exception()
    daemon.expect_no_one_left()
