"""A synchronous invoke that works: status, headers and bytes.  invoke-api.md §1.1, §1.2."""

import base64
import email.utils
import json
import re

import pytest

from harness import arn
from patterns import UUID
from raw_http import exchange, invoke_path
from templates import FUNCTIONS, function

# How an Event invoke is answered until asynchronous invocation exists: refused, naming the type.
EVENT_REFUSAL = (501, "NotImplementedException")


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Echo=function("basics.echo"),
        Context=function("basics.describe_context", MemorySize=256),
        Never=function("basics.echo"),
    )


def test_the_answer_has_status_200_and_the_bytes_of_the_result(daemon):
    answer = daemon.invoke("Echo", b'{"name":"Ada"}')

    assert answer.status == 200
    assert answer.body == b'{"name": "Ada"}'


def test_the_answer_carries_these_headers_in_this_letter_case(daemon):
    answer = daemon.invoke("Echo", {})

    headers = dict(answer.headers)
    assert headers["Content-Type"] == "application/json"
    assert headers["Content-Length"] == "2"
    assert headers["Connection"] == "keep-alive"
    assert headers["X-Amz-Executed-Version"] == "$LATEST"
    assert headers["x-amzn-Remapped-Content-Length"] == "0"
    assert re.fullmatch(UUID, headers["x-amzn-RequestId"])
    assert re.match(r"(?i)root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers["X-Amzn-Trace-Id"])
    assert email.utils.parsedate_to_datetime(headers["Date"]).tzname() == "UTC"


def test_a_success_has_neither_a_function_error_nor_a_log(daemon):
    answer = daemon.invoke("Echo", {})

    assert answer.header("X-Amz-Function-Error") is None
    assert answer.header("X-Amz-Log-Result") is None


def test_log_type_none_is_the_default_spelled_out(daemon):
    answer = daemon.invoke("Echo", {}, headers={"X-Amz-Log-Type": "None"})

    assert answer.status == 200
    assert answer.header("X-Amz-Log-Result") is None


def test_the_spelled_out_invocation_type_is_the_default(daemon):
    answer = daemon.invoke("Echo", b"[1]", headers={"X-Amz-Invocation-Type": "RequestResponse"})

    assert (answer.status, answer.body) == (200, b"[1]")


@pytest.mark.parametrize("content_type", ["application/json", "application/octet-stream", "text/plain"])
def test_the_content_type_of_the_request_does_not_matter(daemon, content_type):
    answer = daemon.invoke("Echo", b"[1]", headers={"Content-Type": content_type})

    assert (answer.status, answer.body) == (200, b"[1]")


def test_a_dry_run_is_204_without_a_body_and_runs_nothing(daemon):
    before = daemon.journal.last()

    answer = daemon.invoke("Never", {}, headers={"X-Amz-Invocation-Type": "DryRun"})

    assert (answer.status, answer.body) == (204, b"")
    assert answer.header("Content-Type") is None
    assert answer.header("X-Amz-Executed-Version") is None
    assert daemon.journal.events(after=before, function="Never") == []
    assert daemon.environments("Never") == []


def test_a_dry_run_of_a_missing_function_is_404(daemon):
    answer = daemon.invoke("Nobody", {}, headers={"X-Amz-Invocation-Type": "DryRun"})

    assert answer.status == 404


def test_an_event_invoke_is_refused_by_name_and_runs_nothing(daemon):
    before = daemon.journal.last()

    answer = daemon.invoke("Never", {}, headers={"X-Amz-Invocation-Type": "Event"})

    assert (answer.status, answer.header("x-amzn-ErrorType")) == EVENT_REFUSAL
    assert "Event" in answer.body.decode()
    assert daemon.journal.events(after=before, function="Never") == []


def test_the_request_id_of_the_answer_is_the_one_the_handler_sees(daemon):
    answer = daemon.invoke("Context", {})

    assert answer.json()["aws_request_id"] == answer.header("x-amzn-RequestId")


def test_a_request_id_of_the_caller_is_adopted(daemon):
    mine = "0d6ac3a5-5f7e-4d3e-9f51-2d1f4c9d7a10"

    answer = daemon.invoke("Context", {}, headers={"x-amzn-RequestId": mine})

    assert answer.header("x-amzn-RequestId") == mine
    assert answer.json()["aws_request_id"] == mine


def test_two_invokes_have_two_request_ids(daemon):
    ids = {daemon.invoke("Echo", {}).header("x-amzn-RequestId") for _ in range(2)}

    assert len(ids) == 2


def test_the_context_describes_the_function(daemon):
    seen = daemon.invoke("Context", {}).json()

    assert seen["function_name"] == "Context"
    assert seen["function_version"] == "$LATEST"
    assert seen["memory_limit_in_mb"] == "256"
    assert seen["invoked_function_arn"] == arn("Context")
    assert seen["log_group_name"] == "/aws/lambda/Context"
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", seen["log_stream_name"])
    assert seen["identity"] == [None, None]
    assert seen["client_context"] is None
    assert seen["tenant_id"] is None


def test_the_remaining_time_starts_at_the_functions_timeout(daemon):
    remaining = daemon.invoke("Context", {}).json()["remaining"]

    assert 20_000 < remaining <= 30_000


def test_the_qualifier_is_part_of_the_arn_when_the_caller_gave_one(daemon):
    seen = daemon.invoke("Context", {}, qualifier="$LATEST").json()

    assert seen["invoked_function_arn"] == arn("Context") + ":$LATEST"
    assert seen["function_version"] == "$LATEST"


def test_the_client_context_reaches_the_handler_without_foreign_keys(daemon):
    context = {"custom": {"user": "Ada"}, "env": {"locale": "el"}, "other": 1}
    encoded = base64.b64encode(json.dumps(context).encode()).decode()

    answer = daemon.invoke("Context", {}, headers={"X-Amz-Client-Context": encoded})

    assert answer.json()["client_context"] == {"custom": {"user": "Ada"}, "env": {"locale": "el"}}


def test_the_trace_of_the_caller_reaches_the_handler(daemon):
    root = "1-5759e988-bd862e3fe1be46a994272793"

    answer = daemon.invoke("Context", {}, headers={"X-Amzn-Trace-Id": f"Root={root};Sampled=1"})

    assert f"Root={root}" in answer.json()["trace"]
    assert root in answer.header("X-Amzn-Trace-Id")


def test_every_invoke_has_a_trace_even_if_the_caller_sent_none(daemon):
    traces = [daemon.invoke("Context", {}).json()["trace"] for _ in range(2)]

    assert all(re.match(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};", trace) for trace in traces)
    assert traces[0] != traces[1]


def test_one_connection_serves_many_invokes(daemon):
    connection = daemon.http.connection()

    answers = [exchange(connection, "POST", invoke_path("Echo"), str(n).encode()) for n in range(3)]

    assert [answer.body for answer in answers] == [b"0", b"1", b"2"]
    connection.close()


def test_boto3_sees_what_it_sees_from_aws(daemon, lambda_client):
    answer = lambda_client(daemon).invoke(FunctionName="Echo", Payload=b'{"a": 1}')

    assert answer["StatusCode"] == 200
    assert answer["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in answer
    assert answer["Payload"].read() == b'{"a": 1}'


def test_region_and_account_are_the_daemons(daemon_factory):
    daemon = daemon_factory(
        *("--region", "eu-central-1", "--account", "111122223333"),
        targets=[f"{FUNCTIONS}:basics.describe_context"],
    )

    seen = daemon.invoke("functions", {}).json()

    assert seen["invoked_function_arn"] == arn("functions", region="eu-central-1", account="111122223333")
