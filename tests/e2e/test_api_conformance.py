"""The conformance list of local-api.md §8, each row against a running daemon: a REST API (R), an HTTP API (H) and a
function URL (U)."""

import base64
import json

import pytest

from apis import http_api, on, rest_api, web

ANY_PATH = "/{proxy+}"
# 150 bytes that are no UTF-8, as a picture might have them.
PICTURE = bytes(range(256))


@pytest.fixture(scope="module")
def api(module_api):
    show = [on("R", "/show/{id}", "ANY"), on("H", "/show/{id}", "ANY"), on("V", "/show/{id}", "ANY")]
    obey = [on("R", "/obey", "POST"), on("H", "/obey", "POST"), on("V", "/obey", "POST")]
    once = [on("R", "/once", "GET"), on("H", "/once", "GET")]
    fail = [on("R", "/fail", "GET"), on("H", "/fail", "GET")]
    deep = [on("R", f"/handler{ANY_PATH}", "ANY"), on("H", f"/handler{ANY_PATH}", "ANY")]
    nap = [on("R", "/nap", "GET"), on("H", "/nap", "GET")]
    return module_api(
        R=rest_api(BinaryMediaTypes=["image/*"], Cors="'*'"),
        H=http_api(CorsConfiguration={"AllowOrigins": ["https://shop.test"], "AllowMethods": ["PUT"]}),
        V=http_api(StageName="v1"),
        Show=web("show", *show, *once, *deep, FunctionUrlConfig={"AuthType": "NONE"}),
        Obey=web("obey", *obey, FunctionUrlConfig={"AuthType": "NONE"}),
        Fail=web("fail", *fail, FunctionUrlConfig={"AuthType": "NONE"}),
        Nap=web("sleep", *nap, Timeout=1, FunctionUrlConfig={"AuthType": "NONE"}),
        Options=web("show", on("R", "/own", "OPTIONS")),
    )


ROOTS = {"R": "/_api/R", "H": "/_api/H", "V": "/_api/V", "U": "/lambda-url/Show"}


def seen(api, face, path="/show/1", method="GET", body=b"", headers=None):
    """The event that the function was handed."""
    return api.api.request(method, ROOTS[face] + path, body, headers).json()


def obeyed(api, face, result, accept=None):
    """The answer to a function that returned `result`."""
    path = "/lambda-url/Obey/" if face == "U" else f"/_api/{face}/obey"
    headers = {"Content-Type": "application/json"} | ({"Accept": accept} if accept else {})
    return api.api.request("POST", path, json.dumps(result).encode(), headers)


def test_1_and_2_a_path_nobody_knows(api):
    rest = api.api.request("GET", "/_api/R/nope")
    http = api.api.request("GET", "/_api/H/nope")

    assert (rest.status, rest.body) == (403, b'{"message":"Missing Authentication Token"}')
    assert rest.header("x-amzn-ErrorType") == "MissingAuthenticationTokenException"
    assert (http.status, http.body) == (404, b'{"message":"Not Found"}')


def test_3_a_method_nobody_knows(api):
    assert api.api.request("PUT", "/_api/R/once").status == 403
    assert api.api.request("PUT", "/_api/H/once").status == 404


def test_4_a_handler_that_raises(api):
    answers = [api.api.request("GET", path) for path in ("/_api/R/fail", "/_api/H/fail", "/lambda-url/Fail/")]

    assert [answer.status for answer in answers] == [502, 500, 502]
    assert [answer.body for answer in answers] == [
        b'{"message": "Internal server error"}',
        b'{"message":"Internal Server Error"}',
        b"Internal Server Error",
    ]


def test_5_a_handler_that_returns_plain_json(api):
    answers = {face: obeyed(api, face, {"hello": "world"}) for face in "RHU"}

    assert answers["R"].status == 502
    assert answers["H"].json() == answers["U"].json() == {"hello": "world"}
    assert len(answers["U"].body) == 17


def test_6_a_handler_that_returns_a_string(api):
    for face in "HU":
        answer = obeyed(api, face, "hello")

        assert (answer.status, answer.body, answer.header("Content-Type")) == (200, b"hello", "application/json")


def test_7_the_type_of_a_body_without_one(api):
    types = {face: obeyed(api, face, {"statusCode": 200, "body": "x"}).header("Content-Type") for face in "RHU"}

    assert types == {"R": "application/json", "H": "text/plain; charset=utf-8", "U": "application/json"}


def test_8_members_of_a_query(api):
    query = "a=1&a=2&b=x%2By+z"
    rest = seen(api, "R", f"/show/1?{query}")
    http = seen(api, "H", f"/show/1?{query}")

    assert rest["queryStringParameters"] == {"a": "2", "b": "x+y z"}
    assert rest["multiValueQueryStringParameters"]["a"] == ["1", "2"]
    assert http["queryStringParameters"] == {"a": "1,2", "b": "x+y z"}
    assert http["rawQueryString"] == query


def test_9_a_blank_in_a_path(api):
    rest, http, url = (seen(api, face, "/show/a%20b") for face in "RHU")

    assert (rest["path"], rest["pathParameters"]["id"]) == ("/show/a%20b", "a%20b")
    assert (http["rawPath"], http["pathParameters"]["id"]) == ("/show/a b", "a b")
    assert (url["rawPath"], url["requestContext"]["http"]["path"]) == ("/show/a%20b", "/show/a b")


def test_10_a_slash_in_a_path(api):
    assert seen(api, "R", "/show/a%2Fb")["pathParameters"] == {"id": "a%2Fb"}
    assert seen(api, "H", "/show/a%2Fb")["routeKey"] == "ANY /show/{id}"


def test_11_two_equal_headers(api):
    def twice(face):
        connection = api.api.connection()
        connection.putrequest("GET", ROOTS[face] + "/show/1")
        connection.putheader("X-Tag", "one")
        connection.putheader("X-Tag", "two")
        connection.endheaders()
        event = json.loads(connection.getresponse().read())
        connection.close()
        return event

    assert twice("R")["multiValueHeaders"]["X-Tag"] == ["one", "two"]
    assert twice("R")["headers"]["X-Tag"] == "two"
    assert twice("H")["headers"]["x-tag"] == twice("U")["headers"]["x-tag"] == "one,two"


def test_12_cookies(api):
    rest, http, url = (seen(api, face, headers={"Cookie": "a=1; b=2"}) for face in "RHU")

    assert (rest["headers"]["Cookie"], "cookies" in rest) == ("a=1; b=2", False)
    assert (http["cookies"], "cookie" in http["headers"]) == (["a=1", "b=2"], False)
    assert (url["cookies"], url["headers"]["cookie"]) == (["a=1", "b=2"], "a=1; b=2")


def test_13_and_14_a_form_and_a_body_without_a_type(api):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    encoded = base64.b64encode(b"a=1").decode()

    assert [seen(api, face, "/show/1", "POST", b"a=1", form)["body"] for face in "RHU"] == ["a=1", encoded, encoded]
    assert [seen(api, face, "/show/1", "POST", b"a=1")["body"] for face in "HU"] == [encoded, encoded]


def test_15_a_picture_goes_up(api):
    for kind in ("image/png", "application/octet-stream"):
        for face in "RHU":
            event = seen(api, face, "/show/1", "POST", PICTURE, {"Content-Type": kind})

            assert event["isBase64Encoded"], (kind, face)
            assert base64.b64decode(event["body"]) == PICTURE


def test_16_cookies_of_format_2_are_a_line_each(api):
    for face in "HU":
        answer = obeyed(api, face, {"statusCode": 200, "cookies": ["a=1; Path=/", "b=2"]})

        assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1; Path=/", "b=2"]


def test_17_multi_value_headers_come_before_single_ones(api):
    result = {"statusCode": 200, "headers": {"x-tag": "single"}, "multiValueHeaders": {"X-Tag": ["a", "b"]}}

    answer = obeyed(api, "R", result)

    assert [value for name, value in answer.headers if name == "X-Tag"] == ["a", "b", "single"]


def test_18_a_picture_comes_down_when_the_first_type_of_accept_is_binary(api):
    result = {"statusCode": 200, "body": base64.b64encode(PICTURE).decode(), "isBase64Encoded": True}

    assert obeyed(api, "R", result, "image/png").body == PICTURE
    assert obeyed(api, "R", result, "text/html,image/png").body == result["body"].encode()
    assert obeyed(api, "H", result).body == obeyed(api, "U", result).body == PICTURE


def test_20_a_handler_beyond_its_own_timeout(api):
    paths = ("/_api/R/nap", "/_api/H/nap", "/lambda-url/Nap/")
    answers = [api.api.request("GET", f"{path}?seconds=60") for path in paths]

    assert [answer.status for answer in answers] == [502, 500, 502]


def test_21_a_named_stage_is_in_the_path(api):
    assert seen(api, "V")["rawPath"] == "/v1/show/1"
    assert seen(api, "V", "/v1/show/1")["rawPath"] == "/v1/show/1"
    assert seen(api, "V")["requestContext"]["stage"] == "v1"


def test_22_a_preflight_of_an_http_api_runs_no_function(api):
    asked = {"Origin": "https://shop.test", "Access-Control-Request-Method": "PUT"}

    answer = api.api.request("OPTIONS", "/_api/H/show/1", b"", asked)

    assert (answer.status, answer.body) == (204, b"")
    assert answer.header("access-control-allow-origin") == "https://shop.test"
    assert answer.header("access-control-allow-methods") == "PUT"
    normal = api.api.request("GET", "/_api/H/show/1", b"", {"Origin": "https://shop.test"})
    assert normal.header("access-control-allow-origin") == "https://shop.test"
    foreign = api.api.request("GET", "/_api/H/show/1", b"", {"Origin": "https://evil.test"})
    assert foreign.header("access-control-allow-origin") is None


def test_23_options_of_its_own_on_a_rest_api_runs_the_function(api):
    own = api.api.request("OPTIONS", "/_api/R/own")
    mock = api.api.request("OPTIONS", "/_api/R/once")

    assert own.json()["httpMethod"] == "OPTIONS"
    assert (mock.status, mock.body) == (200, b"")
    assert mock.header("Access-Control-Allow-Methods") == "GET,OPTIONS"


def test_27_a_key_that_rest_does_not_know(api):
    assert obeyed(api, "R", {"statusCode": 200, "wrong": 1}).status == 502


def test_28_an_empty_greedy_parameter(api):
    assert seen(api, "H", "/handler/")["pathParameters"] == {"proxy": ""}
    assert api.api.request("GET", "/_api/R/handler/").status == 403


def test_29_text_is_utf8(api):
    assert obeyed(api, "H", {"statusCode": 200, "body": "é"}).body == "é".encode()
    assert obeyed(api, "U", "é").body == "é".encode()


def test_30_an_upload_that_makes_too_large_an_event(api):
    for face, body in (("R", b'{"message":"Request Too Long"}'), ("H", b'{"message":"Request Entity Too Large"}')):
        answer = api.api.request("POST", f"/_api/{face}/show/1", b"\xff" * 5_000_000, {"Content-Type": "image/png"})

        assert (answer.status, answer.body) == (413, body)


def test_a_body_beyond_ten_megabytes_is_refused(api):
    answer = api.api.request("POST", "/_api/H/show/1", b"x" * 10_485_761, {"Content-Type": "text/plain"})

    assert answer.status == 413


def test_head_is_answered_without_a_body(api):
    answer = api.api.request("HEAD", "/_api/H/show/1")

    assert (answer.status, answer.body) == (200, b"")


def test_too_many_headers_are_refused(api):
    assert api.api.request("GET", "/_api/H/show/1", b"", {"X-Long": "x" * 8_000}).status == 200
    assert api.api.request("GET", "/_api/H/show/1", b"", {"X-Long": "x" * 10_300}).status == 431


def test_a_websocket_is_refused(api):
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13"}

    answer = api.api.request("GET", "/_api/H/show/1", b"", asked)

    assert (answer.status, answer.json()) == (501, {"message": "Not served by Lambent: WebSocket connections"})


def test_a_function_url_is_reached_by_its_host(api):
    url = seen(api, "U")["requestContext"]["apiId"]

    answer = api.api.request("GET", "/x", b"", {"Host": f"{url}.lambda-url.us-east-1.localhost"})

    assert answer.json()["requestContext"]["domainPrefix"] == url
    assert answer.json()["rawPath"] == "/x"


def test_a_function_url_nobody_has_is_refused(api):
    answer = api.api.request("GET", "/lambda-url/Nobody/")

    assert (answer.status, answer.body) == (403, b'{"Message":null}')


def test_a_function_url_shows_the_request_id_of_its_invoke(api):
    answer = api.api.request("GET", "/lambda-url/Show/")

    assert answer.json()["requestContext"]["requestId"] == answer.header("x-amzn-RequestId")
    assert api.journal.wait(type="platform.start", request=answer.header("x-amzn-RequestId"))


def test_a_host_that_is_not_this_machine_is_refused(api):
    answer = api.api.request("GET", "/_api/H/show/1", b"", {"Host": "evil.test"})

    assert answer.status == 403


def test_each_request_leaves_a_line(api):
    api.api.request("GET", "/_api/H/once?a=b")

    api.wait_for_log('"GET /_api/H/once?a=b HTTP/1.1" 200 - ')
