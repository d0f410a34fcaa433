"""What travels in and out as a payload.  invoke-api.md §1.4, runtime-api.md §7.4."""

import json

import pytest

from templates import function

PREFIX = "Could not parse request body into json: Could not parse payload into json: "
SOURCE = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: "


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Echo=function("basics.echo"),
        Describe=function("basics.describe_event"),
        Returned=function("returned.handler"),
        Never=function("basics.echo"),
    )


def test_no_body_is_an_empty_object(daemon):
    answer = daemon.invoke("Describe")

    assert answer.json() == {"type": "dict", "repr": "{}"}


@pytest.mark.parametrize(
    "payload, kind",
    [
        (b"{}", "dict"),
        (b"[]", "list"),
        (b'"text"', "str"),
        (b'""', "str"),
        (b"17", "int"),
        (b"-0.5e3", "float"),
        (b"true", "bool"),
        (b"null", "NoneType"),
        (b' \t\r\n{"a": 1}\n', "dict"),
    ],
)
def test_any_json_text_is_an_event(daemon, payload, kind):
    answer = daemon.invoke("Describe", payload)

    assert answer.status == 200
    assert answer.json()["type"] == kind


def test_a_number_beyond_64_bits_arrives_exactly(daemon):
    digits = b"123456789012345678901234567890"

    assert daemon.invoke("Echo", digits).body == digits


def test_of_two_equal_keys_the_last_wins(daemon):
    assert daemon.invoke("Echo", b'{"a": 1, "a": 2}').body == b'{"a": 2}'


def test_text_beyond_ascii_arrives_and_leaves_unescaped(daemon):
    payload = json.dumps("é€😀 \u2028", ensure_ascii=False).encode()

    assert daemon.invoke("Echo", payload).body == payload


def test_a_deeply_nested_event_arrives(daemon):
    payload = b"[" * 200 + b"]" * 200

    assert daemon.invoke("Echo", payload).body == payload


@pytest.mark.parametrize(
    "payload, phrase, place",
    [
        (b"\x99", "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value", "1, column: 1]"),
        (b"'test'", "Unexpected character (''' (code 39)): expected a valid value", "1, column: 2]"),
        (b"zzz", "Unrecognized token 'zzz': was expecting", "1, column: 4]"),
        (b'{"a": "\x87"}', "Invalid UTF-8 start byte 0x87", "1, column: "),
        (b'{\n  "a": zzz}', "Unrecognized token 'zzz': was expecting", "2, column: "),
        (b'{"a":', "Unexpected end-of-input", "1, column: "),
        (b'{"a": 1', "Unexpected end-of-input", "1, column: "),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(daemon, payload, phrase, place):
    answer = daemon.invoke("Never", payload)

    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "InvalidRequestContentException"
    assert answer.header("Content-Type") == "application/json"
    body = answer.json()
    assert body["Type"] == "User"
    assert body["message"].startswith(PREFIX + phrase)
    assert f"\n at {SOURCE}{place}" in body["message"]


@pytest.mark.parametrize(
    "payload",
    [b"{} {}", b"[1,]", b"{'a': 1}", b"NaN", b"01", b"\xef\xbb\xbf{}", b'"\xc3"', b'"\xed\xa0\x80"', b"   ", b'"\x01"'],
    ids=repr,
)
def test_other_malformed_payloads_are_refused_too(daemon, payload):
    answer = daemon.invoke("Never", payload)

    assert answer.status == 400
    assert answer.json()["message"].startswith(PREFIX)


def test_a_refused_payload_starts_no_environment(daemon):
    before = daemon.journal.last()

    daemon.invoke("Never", b"no json")

    assert daemon.journal.events(after=before, function="Never") == []


def test_boto3_raises_invalid_request_content(daemon, lambda_client):
    client = lambda_client(daemon)

    with pytest.raises(client.exceptions.InvalidRequestContentException) as caught:
        client.invoke(FunctionName="Never", Payload=b"\x99")

    assert caught.value.response["Error"]["Message"].startswith(PREFIX)
    assert caught.value.response["Type"] == "User"


@pytest.mark.parametrize(
    "value, posted",
    [
        ("nothing", b"null"),
        ("text", b'"text"'),
        ("number", b"42"),
        ("list", b'[1, "two", null, true]'),
        ("nested", b'{"a": {"b": [1.5, {}]}}'),
        ("non-ascii", '"é€😀"'.encode()),
        ("spaced bytes", b'{ "a":1 ,\n"b" : 1.10}'),
        ("bytes that are no JSON", b"\xff\x00 plain"),
        ("nested bytes", '{"data": "café"}'.encode()),
        ("tuple", b"[1, 2]"),
        ("namedtuple", b'{"x": 1, "y": 2}'),
        ("decimal", b"1.10"),
        ("nan", b"NaN"),
        ("infinities", b"[Infinity, -Infinity]"),
        ("keys", b'{"1": "int", "1.5": "float", "false": "bool", "null": "none"}'),
        ("string enum", b'"large"'),
        ("int enum", b"3"),
    ],
)
def test_each_kind_of_result_leaves_as_these_bytes(daemon, value, posted):
    answer = daemon.invoke("Returned", {"value": value})

    assert answer.header("X-Amz-Function-Error") is None
    assert answer.body == posted
    assert answer.header("Content-Type") == "application/json"


@pytest.mark.parametrize(
    "value, complaint",
    [
        ("set", "Object of type set is not JSON serializable"),
        ("datetime", "Object of type datetime is not JSON serializable"),
        ("enum", "Object of type Colour is not JSON serializable"),
        ("coroutine", "Object of type coroutine is not JSON serializable"),
        ("tuple key", "keys must be str, int, float, bool or None, not tuple"),
        ("circle", "Circular reference detected"),
        ("nested broken bytes", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
)
def test_a_result_that_json_cannot_carry_is_a_marshal_error(daemon, value, complaint):
    answer = daemon.invoke("Returned", {"value": value})

    assert answer.status == 200
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    expected = {
        "errorMessage": f"Unable to marshal response: {complaint}",
        "errorType": "Runtime.MarshalError",
        "requestId": answer.header("x-amzn-RequestId"),
        "stackTrace": [],
    }
    assert answer.body == json.dumps(expected).encode()
