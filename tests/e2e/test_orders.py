"""examples/orders as clients use it: the AWS CLI and boto3, without Docker and without an account."""

import base64
import json
import re
import subprocess
import sys

import pytest

from harness import ROOT, arn, clean_environment, run_invoke

ORDERS = ROOT / "examples/orders"
EVENTS = ORDERS / "events"

PRICED = {"orderId": "o-17", "net": 19.90, "total": 23.88, "currency": "EUR"}
RESERVED = {"orderId": "o-17", "reservations": ["brie-1", "cheddar-2"]}
CONFIRMED = {
    "orderId": "o-17",
    "status": "CONFIRMED",
    "table": "local-orders-dev",
    "pricedBy": arn("PriceOrder"),
}
FUNCTIONS = [
    "Catalogue",
    "CheckClerk",
    "ConfirmOrder",
    "PriceOrder",
    "ReserveStock",
    "Storefront",
    "TakeOrder",
]
RESULTS = [("PriceOrder", PRICED), ("ReserveStock", RESERVED), ("ConfirmOrder", CONFIRMED)]

FAILURES = [
    ("out-of-stock", "OutOfStock", "brie: 4 wanted, 3 left"),
    ("unknown-cheese", "OutOfStock", "venezuelan-beaver: not a cheese we know"),
    ("no-lines", "InvalidOrder", "lines: expected at least one, found []"),
    ("raw-result", "Runtime.MarshalError", "Unable to marshal response: Object of type set is not JSON serializable"),
    ("slow-supplier", "Sandbox.Timedout", "RequestId: {id} Error: Task timed out after 1.00 seconds"),
    ("illegal-good", "Runtime.ExitError", "RequestId: {id} Error: Runtime exited with error: exit status 3"),
]


@pytest.fixture(scope="module")
def daemon(module_daemon):
    return module_daemon(template=ORDERS / "template.yaml")


@pytest.fixture(scope="module")
def client(daemon, lambda_client):
    return lambda_client(daemon)


def test_boto3_lists_exactly_the_functions_of_the_template(client):
    names = [item["FunctionName"] for item in client.list_functions()["Functions"]]

    assert sorted(names) == FUNCTIONS


@pytest.mark.parametrize("name, result", RESULTS)
def test_boto3_gets_each_result_and_its_log(client, name, result):
    answer = client.invoke(FunctionName=name, Payload=(EVENTS / "order.json").read_bytes(), LogType="Tail")

    assert "FunctionError" not in answer
    assert json.load(answer["Payload"]) == result
    assert answer["ResponseMetadata"]["RequestId"].encode() in base64.b64decode(answer["LogResult"])


@pytest.mark.parametrize("event, kind, message", FAILURES)
def test_boto3_sees_each_failure(client, event, kind, message):
    answer = client.invoke(FunctionName="ReserveStock", Payload=(EVENTS / f"{event}.json").read_bytes())

    body = json.load(answer["Payload"])
    request = answer["ResponseMetadata"]["RequestId"]
    assert answer["FunctionError"] == "Unhandled"
    assert (body["errorType"], body["errorMessage"]) == (kind, message.format(id=request))


def test_money_leaves_as_exact_decimals(client):
    answer = client.invoke(FunctionName="PriceOrder", Payload=(EVENTS / "order.json").read_bytes())

    assert b'"net": 19.90, "total": 23.88' in answer["Payload"].read()


def test_the_template_settles_memory_timeout_and_variables(client):
    price, reserve = (client.get_function_configuration(FunctionName=n) for n in ("PriceOrder", "ReserveStock"))

    assert (price["MemorySize"], price["Timeout"]) == (256, 5)
    assert (reserve["MemorySize"], reserve["Timeout"]) == (128, 1)
    assert price["Environment"]["Variables"] == {"STAGE": "dev", "CURRENCY": "EUR", "TAX_PERCENT": "20"}
    assert len(price["Layers"]) == 1
    assert client.get_function(FunctionName="ReserveStock")["Concurrency"] == {"ReservedConcurrentExecutions": 5}


def test_a_parameter_can_be_overridden():
    options = ("-t", str(ORDERS / "template.yaml"), "-e", str(EVENTS / "order.json"))
    done = run_invoke("PriceOrder", *options, "--parameter-overrides", "TaxPercent=10 Currency=CHF")

    priced = json.loads(done.stdout)
    assert (priced["total"], priced["currency"]) == (21.89, "CHF")


def aws(daemon, folder, *words: str) -> dict:
    """One call of the AWS CLI; returns what it printed."""
    environment = clean_environment(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_MAX_ATTEMPTS="1",
        AWS_CONFIG_FILE=str(folder / "no-config"),
        AWS_SHARED_CREDENTIALS_FILE=str(folder / "no-credentials"),
    )
    done = subprocess.run(
        [sys.executable, "-m", "awscli", "--endpoint-url", daemon.url, "--output", "json", "lambda", *words],
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name, result", RESULTS)
def test_the_aws_cli_invokes_each_function(daemon, tmp_path, name, result):
    payload = f"file://{EVENTS}/order.json"
    printed = aws(
        *(daemon, tmp_path, "invoke", "--function-name", name, "--log-type", "Tail", "--payload", payload, "out.json")
    )

    assert (printed["StatusCode"], printed["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in printed
    assert json.loads((tmp_path / "out.json").read_text()) == result
    assert re.search(rb"^REPORT|platform\.report", base64.b64decode(printed["LogResult"]), re.MULTILINE)


def test_the_aws_cli_shows_a_function_error(daemon, tmp_path):
    payload = f"file://{EVENTS}/out-of-stock.json"
    printed = aws(daemon, tmp_path, "invoke", "--function-name", "ReserveStock", "--payload", payload, "out.json")

    assert printed["FunctionError"] == "Unhandled"
    assert json.loads((tmp_path / "out.json").read_text())["errorType"] == "OutOfStock"


def test_the_aws_cli_lists_the_functions(daemon, tmp_path):
    printed = aws(daemon, tmp_path, "list-functions")

    assert sorted(function["FunctionName"] for function in printed["Functions"]) == FUNCTIONS
