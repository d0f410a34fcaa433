"""The context object and the tracing variable (runtime-api.md §7.7, §7.10, §7.11)."""

import json

import pytest
from support import ARN, Event

ATTRIBUTES = """
def handler(event, context):
    return eval(event, {"context": context, "os": __import__("os")})
"""
CLIENT_CONTEXT = {
    "client": {
        "installation_id": "i",
        "app_title": "t",
        "app_version_name": "v",
        "app_version_code": "c",
        "app_package_name": "p",
    },
    "custom": {"k": "é"},
    "env": {"locale": "de"},
}
IDENTITY = {"cognitoIdentityId": "id", "cognitoIdentityPoolId": "pool"}


def value_of(run, expression, headers=None, variables=None, **event):
    outcome = run(
        ATTRIBUTES,
        Event(json.dumps(expression).encode(), headers=headers or {}, **event),
        variables=variables,
    )
    assert outcome.post.kind == "response", outcome
    return json.loads(outcome.post.body)


def test_plain_attributes(run):
    expression = (
        "[context.aws_request_id, context.invoked_function_arn, context.function_name, context.function_version,"
        " context.memory_limit_in_mb, context.log_group_name, context.log_stream_name, context.tenant_id,"
        " context.client_context, context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id]"
    )
    assert value_of(run, expression, request_id="abc") == [
        "abc",
        ARN,
        "fn",
        "$LATEST",
        "128",
        "/aws/lambda/fn",
        "2026/01/01/[$LATEST]abc",
        None,
        None,
        None,
        None,
    ]


def test_absent_variables_are_none(run):
    names = ("LOG_GROUP_NAME", "LOG_STREAM_NAME", "FUNCTION_NAME", "FUNCTION_VERSION", "FUNCTION_MEMORY_SIZE")
    expression = (
        "[context.log_group_name, context.log_stream_name, context.function_name, context.function_version,"
        " context.memory_limit_in_mb]"
    )
    assert value_of(run, expression, variables={f"AWS_LAMBDA_{name}": None for name in names}) == [None] * 5


def test_tenant_id(run):
    assert value_of(run, "context.tenant_id", {"Lambda-Runtime-Aws-Tenant-Id": "blue"}) == "blue"


def test_client_context(run):
    headers = {"Lambda-Runtime-Client-Context": json.dumps(CLIENT_CONTEXT, ensure_ascii=False)}
    expression = (
        "[context.client_context.custom, context.client_context.env, context.client_context.client.installation_id,"
        " context.client_context.client.app_title, context.client_context.client.app_version_name,"
        " context.client_context.client.app_version_code, context.client_context.client.app_package_name]"
    )
    assert value_of(run, expression, headers) == [{"k": "é"}, {"locale": "de"}, "i", "t", "v", "c", "p"]


def test_parts_missing_in_the_client_context_are_none(run):
    headers = {"Lambda-Runtime-Client-Context": "{}"}
    expression = "[context.client_context.custom, context.client_context.env, context.client_context.client]"
    assert value_of(run, expression, headers) == [None, None, None]


def test_null_client_context_is_none(run):
    assert value_of(run, "context.client_context", {"Lambda-Runtime-Client-Context": "null"}) is None


def test_identity(run):
    headers = {"Lambda-Runtime-Cognito-Identity": json.dumps(IDENTITY)}
    expression = "[context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id]"
    assert value_of(run, expression, headers) == ["id", "pool"]


@pytest.mark.parametrize(
    "header, title",
    [
        ("Lambda-Runtime-Client-Context", "Client Context"),
        ("Lambda-Runtime-Cognito-Identity", "Cognito Identity"),
    ],
)
def test_header_that_is_not_json_is_an_error_of_the_invoke(run, header, title):
    outcome = run(ATTRIBUTES, Event(b'"1"', headers={header: "{x"}), Event(b'"1"'))
    assert json.loads(outcome.posts[0].body) == {
        "errorMessage": f"Unable to parse {title} JSON: "
        "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "errorType": "Runtime.LambdaContextUnmarshalError",
        "requestId": "id-1",
        "stackTrace": [],
    }
    assert outcome.posts[1].body == b"1"


W3C = [
    # what the client context has as "w3c", what w3c() returns
    ({"traceparent": "00-a-b-01", "tracestate": "k=v", "baggage": "x=y"}, None),
    ({"traceparent": "00-a-b-01", "other": "z"}, {"traceparent": "00-a-b-01"}),
    ({"traceparent": 5, "tracestate": None, "baggage": ["x"]}, {}),
    ("text", {}),
    (None, {}),
    ([], {}),
]


@pytest.mark.parametrize("sent, seen", W3C)
def test_w3c(run, sent, seen):
    headers = {"Lambda-Runtime-Client-Context": json.dumps({"custom": {"a": 1}, "w3c": sent})}
    expression = "[context.w3c(), context.client_context.custom, hasattr(context.client_context, 'w3c')]"
    assert value_of(run, expression, headers) == [sent if seen is None else seen, {"a": 1}, False]


@pytest.mark.parametrize("text", ["5", '"a"', "[]"])
def test_client_context_that_is_no_object_is_an_error_of_the_invoke(run, text):
    payload = json.loads(
        run(ATTRIBUTES, Event(b'"1"', headers={"Lambda-Runtime-Client-Context": text})).post.body
    )
    kind = type(json.loads(text)).__name__
    assert (payload["errorType"], payload["errorMessage"]) == (
        "AttributeError",
        f"'{kind}' object has no attribute 'get'",
    )


def test_w3c_is_empty_without_a_client_context_and_a_copy(run):
    assert value_of(run, "[context.w3c(), context.w3c() is not context.w3c()]") == [{}, True]


def test_remaining_time_counts_down_to_the_deadline(run):
    import time

    now = int(time.time() * 1000)
    expression = "context.get_remaining_time_in_millis()"
    left = value_of(run, expression, deadline_ms=now + 60_000)
    assert isinstance(left, int)
    assert 60_000 - 1000 * (time.time() - now / 1000) - 5 <= left <= 60_000


def test_remaining_time_is_never_negative(run):
    assert value_of(run, "context.get_remaining_time_in_millis()", deadline_ms=1000) == 0


def test_repr(run):
    headers = {
        "Lambda-Runtime-Client-Context": json.dumps({"client": {"app_title": "t"}, "env": {"a": 1}}),
        "Lambda-Runtime-Cognito-Identity": json.dumps(IDENTITY),
        "Lambda-Runtime-Aws-Tenant-Id": "blue",
    }
    assert value_of(run, "repr(context)", headers) == (
        "LambdaContext([aws_request_id=id-1,log_group_name=/aws/lambda/fn,log_stream_name=2026/01/01/[$LATEST]abc,"
        f"function_name=fn,memory_limit_in_mb=128,function_version=$LATEST,invoked_function_arn={ARN},"
        "client_context=ClientContext([custom=None,env={'a': 1},client=Client([installation_id=None,app_title=t,"
        "app_version_name=None,app_version_code=None,app_package_name=None])]),"
        "identity=CognitoIdentity([cognito_identity_id=id,cognito_identity_pool_id=pool]),tenant_id=blue])"
    )


def test_repr_of_a_bare_context(run):
    assert value_of(run, "repr(context)").endswith(
        "client_context=None,identity=CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None]),"
        "tenant_id=None])"
    )


def test_attributes_can_be_set_and_listed(run):
    expression = "[setattr(context, 'mine', 1), context.mine, sorted(vars(context))[0], len(vars(context))]"
    assert value_of(run, expression) == [None, 1, "_epoch_deadline_time_in_ms", 13]


def test_log_writes_the_text_as_it_is(run):
    outcome = run(
        "def handler(e, context):\n    context.log('a\\n')\n    context.log(5)\n    context.log(None)\n",
        Event(),
    )
    assert outcome.stdout == "a\n5None"


def test_log_in_frames_has_no_level(run):
    outcome = run(
        "def handler(e, context): context.log({'a': 1})\n",
        Event(),
        framed=True,
        variables={"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "INFO"},
    )
    assert [(kind, text) for kind, _, text in outcome.frames] == [("A55A0003", "{'a': 1}")]


def test_log_goes_to_stdout_when_the_function_removed_the_handler(run):
    code = "import logging\nlogging.getLogger().handlers.clear()\ndef handler(e, context): context.log('x')\n"
    outcome = run(code, Event(), framed=True)
    assert (outcome.stdout, outcome.frames) == ("x", [])


def test_tracing_variable_follows_the_header(run):
    code = """
        import os
        at_import = os.environ.get("_X_AMZN_TRACE_ID")
        def handler(event, context):
            return [at_import, os.environ.get("_X_AMZN_TRACE_ID")]
        """
    traced = {
        "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    }
    outcome = run(code, Event(headers=traced), Event())
    assert [json.loads(post.body) for post in outcome.posts] == [
        [None, traced["Lambda-Runtime-Trace-Id"]],
        [None, None],
    ]


def test_coroutine_handlers_are_not_awaited(run):
    outcome = run("async def handler(event, context): return 1\n", Event())
    payload = json.loads(outcome.post.body)
    assert payload["errorType"] == "Runtime.MarshalError"
    assert (
        payload["errorMessage"]
        == "Unable to marshal response: Object of type coroutine is not JSON serializable"
    )


def test_threads_live_on_and_log_under_the_current_id(run):
    code = """
        import logging, queue, threading
        work, done = queue.Queue(), queue.Queue()
        def worker():
            while True:
                logging.warning(work.get())
                done.put(None)
        threading.Thread(target=worker, daemon=True).start()
        def handler(event, context):
            work.put(event)
            done.get()
        """
    outcome = run(code, Event(b'"a"', request_id="id-1"), Event(b'"b"', request_id="id-2"))
    assert [line.split("\t")[2:] for line in outcome.stdout.splitlines()] == [["id-1", "a"], ["id-2", "b"]]
