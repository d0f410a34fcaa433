"""Who may pass to a function: local-api.md §4.2, §4.3, §8 rows 24-26."""

import base64
import json
import time

import pytest

from apis import http_api, on, rest_api, web
from harness import run_cli
from templates import function, write_template


def get_att(name: str) -> dict:
    return {"Fn::GetAtt": [name, "Arn"]}


@pytest.fixture(scope="module")
def api(module_api):
    token = {"FunctionArn": get_att("Token"), "Identity": {"ValidationExpression": "[a-z]+", "ReauthorizeEvery": 0}}
    kept = {"FunctionArn": get_att("Kept")}
    simple = {
        "FunctionArn": get_att("Simple"),
        "AuthorizerPayloadFormatVersion": "2.0",
        "EnableSimpleResponses": True,
        "Identity": {"Headers": ["X-Token"], "ReauthorizeEvery": 0},
    }
    jwt = {"JwtConfiguration": {"issuer": "https://issuer.test", "audience": ["shop"]}}
    return module_api(
        R=rest_api(Auth={"Authorizers": {"T": token, "K": kept}}),
        H=http_api(Auth={"Authorizers": {"S": simple, "J": jwt}}),
        Token=function("web_authorizers.handler"),
        Kept=function("web_authorizers.handler"),
        Simple=function("web_authorizers.simple"),
        Show=web(
            "show",
            on("R", "/token", "GET", Auth={"Authorizer": "T"}),
            on("R", "/guarded", "GET", Auth={"Authorizer": "T"}),
            on("R", "/kept", "GET", Auth={"Authorizer": "K"}),
            on("R", "/key", "GET", Auth={"ApiKeyRequired": True}),
            on("R", "/needs", "GET", RequestParameters=[{"method.request.querystring.page": {"Required": True}}]),
            on("R", "/iam", "GET", Auth={"Authorizer": "AWS_IAM"}),
            on("H", "/simple", "GET", Auth={"Authorizer": "S"}),
            on("H", "/jwt", "GET", Auth={"Authorizer": "J"}),
            on("H", "/scoped", "GET", Auth={"Authorizer": "J", "AuthorizationScopes": ["read"]}),
            FunctionUrlConfig={"AuthType": "AWS_IAM"},
        ),
    )


def call(api, path, **headers):
    return api.api.request("GET", path, b"", headers)


def test_24_without_a_token_nobody_is_asked(api):
    before = api.journal.last()

    answer = call(api, "/token")

    assert (answer.status, answer.body) == (401, b'{"message":"Unauthorized"}')
    assert answer.header("x-amzn-ErrorType") == "UnauthorizedException"
    assert api.journal.events(after=before) == []


def test_a_token_that_does_not_match_its_expression_is_refused(api):
    assert call(api, "/token", Authorization="ALLOW").status == 401


def test_26_a_rest_context_reaches_the_function_as_text(api):
    answer = call(api, "/token", Authorization="allow")
    authorizer = answer.json()["requestContext"]["authorizer"]

    assert answer.status == 200
    assert (authorizer["principalId"], authorizer["n"]) == ("user-42", "3")
    assert isinstance(authorizer["integrationLatency"], int)


@pytest.mark.parametrize(
    "token, status, body",
    [
        ("deny", 403, {"Message": "User is not authorized to access this resource with an explicit deny"}),
        ("unauthorized", 401, {"message": "Unauthorized"}),
        ("broken", 500, {"message": None}),
        ("nothing", 500, {"message": None}),
        ("object", 500, {"message": None}),
    ],
)
def test_an_authorizer_that_does_not_let_pass(api, token, status, body):
    answer = call(api, "/token", Authorization=token)

    assert (answer.status, answer.json()) == (status, body)


def test_25_a_deny_beats_an_allow_of_everything(api):
    assert call(api, "/token", Authorization="both").status == 200
    assert call(api, "/guarded", Authorization="both").status == 403


def test_an_answer_is_kept_by_identity(api):
    def calls(token):
        return call(api, "/kept", Authorization=token).json()["requestContext"]["authorizer"]["calls"]

    first = calls("one")
    assert calls("one") == first
    assert calls("two") == str(int(first) + 1)


def test_a_simple_answer_is_true_or_false(api):
    allowed = call(api, "/simple", **{"X-Token": "allow"})

    assert allowed.json()["requestContext"]["authorizer"]["lambda"]["roles"] == ["reader"]
    assert call(api, "/simple", **{"X-Token": "no"}).body == b'{"message":"Forbidden"}'
    assert call(api, "/simple", **{"X-Token": "text"}).status == 500
    assert call(api, "/simple").status == 401


def token(**claims) -> str:
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    body = {"iss": "https://issuer.test", "aud": "shop", "exp": int(time.time()) + 600} | claims
    return f"{part({'alg': 'RS256'})}.{part(body)}.c2ln"


def test_a_web_token_is_read_and_shown(api):
    answer = call(api, "/jwt", Authorization=f"Bearer {token(sub='u1')}")
    jwt = answer.json()["requestContext"]["authorizer"]["jwt"]

    assert (jwt["claims"]["sub"], jwt["scopes"]) == ("u1", None)


def test_a_web_token_that_breaks_a_rule_is_refused(api):
    expired = call(api, "/jwt", Authorization=token(exp=1))

    assert (expired.status, expired.body) == (401, b'{"message":"Unauthorized"}')
    assert 'error_description="the token has expired"' in expired.header("www-authenticate")
    assert call(api, "/jwt", Authorization=token(iss="https://other.test")).status == 401
    assert call(api, "/jwt", Authorization="nonsense").status == 401
    assert call(api, "/jwt").status == 401


def test_a_web_token_needs_one_of_the_scopes(api):
    granted = call(api, "/scoped", Authorization=token(scope="read other"))

    assert granted.json()["requestContext"]["authorizer"]["jwt"]["scopes"] == ["read"]
    assert call(api, "/scoped", Authorization=token(scope="write")).body == b'{"message":"Forbidden"}'


def test_an_api_key_must_be_there(api):
    missing = call(api, "/key")

    assert (missing.status, missing.body) == (403, b'{"message":"Forbidden"}')
    assert call(api, "/key", **{"x-api-key": "k1"}).json()["requestContext"]["identity"]["apiKey"] == "k1"


def test_only_the_api_keys_that_were_named_are_taken(serve_api):
    daemon = serve_api(
        ["--api-key", "k1", "--api-key", "k2"],
        R=rest_api(Auth={"ApiKeyRequired": True}),
        Show=web("show", on("R", "/key", "GET")),
    )

    assert call(daemon, "/key", **{"x-api-key": "k2"}).status == 200
    assert call(daemon, "/key", **{"x-api-key": "k3"}).status == 403


def test_a_required_parameter_must_be_there(api):
    answer = call(api, "/needs")

    assert (answer.status, answer.body) == (400, b'{"message": "Missing required request parameters: [page]"}')
    assert call(api, "/needs?page=1").status == 200


def test_iam_takes_everybody_for_the_accounts_user(api):
    identity = call(api, "/iam").json()["requestContext"]["identity"]
    url = call(api, "/lambda-url/Show/").json()["requestContext"]

    assert (identity["accountId"], identity["userArn"]) == ("123456789012", "arn:aws:iam::123456789012:user/local")
    assert url["accountId"] == url["authorizer"]["iam"]["accountId"] == "123456789012"


def test_authorizers_can_be_switched_off(serve_api):
    daemon = serve_api(
        ["--disable-authorizer"],
        R=rest_api(Auth={"DefaultAuthorizer": "T", "Authorizers": {"T": {"FunctionArn": get_att("Token")}}}),
        Token=function("web_authorizers.handler"),
        Show=web("show", on("R", "/a", "GET")),
    )

    assert "authorizer" not in call(daemon, "/a").json()["requestContext"]


def test_signatures_need_their_keys(serve_api, tmp_path):
    template = write_template(tmp_path, Show=web("show", on("H", "/a", "GET")), H=http_api())

    done = run_cli("start-api", "-t", str(template), "--port", "0", "--jwt", "verify")

    assert (done.code, "--jwt verify needs --jwks FILE" in done.stderr) == (2, True)


def test_a_developer_may_put_words_in_an_authorizers_mouth(serve_api, tmp_path):
    (tmp_path / "context.json").write_text('{"principalId": "file"}')
    api = rest_api(Auth={"DefaultAuthorizer": "T", "Authorizers": {"T": {"FunctionArn": get_att("Token")}}})
    daemon = serve_api(
        ["--allow-authorizer-override", "--authorizer-context", tmp_path / "context.json"],
        R=api,
        Token=function("web_authorizers.handler"),
        Show=web("show", on("R", "/a", "GET")),
    )

    by_header = call(daemon, "/a", **{"x-local-authorizer": '{"principalId": "header"}'})
    by_file = call(daemon, "/a")

    assert by_header.json()["requestContext"]["authorizer"] == {"principalId": "header"}
    assert by_file.json()["requestContext"]["authorizer"] == {"principalId": "file"}
    assert call(daemon, "/a", **{"x-local-authorizer": "nonsense"}).status == 500


def test_without_leave_the_header_means_nothing(api):
    assert call(api, "/token", **{"x-local-authorizer": '{"principalId": "header"}'}).status == 401
