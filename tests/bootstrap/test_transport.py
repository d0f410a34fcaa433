"""The client's side of the Runtime API: bytes, refusals, signals, and the end of the daemon (§1.13, §1.14)."""

import os
import platform
import re
import signal
import socket

import differences
import pytest
from support import DEADLINE_SECONDS, Event, FakeRuntimeApi, encode_answer

ECHO = "def handler(event, context): return event\n"
RAISES = "def handler(event, context): raise ValueError('x')\n"
REFUSAL = b'{"errorMessage":"no","errorType":"No"}'


def refusal(status):
    return encode_answer(status, REFUSAL, {"Content-Type": "application/json"})


def user_agent(client):
    return differences.of(client, "user-agent").format(python=platform.python_version())


def test_next_headers(run, client):
    request = run(ECHO).requests[0]
    assert (request.method, request.path) == ("GET", "/2018-06-01/runtime/invocation/next")
    assert list(request.headers) == differences.of(client, "request-headers")
    assert request.headers["user-agent"] == user_agent(client)


def test_response_headers(run, client):
    post = run(ECHO, Event(b'"\xc3\xa9"', request_id="abc")).post
    assert post.path == "/2018-06-01/runtime/invocation/abc/response"
    assert sorted(post.headers) == sorted(
        [*differences.of(client, "request-headers"), "content-type", "content-length"]
    )
    assert post.headers["content-length"] == "4"
    assert post.headers["user-agent"] == user_agent(client)


@pytest.mark.parametrize("code, kind", [(ECHO, "response"), (RAISES, "error")])
def test_invocation_id_is_echoed(run, code, kind):
    with_id = Event(headers={"Lambda-Runtime-Invocation-Id": "inv-1"})
    outcome = run(code, with_id, Event(), Event(headers={"Lambda-Runtime-Invocation-Id": "inv-2"}))
    assert [post.kind for post in outcome.posts] == [kind] * 3
    assert [post.headers.get("lambda-runtime-invocation-id") for post in outcome.posts] == [
        "inv-1",
        None,
        "inv-2",
    ]


def test_one_connection_serves_all_invokes(run):
    outcome = run(ECHO, *[Event(b"%d" % i) for i in range(20)])
    assert [post.body for post in outcome.posts] == [b"%d" % i for i in range(20)]
    assert outcome.connection_count == 1


@pytest.mark.parametrize("piece", [1, 7, 64])
def test_answers_may_arrive_in_pieces(run, piece):
    outcome = run(ECHO, Event(b'{"a": "bcd"}'), Event(b"[2]"), piece=piece)
    assert [post.body for post in outcome.posts] == [b'{"a": "bcd"}', b"[2]"]


def test_header_names_are_read_in_any_case(run):
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-TYPE:application/json\r\n"
        b"LAMBDA-runtime-aws-request-id:  abc \r\ncontent-length:1\r\n\r\n5"
    )
    assert run(ECHO, head).post.path.endswith("/invocation/abc/response")


@pytest.mark.parametrize("status", [400, 403, 413, 500])
@pytest.mark.parametrize("code, kind", [(ECHO, "response"), (RAISES, "error")])
def test_refused_post_is_logged_and_ends_the_process(run, code, kind, status):
    outcome = run(code, Event(), answers={kind: refusal(status)})
    assert outcome.status == 1
    assert re.search(
        r"^\[ERROR\] \[\d{13}\] LAMBDA_RUNTIME Failed to post handler success response\. "
        rf"Http response code: {status}\. {re.escape(REFUSAL.decode())}\n\Z",
        outcome.stdout,
        re.MULTILINE,
    )
    assert outcome.stderr.endswith(f"RuntimeError: Failed to post invocation {kind}\n")


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_any_2xx_accepts_a_response(run, status):
    outcome = run(ECHO, Event(), Event(), answers={"response": encode_answer(status, b"")})
    assert (outcome.status, len(outcome.posts)) == (None, 2)


@pytest.mark.parametrize("code, kind", [(ECHO, "response"), (RAISES, "error")])
def test_410_means_the_event_is_somebody_elses(run, client, code, kind):
    outcome = run(code, Event(), Event(), answers={kind: refusal(410)})
    if differences.of(client, "post-refused-410") == "goes on with next":
        assert (outcome.status, len(outcome.posts), outcome.stderr) == (None, 2, "")
    else:
        assert (outcome.status, len(outcome.posts)) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [
        refusal(500),
        refusal(403),
        encode_answer(200, b"{}", {"Content-Type": "application/json"}),  # no request id
        b"",
    ],
    ids=["500", "403", "no-request-id", "hang-up"],
)
def test_failed_poll_ends_the_process(run, answer):
    outcome = run(ECHO, answers={"next": answer})
    assert (outcome.status, outcome.posts) == (1, [])
    assert "LAMBDA_RUNTIME Failed to get next invocation" in outcome.stderr


UNREADABLE = [
    (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "answer has no Content-Length; other framings are not supported",
    ),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", "answer is 1 bytes longer than its Content-Length 1"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "Content-Length is not a number: 'x'"),
    (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "not an HTTP answer: 'SSH-2.0-OpenSSH_9.2'"),
    (b"ICY 200 OK\r\nContent-Length: 0\r\n\r\n", "not an HTTP answer: 'ICY 200 OK'"),
    (b"HTTP/1.1 two\r\n\r\n", "not an HTTP answer: 'HTTP/1.1 two'"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, "answer has more than 65536 bytes of headers"),
]


@pytest.mark.lambent_only
@pytest.mark.parametrize("answer, complaint", UNREADABLE, ids=lambda value: str(value)[:24])
def test_unreadable_answer_is_named(run, answer, complaint):
    outcome = run(ECHO, answers={"next": answer})
    assert outcome.status == 1
    assert outcome.stderr == f"LAMBDA_RUNTIME Failed to get next invocation: {complaint}\n"


@pytest.mark.lambent_only
@pytest.mark.parametrize("size", [10, 20_000])
def test_a_request_is_sent_at_once(environment, size):
    listener = socket.create_server(("127.0.0.1", 0))

    class Address:
        address = f"127.0.0.1:{listener.getsockname()[1]}"

    with listener, environment(f"def handler(event, context): return 'x' * {size}\n", Address):
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1 << 20).endswith(b"\r\n\r\n")
            connection.sendall(Event().encode())
            first_read = connection.recv(1 << 20)
            assert first_read.startswith(b"POST ")
            assert first_read.endswith(b'x"')


@pytest.mark.lambent_only
def test_nobody_listening(environment):
    with FakeRuntimeApi() as api:
        api.hang_up()
        with environment(ECHO, api) as started:
            assert started.process.wait(DEADLINE_SECONDS) == 1
            assert (
                started.text("stderr")
                == b"LAMBDA_RUNTIME Failed to get next invocation: [Errno 111] Connection refused\n"
            )


def wait_until_idle(api, started):
    assert api.wait_until(lambda api: api.is_idle, started.process), started.text("stderr")


def wait_for_stdout(api, started, text):
    assert api.wait_until(lambda _: text in started.text("stdout"), started.process), started.text("stderr")


def test_lost_connection_ends_an_idle_process(environment, client):
    with FakeRuntimeApi([Event()]) as api, environment(ECHO, api) as started:
        wait_until_idle(api, started)
        api.hang_up()
        assert started.process.wait(DEADLINE_SECONDS) == 1
        stderr = started.text("stderr").decode()
    expected = differences.of(client, "connection-lost-stderr")
    assert stderr == expected if expected.endswith("\n") else expected in stderr


def test_lost_connection_does_not_wait_for_threads(environment, client):
    code = """
        import threading
        gate = threading.Event()
        threading.Thread(target=gate.wait).start()
        def handler(event, context): pass
        """
    with FakeRuntimeApi() as api, environment(code, api) as started:
        wait_until_idle(api, started)
        api.hang_up()
        if differences.of(client, "connection-lost-with-a-thread") == "ends at once":
            assert started.process.wait(DEADLINE_SECONDS) == 1
        else:
            wait_for = b"Failed to get next invocation"
            assert api.wait_until(lambda _: wait_for in started.text("stderr"), started.process)
            assert started.process.poll() is None


@pytest.mark.lambent_only
def test_connection_lost_during_an_invoke_ends_the_process(environment):
    code = """
        import os
        def handler(event, context):
            print("working")
            os.read(int(os.environ["GATE"]), 1)
        """
    reader, writer = os.pipe()
    os.set_inheritable(reader, True)
    with FakeRuntimeApi([Event()]) as api:
        with environment(code, api, variables={"GATE": str(reader)}, close_fds=False) as started:
            wait_for_stdout(api, started, b"working\n")
            api.hang_up()
            os.write(writer, b"x")
            assert started.process.wait(DEADLINE_SECONDS) == 1
            assert started.text("stderr").startswith(
                b"LAMBDA_RUNTIME Failed to post handler success response"
            )
    os.close(reader)
    os.close(writer)


SIGTERM_CODE = """
    import signal, sys
    def on_term(number, frame):
        print("got", number)
        {then}
    signal.signal(signal.SIGTERM, on_term)
    def handler(event, context): return event
    """


def test_sigterm_handler_runs_while_idle_and_polling_goes_on(environment):
    with FakeRuntimeApi([Event(b"1")]) as api, environment(SIGTERM_CODE.format(then="pass"), api) as started:
        wait_until_idle(api, started)
        started.process.send_signal(signal.SIGTERM)
        wait_for_stdout(api, started, b"got 15\n")
        api.add(Event(b"2"))
        assert [post.body for post in started.outcome().posts] == [b"1", b"2"]


def test_sigterm_handler_may_exit(environment, client):
    with FakeRuntimeApi() as api, environment(SIGTERM_CODE.format(then="sys.exit(7)"), api) as started:
        wait_until_idle(api, started)
        started.process.send_signal(signal.SIGTERM)
        wait_for_stdout(api, started, b"got 15\n")
        if differences.of(client, "exit-in-sigterm-handler") != "ends at once":
            api.add(Event())
        assert started.process.wait(DEADLINE_SECONDS) == 7
        assert api.posts == []


def test_sigterm_without_a_handler_ends_the_process(environment):
    with FakeRuntimeApi() as api, environment(ECHO, api) as started:
        wait_until_idle(api, started)
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(DEADLINE_SECONDS) == -signal.SIGTERM


def test_frozen_process_answers_after_it_thaws(environment):
    with FakeRuntimeApi() as api, environment(ECHO, api) as started:
        wait_until_idle(api, started)
        started.process.send_signal(signal.SIGSTOP)
        started.process.send_signal(signal.SIGCONT)
        api.add(Event(b"3"))
        assert started.outcome().post.body == b"3"
