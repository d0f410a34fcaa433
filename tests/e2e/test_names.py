"""Names, ARNs and qualifiers: what is the function, and what is refused.  invoke-api.md §0.5, §4.2, §4.3."""

import json

import pytest

from harness import arn
from raw_http import invoke_path
from templates import function

READ_PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?"
    r"(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"
)
QUALIFIER_PATTERN = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"

FORMS = [
    "my-fn",
    "function:my-fn",
    "123456789012:function:my-fn",
    "123456789012:my-fn",
    "us-east-1:123456789012:function:my-fn",
    "arn:aws:lambda:us-east-1:123456789012:function:my-fn",
]


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(MyFunction=function("basics.describe_context", FunctionName="my-fn"))


def complaint(value: str, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"


def expect_validation(answer, *complaints: str) -> None:
    """A ValidationException with these parts, in any order."""
    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "ValidationException"
    body = answer.json()
    assert list(body) == ["message"]
    count = len(complaints)
    prefix = f"{count} validation error{'s' if count > 1 else ''} detected: "
    assert body["message"].startswith(prefix)
    assert sorted(body["message"].removeprefix(prefix).split("; ")) == sorted(complaints)


def expect_not_found(answer, message: str) -> None:
    assert answer.status == 404
    assert answer.header("x-amzn-ErrorType") == "ResourceNotFoundException"
    assert answer.body.decode() == json.dumps({"Type": "User", "Message": message}, separators=(",", ":"))


@pytest.mark.parametrize("form", [*FORMS, "MyFunction"])
def test_each_form_of_the_name_is_the_function(daemon, form):
    answer = daemon.invoke(form, {})

    assert answer.status == 200
    assert answer.json()["function_name"] == "my-fn"
    assert answer.json()["invoked_function_arn"] == arn("my-fn")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_may_carry_the_qualifier(daemon, form):
    answer = daemon.invoke(f"{form}:$LATEST", {})

    assert answer.status == 200
    assert answer.json()["invoked_function_arn"] == arn("my-fn") + ":$LATEST"
    assert answer.header("X-Amz-Executed-Version") == "$LATEST"


@pytest.mark.parametrize("form", FORMS)
def test_the_same_qualifier_in_the_name_and_in_the_query_is_fine(daemon, form):
    assert daemon.invoke(f"{form}:$LATEST", {}, qualifier="$LATEST").status == 200


def test_a_raw_colon_and_dollar_in_the_path_are_as_good_as_encoded_ones(daemon):
    path = f"/2015-03-31/functions/{arn('my-fn')}:$LATEST/invocations?Qualifier=$LATEST"

    assert daemon.http.request("POST", path, b"{}").status == 200


def test_the_path_is_decoded_once(daemon):
    twice = invoke_path("my%2Dfn")

    assert daemon.http.request("POST", "/2015-03-31/functions/my%2Dfn/invocations", b"{}").status == 200
    assert "%252D" in twice
    assert daemon.http.request("POST", twice, b"{}").status == 400


def test_two_different_qualifiers_are_refused(daemon):
    answer = daemon.invoke("my-fn:$LATEST", {}, qualifier="1")

    assert answer.status == 400
    assert answer.header("x-amzn-ErrorType") == "InvalidParameterValueException"
    assert answer.json() == {
        "Type": "User",
        "message": "The derived qualifier from the function name does not match the specified qualifier.",
    }


def test_a_missing_function_is_404_with_latest_appended(daemon):
    expect_not_found(daemon.invoke("nobody", {}), f"Function not found: {arn('nobody')}:$LATEST")


@pytest.mark.parametrize("qualifier", ["$LATEST", "prod", "7"])
def test_a_missing_function_is_404_with_the_qualifier_of_the_query(daemon, qualifier):
    answer = daemon.invoke("nobody", {}, qualifier=qualifier)

    expect_not_found(answer, f"Function not found: {arn('nobody')}:{qualifier}")


def test_a_missing_function_is_404_with_the_qualifier_of_the_name(daemon):
    expect_not_found(daemon.invoke("nobody:prod", {}), f"Function not found: {arn('nobody')}:prod")


@pytest.mark.parametrize("qualifier", ["1", "non-existent-alias", "$latest"])
def test_a_missing_version_or_alias_is_404(daemon, qualifier):
    answer = daemon.invoke("my-fn", {}, qualifier=qualifier)

    expect_not_found(answer, f"Function not found: {arn('my-fn')}:{qualifier}")


def test_names_are_case_sensitive(daemon):
    expect_not_found(daemon.invoke("MY-FN", {}), f"Function not found: {arn('MY-FN')}:$LATEST")


@pytest.mark.parametrize("name", ["function", "function:"])
def test_the_word_function_alone_is_a_function_of_that_name(daemon, name):
    expect_not_found(daemon.invoke(name, {}), f"Function not found: {arn('function')}:$LATEST")


def test_an_over_long_name_is_an_ordinary_404(daemon):
    name = "a" * 65

    expect_not_found(daemon.invoke(name, {}), f"Function not found: {arn(name)}:$LATEST")


def test_an_arn_of_another_region_is_404_and_says_so(daemon):
    answer = daemon.invoke(arn("my-fn", region="us-west-1"), {})

    expect_not_found(answer, "Functions from 'us-west-1' are not reachable in this region ('us-east-1')")


@pytest.mark.parametrize(
    "name",
    [
        "*",  # row V1
        "my-function!",
        "arn:aws:lambda:::function:my-fn",
        "arn:aws:lambda:us-east-1:function:my-fn:1:2",
        "function:my-function:$LATEST:extra",
        "arn:aws:lambda:us-east-1:123456789012:function:my-fn:$LATES",
        "my-fn:$latest",
        "my fn",
        "käse",
    ],
)
def test_a_name_that_breaks_the_pattern_is_a_validation_error(daemon, name):
    answer = daemon.invoke(name, {})

    constraint = f"Member must satisfy regular expression pattern: {READ_PATTERN}"
    expect_validation(answer, complaint(name, "functionName", constraint))


def test_name_and_qualifier_are_complained_about_together(daemon):
    """Row V4."""
    name, qualifier = "arn:aws:lambda:nowhere:123456789012:function:my-fn", "a" * 129

    answer = daemon.invoke(name, {}, qualifier=qualifier)

    expect_validation(
        answer,
        complaint(qualifier, "qualifier", "Member must have length less than or equal to 128"),
        complaint(name, "functionName", f"Member must satisfy regular expression pattern: {READ_PATTERN}"),
    )


def test_a_qualifier_of_128_characters_is_long_enough(daemon):
    assert daemon.invoke("my-fn", {}, qualifier="a" * 128).status == 404


def test_a_qualifier_that_breaks_the_pattern_is_a_validation_error(daemon):
    """Row V6."""
    qualifier = "invalid-qualifier-with-?-char"

    answer = daemon.invoke("my-fn", {}, qualifier=qualifier)

    constraint = f"Member must satisfy regular expression pattern: {QUALIFIER_PATTERN}"
    expect_validation(answer, complaint(qualifier, "qualifier", constraint))


def test_boto3_raises_resource_not_found(daemon, lambda_client):
    client = lambda_client(daemon)

    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.invoke(FunctionName="nobody")

    assert caught.value.response["Message"] == f"Function not found: {arn('nobody')}:$LATEST"
