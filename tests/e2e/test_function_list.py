"""ListFunctions, GetFunction, GetFunctionConfiguration and the waiters that poll them.  invoke-api.md §7.1, §7.3."""

import re

import pytest

from harness import arn
from patterns import UUID
from templates import function

SETTINGS = {"Description": "greets", "MemorySize": 256, "Timeout": 7}


@pytest.fixture(scope="module")
def daemon(module_serve):
    return module_serve(
        Greeter=function("basics.echo", **SETTINGS, variables={"GREETING": "hello"}),
        Plain=function("basics.echo"),
        Limited=function("basics.echo", ReservedConcurrentExecutions=5),
        Json=function("basics.echo", LoggingConfig={"LogFormat": "JSON"}),
    )


@pytest.fixture(scope="module")
def client(daemon, lambda_client):
    return lambda_client(daemon)


def expect_configuration(found: dict) -> None:
    """The members that every answer about Greeter has."""
    assert found["FunctionName"] == "Greeter"
    assert found["Runtime"] == "python3.12"
    assert found["Handler"] == "basics.echo"
    assert found["Description"] == "greets"
    assert found["Timeout"] == 7
    assert found["MemorySize"] == 256
    assert found["Version"] == "$LATEST"
    assert found["PackageType"] == "Zip"
    assert found["Architectures"] == ["x86_64"]
    assert found["Environment"] == {"Variables": {"GREETING": "hello"}}
    assert found["EphemeralStorage"] == {"Size": 512}
    assert found["TracingConfig"] == {"Mode": "PassThrough"}
    assert found["SnapStart"] == {"ApplyOn": "None", "OptimizationStatus": "Off"}
    assert found["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/Greeter"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", found["LastModified"])
    assert re.fullmatch(UUID, found["RevisionId"])
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", found["CodeSha256"])
    assert found["CodeSize"] >= 0
    assert re.fullmatch(r"arn:aws:iam::\d{12}:role/\S+", found["Role"])


def test_list_functions_shows_every_function_once(client):
    functions = client.list_functions()["Functions"]

    assert sorted(item["FunctionName"] for item in functions) == ["Greeter", "Json", "Limited", "Plain"]
    assert all(item["FunctionArn"] == arn(item["FunctionName"]) for item in functions)


def test_an_item_of_the_list_is_a_configuration_without_states(client):
    functions = {item["FunctionName"]: item for item in client.list_functions()["Functions"]}

    expect_configuration(functions["Greeter"])
    hidden = {"State", "StateReason", "StateReasonCode", "LastUpdateStatus", "RuntimeVersionConfig"}
    assert not hidden & set(functions["Greeter"])


def test_the_paginator_walks_all_functions_one_by_one(client):
    pages = list(client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1}))

    names = [item["FunctionName"] for page in pages for item in page["Functions"]]
    assert sorted(names) == ["Greeter", "Json", "Limited", "Plain"]
    assert all(len(page["Functions"]) <= 1 for page in pages)


def test_get_function_configuration_describes_the_function(client):
    found = client.get_function_configuration(FunctionName="Greeter")

    expect_configuration(found)
    assert found["FunctionArn"] == arn("Greeter")
    assert (found["State"], found["LastUpdateStatus"]) == ("Active", "Successful")
    assert found["RuntimeVersionConfig"]["RuntimeVersionArn"].startswith("arn:aws:lambda:us-east-1::runtime:")


def test_get_function_wraps_the_configuration(client):
    found = client.get_function(FunctionName="Greeter")

    expect_configuration(found["Configuration"])
    assert found["Configuration"]["State"] == "Active"
    assert "Code" in found
    assert "Tags" not in found
    assert "Concurrency" not in found


def test_get_function_shows_reserved_concurrency(client):
    found = client.get_function(FunctionName="Limited")

    assert found["Concurrency"] == {"ReservedConcurrentExecutions": 5}


def test_an_environment_that_was_never_given_is_absent(client):
    assert "Environment" not in client.get_function_configuration(FunctionName="Plain")


def test_json_logging_shows_its_levels(client):
    found = client.get_function_configuration(FunctionName="Json")

    assert found["LoggingConfig"] == {
        "LogFormat": "JSON",
        "ApplicationLogLevel": "INFO",
        "SystemLogLevel": "INFO",
        "LogGroup": "/aws/lambda/Json",
    }


@pytest.mark.parametrize("read", ["get_function", "get_function_configuration"])
def test_the_arn_has_the_qualifier_that_was_asked_for(client, read):
    found = getattr(client, read)(FunctionName="Greeter", Qualifier="$LATEST")

    assert found.get("Configuration", found)["FunctionArn"] == arn("Greeter") + ":$LATEST"


@pytest.mark.parametrize("read", ["get_function", "get_function_configuration"])
@pytest.mark.parametrize(
    "name, qualifier, shown",
    [("nobody", None, "nobody"), ("nobody", "prod", "nobody:prod"), ("Greeter", "7", "Greeter:7")],
)
def test_a_missing_function_is_404_with_the_arn_as_asked_for(client, read, name, qualifier, shown):
    query = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})

    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, read)(**query)

    assert caught.value.response["Error"]["Message"] == f"Function not found: {arn(shown)}"
    assert caught.value.response["Type"] == "User"


@pytest.mark.parametrize("waiter", ["function_exists", "function_active_v2", "function_updated_v2"])
def test_a_waiter_ends_at_its_first_look(client, waiter):
    client.get_waiter(waiter).wait(FunctionName="Greeter", WaiterConfig={"MaxAttempts": 1})


def test_an_unknown_function_version_is_a_validation_error(daemon):
    answer = daemon.http.request("GET", "/2015-03-31/functions?FunctionVersion=invalid")

    assert answer.status == 400
    assert answer.json() == {
        "message": "1 validation error detected: Value 'invalid' at 'functionVersion' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ALL]"
    }
