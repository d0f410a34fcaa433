"""How `lambent start-api` serves: time limits, many at once, several APIs, files, and HTTP that is not beyond doubt.
local-api.md §2.6, §3.1, §5.12, §5.13."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from apis import http_api, http_route, on, rest_api, route, web
from harness import run_cli
from raw_http import RawHttp, read_response
from templates import function, write_template


@pytest.mark.parametrize(
    "row, status, body",
    [
        (route("/nap", "GET", TimeoutInMillis=300), 504, b'{"message": "Endpoint request timed out"}'),
        (http_route("/nap", "GET", TimeoutInMillis=300), 503, b'{"message":"Service Unavailable"}'),
    ],
    ids=["rest", "http"],
)
def test_an_integration_times_out_and_its_invoke_goes_on(serve_api, row, status, body):
    daemon = serve_api(Nap=web("sleep", row))

    answer = daemon.api.request("GET", "/nap?seconds=1")

    assert (answer.status, answer.body) == (status, body)
    report = daemon.journal.wait(type="platform.report", function="Nap")[0]
    assert report["record"]["status"] == "success"


def test_time_limits_of_integrations_can_be_switched_off(serve_api):
    daemon = serve_api(["--no-timeout"], Nap=web("sleep", route("/nap", "GET", TimeoutInMillis=50)))

    assert daemon.api.request("GET", "/nap?seconds=0.5").body == b"slept"


@pytest.mark.slow
@pytest.mark.parametrize("make, status, limit", [(route, 504, 29), (http_route, 503, 30)], ids=["rest", "http"])
def test_19_an_integration_has_29_seconds_in_rest_and_30_in_http_apis(serve_api, make, status, limit):
    daemon = serve_api(Nap=web("sleep", make("/nap", "GET"), Timeout=60))

    began = time.monotonic()
    answer = daemon.api.request("GET", "/nap?seconds=31")

    assert (answer.status, int(time.monotonic() - began)) == (status, limit)


def test_fifty_requests_are_served_at_once(serve_api):
    daemon = serve_api(Nap=web("sleep", http_route("/nap", "GET"), MemorySize=128))

    def fifty() -> tuple[set, float]:
        began = time.monotonic()
        with ThreadPoolExecutor(50) as pool:
            statuses = set(pool.map(lambda _: daemon.api.request("GET", "/nap?seconds=1").status, range(50)))
        return statuses, time.monotonic() - began

    assert fifty()[0] == {200}  # starts the environments
    statuses, taken = fifty()
    assert statuses == {200}
    assert taken < 3


def test_apis_that_could_be_meant_by_one_request_have_ports_of_their_own(serve_api):
    daemon = serve_api(
        RestOne=rest_api(),
        RestTwo=rest_api(StageName="two"),
        Show=web("show", on("RestOne", "/a", "GET"), on("RestTwo", "/a", "GET"), on("RestTwo", "/{p+}", "GET")),
    )
    daemon.wait_for_log("Mounting Show at http://127.0.0.1")

    ports = re.findall(r"Mounting Show at (http://\S+?)/a ", daemon.stderr())

    assert len(ports) == len(set(ports)) == 2
    assert ports[0] == daemon.api_url
    stages = [RawHttp(port).request("GET", "/a").json()["requestContext"]["stage"] for port in ports]
    assert stages == ["dev", "two"]
    assert daemon.api.request("GET", "/_api/RestTwo/b").json()["requestContext"]["stage"] == "two"


def test_only_the_api_that_was_named_is_served(serve_api):
    daemon = serve_api(
        ["--api", "Http"],
        Rest=rest_api(),
        Http=http_api(),
        Show=web("show", on("Rest", "/a", "GET"), on("Http", "/b", "GET")),
    )

    assert daemon.api.request("GET", "/b").status == 200
    assert daemon.api.request("GET", "/a").status == 404


def test_a_route_that_cannot_be_served_answers_501_with_its_reason_and_is_listed(serve_api):
    image = {"PackageType": "Image", "ImageUri": "x", "Events": {"A": route("/image", "GET")}}
    daemon = serve_api(
        Show=web("show", route("/a", "GET")),
        Image={"Type": "AWS::Serverless::Function", "Properties": image},
    )

    answer = daemon.api.request("GET", "/image")

    assert (answer.status, answer.json()) == (501, {"message": 'Not served by Lambent: "Image" is not run here'})
    assert f'Mounting None at {daemon.api_url}/image [GET]: answers 501, "Image" is not run here' in daemon.stderr()


def test_files_are_served_where_no_route_matches(serve_api, tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public/page.html").write_text("<p>é</p>")
    (tmp_path / "public/a").write_text("hidden by the route")
    daemon = serve_api(Show=web("show", route("/a", "GET")))

    page = daemon.api.request("GET", "/page.html")

    assert (page.status, page.body) == (200, "<p>é</p>".encode())
    assert page.header("Content-Type") == "text/html; charset=utf-8"
    assert daemon.api.request("GET", "/a").json()["path"] == "/a"
    assert daemon.api.request("POST", "/page.html").status == 403
    assert daemon.api.request("GET", "/..%2ftemplate.json").status == 403


def test_a_static_folder_that_is_not_there_is_refused(tmp_path):
    template = write_template(tmp_path, Show=web("show", route("/a", "GET")))

    done = run_cli("start-api", "-t", str(template), "--static-dir", str(tmp_path / "none"))

    assert (done.code, "--static-dir: expected a folder" in done.stderr) == (2, True)


def test_samconfig_names_the_port_of_the_api(daemon_factory, tmp_path):
    write_template(tmp_path, Show=web("show", route("/a", "GET")))
    (tmp_path / "samconfig.toml").write_text(
        "version = 0.1\n[default.local_start_api.parameters]\nport = 1\ndisable_authorizer = true\n"
    )

    daemon = daemon_factory(cwd=tmp_path, command="start-api")  # --port 0 of the command line wins

    assert daemon.api.request("GET", "/a").status == 200


def test_only_the_functions_that_were_named_answer(daemon_factory, tmp_path):
    template = write_template(
        tmp_path, Wanted=web("show", route("/a", "GET")), Other=web("show", route("/b", "GET")), Idle=function("web.show")
    )
    daemon = daemon_factory(template=template, targets=["Wanted"], command="start-api")

    assert daemon.api.request("GET", "/a").status == 200
    answer = daemon.api.request("GET", "/b")
    assert (answer.status, "Other is not among the functions" in answer.json()["message"]) == (501, True)


SMUGGLED = {
    "two lengths": b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
    "a length with chunks": b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a bare line feed": b"X-A: b\nX-C: d\r\n\r\n",
    "a folded line": b"X-A: b\r\n c\r\n\r\n",
    "a blank before the colon": b"Content-Length : 3\r\n\r\nabc",
}


@pytest.mark.parametrize("rest", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_a_request_that_two_readers_may_understand_differently_is_refused(plain_api, rest):
    raw = plain_api.api.socket()
    raw.sendall(b"POST /a HTTP/1.1\r\nHost: localhost\r\n" + rest)

    answer = read_response(raw)

    assert (answer.status, answer.header("Connection")) == (400, "close")
    assert raw.recv(1) == b""
    raw.close()


@pytest.fixture(scope="module")
def plain_api(module_api):
    return module_api(Show=web("show", http_route("/a", "ANY"), http_route("/b/{id}", "ANY")))


def test_requests_may_follow_each_other_on_one_connection(plain_api):
    raw = plain_api.api.socket()
    raw.sendall(b"".join(f"GET /b/{i} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for i in range(3)))
    raw.sendall(b"GET /b/last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    received = raw.makefile("rb").read().decode()

    assert received.count("HTTP/1.1 200 OK\r\n") == 4
    assert re.findall(r'"pathParameters": \{"id": "(\w+)"\}', received) == ["0", "1", "2", "last"]
    raw.close()


def test_a_body_in_chunks_reaches_the_function_whole_with_its_length(plain_api):
    raw = plain_api.api.socket()
    raw.sendall(
        b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )

    event = read_response(raw).json()

    assert (event["body"], event["headers"]["content-length"]) == ("abcde", "5")
    assert "transfer-encoding" not in event["headers"]
    raw.close()


def test_a_client_that_waits_for_leave_gets_it(plain_api):
    raw = plain_api.api.socket()
    raw.sendall(
        b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
        b"Expect: 100-continue\r\n\r\n"
    )

    assert raw.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    raw.sendall(b"hi")
    assert read_response(raw).json()["body"] == "hi"
    raw.close()
