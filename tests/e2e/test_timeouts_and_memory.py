"""Functions that take too long or too much: they end, whatever they do about it, and others do not notice.

runtime-api.md §4.3, §4.6, §4.7.
"""

import re

import processes
from patterns import end, expect_lines, log_of, report, start
from templates import function

GONE_SECONDS = 5


def test_a_timeout_kills_the_whole_group_however_deaf(serve, gate):
    daemon = serve(Deaf=function("waiting.deaf_and_busy", Timeout=2))
    with daemon.in_background("Deaf", {"gate": gate.port}) as call:
        (visitor,) = gate.wait_for(1)
        answer = call.result()

    assert answer.json()["errorMessage"].endswith("Error: Task timed out after 2.00 seconds")
    daemon.journal.wait(type="environment.exited", function="Deaf")
    assert processes.wait_until_gone([visitor["pid"], visitor["child"]], GONE_SECONDS) == []
    assert processes.wait_until_group_is_empty(visitor["pid"], GONE_SECONDS) == []


def test_a_timeout_is_followed_by_a_reset_with_reason_timeout(serve):
    daemon = serve(Sleeping=function("waiting.sleeps", Timeout=1))

    daemon.invoke("Sleeping", {})

    (reset,) = daemon.journal.wait(type="environment.reset", function="Sleeping")
    assert reset["record"]["reason"] == "timeout"


def test_after_a_timeout_the_next_invoke_works_in_a_fresh_process(serve):
    daemon = serve(Sleeping=function("waiting.sleeps", Timeout=1))
    first = daemon.invoke("Sleeping", {"seconds": 0}).json()

    daemon.invoke("Sleeping", {})
    answer = daemon.invoke("Sleeping", {"seconds": 0})

    assert answer.header("X-Amz-Function-Error") is None
    assert answer.json() != first


def test_a_timeout_of_one_function_leaves_the_others_alone(serve, gate):
    daemon = serve(
        Deaf=function("waiting.deaf_and_busy", Timeout=1),
        Waiting=function("waiting.at_the_gate"),
        Counting=function("counting.handler"),
    )
    before = daemon.invoke("Counting", {}).json()
    with daemon.in_background("Waiting", {"gate": gate.port}) as call:
        gate.wait_for(1)
        daemon.invoke("Deaf", {})
        gate.open()
        waited = call.result()
    after = daemon.invoke("Counting", {}).json()

    assert waited.body == b"true"
    assert (after["pid"], after["count"]) == (before["pid"], 2)


def test_the_time_of_a_normal_init_does_not_count(serve):
    daemon = serve(Starting=function("starting.handler", Timeout=1, variables={"IMPORT_SECONDS": "1.5"}))

    answer = daemon.invoke("Starting", {})

    assert answer.body == b'"started"'


def test_the_time_of_an_init_after_a_reset_does_count(serve):
    daemon = serve(
        Starting=function("leaving_slowly.handler", Timeout=1, variables={"IMPORT_SECONDS": "1.5"}),
    )
    daemon.invoke("Starting", {"way": "os._exit(3)"})

    answer = daemon.invoke("Starting", {})

    assert answer.json()["errorType"] == "Sandbox.Timedout"


def test_too_much_memory_is_out_of_memory(serve):
    daemon = serve(Greedy=function("greedy.handler", MemorySize=128))
    pid = daemon.invoke("Greedy", {}).json()

    answer = daemon.invoke("Greedy", {"megabytes": 300})

    request = answer.header("x-amzn-RequestId")
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.body.decode() == (
        '{"errorType":"Runtime.OutOfMemory",'
        f'"errorMessage":"RequestId: {request} Error: Runtime exited with error: signal: killed"}}'
    )
    assert processes.wait_until_gone([pid], GONE_SECONDS) == []


def test_out_of_memory_is_reported_with_all_of_it_used(serve):
    daemon = serve(Greedy=function("greedy.handler", MemorySize=128))
    daemon.invoke("Greedy", {})
    daemon.invoke("Greedy", {"megabytes": 300})

    lines = log_of(daemon.stop())[-3:]

    expect_lines(lines, [start(), end(), report(status="Status: error\tError Type: Runtime.OutOfMemory")])
    assert int(re.search(r"Max Memory Used: (\d+) MB", lines[-1]).group(1)) >= 127


def test_memory_within_the_limit_is_no_error(serve):
    daemon = serve(Greedy=function("greedy.handler", MemorySize=512))

    answer = daemon.invoke("Greedy", {"megabytes": 300, "seconds": 0.2})

    assert answer.body == str(300 * 1024 * 1024).encode()


def test_another_function_works_after_one_ran_out_of_memory(serve):
    daemon = serve(Greedy=function("greedy.handler", MemorySize=128), Counting=function("counting.handler"))
    before = daemon.invoke("Counting", {}).json()

    daemon.invoke("Greedy", {"megabytes": 300})

    assert daemon.invoke("Counting", {}).json()["pid"] == before["pid"]
