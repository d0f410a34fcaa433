"""Requests that are refused before anything runs.  invoke-api.md §1.1, §1.5, §4.3."""

import base64
import json

import pytest

from raw_http import read_response
from templates import function


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(Echo=function("basics.echo"), Context=function("basics.describe_context"))


def encoded(value) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("context", ["not base64!", base64.b64encode(b"{").decode(), encoded([1]), encoded("text")])
def test_a_client_context_must_be_an_encoded_object(daemon, context):
    answer = daemon.invoke("Echo", {}, headers={"X-Amz-Client-Context": context})

    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "InvalidRequestContentException"
    assert answer.body == b'{"Type":null,"message":"Client context must be a valid Base64-encoded JSON object."}'


def test_a_client_context_of_up_to_3583_bytes_is_accepted(daemon):
    context = encoded({"custom": {"k": "x" * 2664}})
    assert len(context) == 3580

    answer = daemon.invoke("Context", {}, headers={"X-Amz-Client-Context": context})

    assert answer.status == 200
    assert answer.json()["client_context"]["custom"] == {"k": "x" * 2664}


def test_a_client_context_over_3583_bytes_is_refused(daemon):
    context = encoded({"custom": {"k": "x" * 2665}})
    assert len(context) == 3584

    answer = daemon.invoke("Context", {}, headers={"X-Amz-Client-Context": context})

    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "InvalidRequestContentException"
    assert answer.json()["message"] == "Client context must be less than or equal to 3583 bytes."


def test_a_request_id_must_be_a_uuid_and_is_echoed_even_when_bad(daemon):
    answer = daemon.invoke("Echo", {}, headers={"x-amzn-RequestId": "not-a-uuid"})

    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "InvalidRequestContentException"
    assert answer.header("x-amzn-RequestId") == "not-a-uuid"
    assert answer.json() == {
        "Type": "User",
        "message": "Invalid Request ID: The 'x-amzn-RequestId' header must be a valid UUID format string.",
    }


@pytest.mark.parametrize(
    "header, value, path, values",
    [
        ("X-Amz-Invocation-Type", "Later", "invocationType", {"Event", "RequestResponse", "DryRun"}),
        ("X-Amz-Log-Type", "All", "logType", {"None", "Tail"}),
    ],
)
def test_an_unknown_value_of_an_enum_header_is_a_validation_error(daemon, header, value, path, values):
    answer = daemon.invoke("Echo", {}, headers={header: value})

    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "ValidationException"
    body = answer.json()
    assert "Type" not in body
    start = (
        f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: "
        "Member must satisfy enum value set: ["
    )
    assert body["message"].startswith(start)
    assert set(body["message"].removeprefix(start).removesuffix("]").split(", ")) == values


def test_all_that_is_wrong_is_said_at_once(daemon):
    headers = {"X-Amz-Invocation-Type": "Later", "X-Amz-Log-Type": "All"}

    message = daemon.invoke("Echo", {}, headers=headers).json()["message"]

    assert message.startswith("2 validation errors detected: ")
    assert "at 'invocationType'" in message
    assert "; Value '" in message
    assert "at 'logType'" in message


def test_every_error_has_a_request_id_and_is_json(daemon):
    answer = daemon.invoke("Nobody", {})

    assert answer.header("x-amzn-RequestId")
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("X-Amz-Function-Error") is None


def test_a_host_that_is_not_this_machine_is_refused(daemon):
    """A page in a browser that rebinds its name to 127.0.0.1 must not reach the daemon."""
    answer = daemon.http.request("POST", "/2015-03-31/functions/Echo/invocations", b"{}", {"Host": "evil.example"})

    assert answer.status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_usual_local_hosts_are_accepted(daemon, host):
    port = daemon.host.rpartition(":")[2]

    answer = daemon.http.request("POST", "/2015-03-31/functions/Echo/invocations", b"{}", {"Host": f"{host}:{port}"})

    assert answer.status == 200


def test_what_is_not_http_is_answered_400_and_disturbs_nobody(daemon):
    with daemon.http.socket() as raw:
        raw.sendall(b"this is not HTTP\r\n\r\n")
        answer = read_response(raw)

    assert answer.status == 400
    assert daemon.invoke("Echo", b"1").body == b"1"


def test_a_client_that_expects_100_continue_gets_it(daemon):
    body = b'{"a": 1}'
    with daemon.http.socket() as raw:
        raw.sendall(
            b"POST /2015-03-31/functions/Echo/invocations HTTP/1.1\r\n"
            b"Host: " + daemon.host.encode() + b"\r\nExpect: 100-continue\r\n"
            b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n"
        )
        interim = raw.recv(4096)
        raw.sendall(body)
        answer = read_response(raw)

    assert interim.startswith(b"HTTP/1.1 100 ")
    assert interim.endswith(b"\r\n\r\n")
    assert (answer.status, answer.body) == (200, body)


def test_a_chunked_request_body_is_put_together(daemon):
    with daemon.http.socket() as raw:
        raw.sendall(
            b"POST /2015-03-31/functions/Echo/invocations HTTP/1.1\r\n"
            b"Host: " + daemon.host.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'4\r\n{"a"\r\n5\r\n: 12}\r\n0\r\n\r\n'
        )
        answer = read_response(raw)

    assert (answer.status, answer.body) == (200, b'{"a": 12}')
