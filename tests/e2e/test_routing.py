"""Paths and methods that lead nowhere, and the ones that are nearly right.  invoke-api.md §0.1, §0.4."""

import pytest

from templates import function

UNKNOWN = b'{"Message":"Unable to determine service/operation name to be authorized"}'


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(Echo=function("basics.echo"))


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/"),
        ("GET", "/nope"),
        ("POST", "/2015-03-31/functions/Echo"),
        ("GET", "/2015-03-31/functions/Echo/invocations"),
        ("PUT", "/2015-03-31/functions/Echo/invocations"),
        ("POST", "/2014-11-13/functions/Echo/invocations"),
        ("POST", "/2015-03-31/functions/Echo/invocations/more"),
        ("POST", "/2015-03-31/functions/invocations"),
        ("DELETE", "/2015-03-31/functions"),
    ],
)
def test_an_unknown_path_or_method_is_access_denied(daemon, method, path):
    answer = daemon.http.request(method, path)

    assert answer.status == 403
    assert answer.header("x-amzn-ErrorType") == "AccessDeniedException"
    assert answer.header("Content-Type") == "application/json"
    assert answer.body == UNKNOWN


def test_the_log_names_the_path_that_leads_nowhere(serve):
    daemon = serve(Echo=function("basics.echo"))
    daemon.http.request("GET", "/somewhere/else")

    assert "/somewhere/else" in daemon.stop()


@pytest.mark.parametrize("path", ["/2015-03-31/functions/", "/2015-03-31/functions/Echo/invocations/"])
def test_a_trailing_slash_is_accepted(daemon, path):
    method = "POST" if path.endswith("invocations/") else "GET"

    assert daemon.http.request(method, path, b"").status == 200


@pytest.mark.parametrize(
    "operation, method, path",
    [
        ("CreateFunction", "POST", "/2015-03-31/functions"),
        ("DeleteFunction", "DELETE", "/2015-03-31/functions/Echo"),
        ("UpdateFunctionCode", "PUT", "/2015-03-31/functions/Echo/code"),
        ("PublishVersion", "POST", "/2015-03-31/functions/Echo/versions"),
        ("InvokeWithResponseStream", "POST", "/2021-11-15/functions/Echo/response-streaming-invocations"),
        ("InvokeAsync", "POST", "/2014-11-13/functions/Echo/invoke-async/"),
    ],
)
def test_an_operation_that_is_not_there_yet_is_refused_by_name(daemon, operation, method, path):
    answer = daemon.http.request(method, path, b"{}")

    assert (answer.status, answer.header("x-amzn-ErrorType")) == (501, "NotImplementedException")
    assert operation in answer.json()["Message"]
