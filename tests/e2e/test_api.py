"""`lambent start-api`: HTTP in, the event that AWS would build, and HTTP out.  local-api.md §1, §2, §8."""

from apis import http_route, route, web
from harness import run_cli
from templates import function, write_template


def test_a_rest_route_hands_the_function_the_event_of_format_1(serve_api):
    daemon = serve_api(Show=web("show", route("/orders/{name}", "POST")))

    answer = daemon.api.request(
        "POST",
        "/orders/Summer%20Sale?tag=red&tag=blue%2Bgreen&q=a+b&empty=",
        b'{"sku":"B-204","qty":3}',
        {"Content-Type": "application/json", "X-Tag": "one", "authorization": "Bearer abc"},
    )
    event = answer.json()

    assert answer.status == 200
    assert (event["resource"], event["path"]) == ("/orders/{name}", "/orders/Summer%20Sale")
    assert event["queryStringParameters"] == {"empty": "", "q": "a b", "tag": "blue+green"}
    assert event["multiValueQueryStringParameters"]["tag"] == ["red", "blue+green"]
    assert event["pathParameters"] == {"name": "Summer%20Sale"}
    assert (event["body"], event["isBase64Encoded"]) == ('{"sku":"B-204","qty":3}', False)
    assert event["headers"]["Authorization"] == "Bearer abc"
    assert "Content-Length" not in event["headers"]
    assert event["requestContext"]["path"] == "/Prod/orders/Summer%20Sale"
    assert event["requestContext"]["requestId"] == answer.header("x-amzn-RequestId")
    assert event["requestContext"]["extendedRequestId"] == answer.header("x-amz-apigw-id")


def test_an_http_route_hands_the_function_the_event_of_format_2(serve_api):
    daemon = serve_api(Show=web("show", http_route("/orders/{name}", "POST")))

    answer = daemon.api.request(
        "POST",
        "/orders/Summer%20Sale?tag=red&tag=blue%2Bgreen&q=a+b",
        b'{"sku":"B-204"}',
        {"Content-Type": "application/json", "Cookie": "sid=9f2; theme=dark"},
    )
    event = answer.json()

    assert (event["version"], event["routeKey"]) == ("2.0", "POST /orders/{name}")
    assert event["rawPath"] == "/orders/Summer Sale"
    assert event["rawQueryString"] == "tag=red&tag=blue%2Bgreen&q=a+b"
    assert event["queryStringParameters"] == {"q": "a b", "tag": "red,blue+green"}
    assert event["cookies"] == ["sid=9f2", "theme=dark"]
    assert "cookie" not in event["headers"]
    assert event["pathParameters"] == {"name": "Summer Sale"}
    assert event["requestContext"]["requestId"] == answer.header("Apigw-Requestid")


def test_the_ready_line_and_the_report_say_where_the_api_is(serve_api):
    daemon = serve_api(Show=web("show", route("/a", "GET"), route("/a", "POST")))

    assert daemon.ready == {"ready": True, "lambda": daemon.url, "api": daemon.api_url, "pid": daemon.pid}
    assert f"Mounting Show at {daemon.api_url}/a [GET, POST]\n" in daemon.stderr()


def test_serve_serves_apis_as_well(serve):
    daemon = serve(Show=web("show", http_route("/a", "GET")))

    assert daemon.api.request("GET", "/a").json()["rawPath"] == "/a"
    assert daemon.invoke("Show", {}).status == 200


def test_a_template_without_an_api_is_refused(tmp_path):
    template = write_template(tmp_path, Plain=function("basics.echo"))

    done = run_cli("start-api", "-t", str(template))

    assert done.code == 2
    assert "does not have any APIs connected to Lambda functions" in done.stderr
