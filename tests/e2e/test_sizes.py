"""How large payloads may be, to the byte.  invoke-api.md §1.7, runtime-api.md §0.3."""

import pytest

from raw_http import invoke_bytes, read_response
from templates import function

MAX_REQUEST = 6_291_456
MAX_RESPONSE = 6_291_556

TOO_LARGE_REQUEST = b'{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}'
TOO_LARGE_RESPONSE = (
    b'{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).",'
    b'"errorType":"Function.ResponseSizeTooLarge"}'
)


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Length=function("basics.length"),
        Sized=function("basics.text_of_size"),
        Never=function("basics.length"),
    )


def text_of(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'


def expect_too_large(answer) -> None:
    assert answer.status == 413
    assert answer.header("x-amzn-ErrorType") == "RequestEntityTooLargeException"
    assert answer.body == TOO_LARGE_REQUEST


def test_a_request_of_exactly_6_mib_is_accepted(daemon):
    answer = daemon.invoke("Length", text_of(MAX_REQUEST))

    assert answer.status == 200
    assert answer.json() == MAX_REQUEST - 2


def test_the_limit_counts_bytes_not_characters(daemon):
    characters = (MAX_REQUEST - 2) // 4
    answer = daemon.invoke("Length", b'"' + "😀".encode() * characters + b'"')
    assert answer.json() == characters

    expect_too_large(daemon.invoke("Length", b'"' + "😀".encode() * (characters + 1) + b'"'))


def test_a_request_of_one_byte_more_is_413_and_runs_nothing(daemon):
    before = daemon.journal.last()

    answer = daemon.invoke("Never", text_of(MAX_REQUEST + 1))

    expect_too_large(answer)
    assert daemon.journal.events(after=before, function="Never") == []


def test_a_chunked_request_meets_the_same_limit(daemon):
    head = f"POST /2015-03-31/functions/Never/invocations HTTP/1.1\r\nHost: {daemon.host}\r\n"
    chunk = text_of(MAX_REQUEST + 1)
    with daemon.http.socket() as raw:
        raw.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        raw.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n0\r\n\r\n")
        answer = read_response(raw)

    expect_too_large(answer)


def test_a_client_that_writes_all_before_it_reads_still_gets_its_413(daemon):
    with daemon.http.socket() as raw:
        raw.sendall(invoke_bytes(daemon.host, "Never", text_of(2 * MAX_REQUEST)))
        answer = read_response(raw)

    expect_too_large(answer)


def test_the_limit_comes_before_the_look_for_the_function(daemon):
    expect_too_large(daemon.invoke("Nobody", text_of(MAX_REQUEST + 1)))


def test_boto3_sees_the_413_and_no_broken_pipe(daemon, lambda_client):
    client = lambda_client(daemon)

    with pytest.raises(client.exceptions.ClientError) as caught:
        client.invoke(FunctionName="Never", Payload=text_of(MAX_REQUEST + 1))

    assert caught.value.response["Error"]["Code"] == "RequestEntityTooLargeException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_a_response_of_exactly_the_limit_passes(daemon):
    answer = daemon.invoke("Sized", MAX_RESPONSE)

    assert answer.header("X-Amz-Function-Error") is None
    assert answer.header("Content-Length") == str(MAX_RESPONSE)
    assert answer.body == text_of(MAX_RESPONSE)


def test_a_response_of_one_byte_more_is_a_function_error(daemon):
    answer = daemon.invoke("Sized", MAX_RESPONSE + 1)

    assert answer.status == 200
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.body == TOO_LARGE_RESPONSE


def test_the_function_works_again_after_a_response_too_large(daemon):
    daemon.invoke("Sized", MAX_RESPONSE + 1)

    assert daemon.invoke("Sized", 7).body == b'"xxxxx"'


def test_a_response_far_beyond_the_limit_is_the_same_error(daemon):
    assert daemon.invoke("Sized", 4 * MAX_RESPONSE).body == TOO_LARGE_RESPONSE


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 1_048_577])
def test_sizes_around_common_buffers_arrive_whole(daemon, size):
    assert daemon.invoke("Length", text_of(size + 2)).json() == size
