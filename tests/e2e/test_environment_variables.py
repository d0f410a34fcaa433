"""The variables a function sees: a closed list, whatever the daemon itself was started with.  runtime-api.md §4.11."""

import json
import re
import sys

import pytest

from differences import expected
from harness import clean_environment
from templates import FUNCTIONS, function

FIXED = {
    "_HANDLER": "surroundings.variables",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
    "AWS_LAMBDA_FUNCTION_NAME": "Variables",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "192",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/Variables",
    "LAMBDA_TASK_ROOT": str(FUNCTIONS),
    "TZ": ":UTC",
    "LANG": "en_US.UTF-8",
    "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
    "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
    "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
    "_AWS_XRAY_DAEMON_PORT": "2000",
}

# Present, with a value that depends on the machine or the invoke.
FREE = {
    *("_X_AMZN_TRACE_ID", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_RUNTIME_DIR"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PATH", "LD_LIBRARY_PATH"),
}

# Side effects of the shell, the launcher and Python's locale coercion: present or not.
OPTIONAL = {"LC_CTYPE", "PWD", "SHLVL", "PYTHONPATH"}

LEAKS = {
    "AWS_ACCESS_KEY_ID": "leaked-key",
    "AWS_SECRET_ACCESS_KEY": "leaked-secret",
    "AWS_SESSION_TOKEN": "leaked-token",
    "AWS_PROFILE": "leaked-profile",
    "AWS_CONFIG_FILE": "/leaked/config",
    "SOME_PASSWORD": "leaked-password",
    "HOME": "/leaked/home",
    "USER": "leaked-user",
    "TERM": "leaked-term",
    "VIRTUAL_ENV": "/leaked/venv",
    "PYTHONSTARTUP": "/leaked/startup.py",
}


def variables(daemon, name: str = "Variables") -> dict[str, str]:
    return daemon.invoke(name, {}).json()


@pytest.fixture(scope="module")
def seen(module_serve):
    daemon = module_serve(Variables=function("surroundings.variables", MemorySize=192))
    return variables(daemon)


def test_the_fixed_variables_have_these_values(seen):
    assert {name: seen.get(name) for name in FIXED} == FIXED


def test_the_list_is_closed(seen):
    names = set(seen)

    assert names - OPTIONAL == set(FIXED) | FREE


def test_the_log_stream_names_the_day_the_version_and_the_environment(seen):
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", seen["AWS_LAMBDA_LOG_STREAM_NAME"])


def test_the_runtime_api_is_a_loopback_host_and_port(seen):
    assert re.fullmatch(r"127\.0\.0\.1:\d+", seen["AWS_LAMBDA_RUNTIME_API"])


def test_child_processes_of_the_function_get_the_pythonpath_of_the_launcher(seen):
    assert seen.get("PYTHONPATH") == (seen["LAMBDA_RUNTIME_DIR"] if expected("has_pythonpath") else None)


def test_two_environments_have_two_runtime_apis(module_serve):
    daemon = module_serve(One=function("surroundings.variables"), Two=function("surroundings.variables"))

    assert variables(daemon, "One")["AWS_LAMBDA_RUNTIME_API"] != variables(daemon, "Two")["AWS_LAMBDA_RUNTIME_API"]


def test_nothing_of_the_daemons_own_environment_reaches_the_function(daemon_factory):
    daemon = daemon_factory(
        targets=[f"{FUNCTIONS}:surroundings.variables"],
        env=clean_environment(**LEAKS),
    )

    leaked = {key: value for key, value in variables(daemon, "functions").items() if "leaked" in value}

    assert leaked == {}


def test_the_daemons_own_environment_is_not_seen_at_import_either(daemon_factory):
    daemon = daemon_factory(
        targets=[f"{FUNCTIONS}:surroundings.variables_at_import"], env=clean_environment(**LEAKS)
    )

    at_import = variables(daemon, "functions")

    assert not [value for value in at_import.values() if "leaked" in value]
    assert "_X_AMZN_TRACE_ID" not in at_import


def test_a_variable_is_passed_through_when_asked_for(daemon_factory):
    daemon = daemon_factory(
        *("--pass-env", "SOME_PASSWORD"),
        targets=[f"{FUNCTIONS}:surroundings.variables"],
        env=clean_environment(**LEAKS),
    )

    seen = variables(daemon, "functions")

    assert seen["SOME_PASSWORD"] == "leaked-password"
    assert "HOME" not in seen


def test_the_templates_variables_arrive_as_text(serve):
    given = {"TABLE": "orders", "COUNT": 17, "RATIO": 1.5, "ON": True, "EMPTY": "", "UTF8": "Käse"}
    daemon = serve(Variables=function("surroundings.variables", variables=given))

    seen = variables(daemon)

    assert {name: seen.get(name) for name in given} == {
        "TABLE": "orders",
        "COUNT": "17",
        "RATIO": "1.5",
        "ON": "true",
        "EMPTY": "",
        "UTF8": "Käse",
    }


def test_an_unreserved_variable_may_be_set_by_the_template(serve):
    given = {"TZ": "Europe/Vienna", "LANG": "C.UTF-8"}
    daemon = serve(Variables=function("surroundings.variables", variables=given))

    seen = variables(daemon)

    assert {name: seen[name] for name in given} == given


def test_env_sets_a_variable_and_wins_over_the_template(serve):
    daemon = serve(
        options=["--env", "TABLE=local", "--env", "EXTRA=a=b"],
        Variables=function("surroundings.variables", variables={"TABLE": "orders"}),
    )

    seen = variables(daemon)

    assert (seen["TABLE"], seen["EXTRA"]) == ("local", "a=b")


def test_env_vars_sets_variables_for_all_and_for_one(serve, tmp_path):
    file = tmp_path / "env.json"
    file.write_text(json.dumps({"Parameters": {"ALL": "all", "TABLE": "all"}, "One": {"TABLE": "one"}}))
    daemon = serve(
        options=["--env-vars", str(file)],
        One=function("surroundings.variables", variables={"TABLE": "template"}),
        Two=function("surroundings.variables", variables={"TABLE": "template"}),
    )

    one, two = variables(daemon, "One"), variables(daemon, "Two")

    assert (one["ALL"], one["TABLE"]) == ("all", "one")
    assert (two["ALL"], two["TABLE"]) == ("all", "all")


def test_the_function_stands_in_its_task_root_with_no_input(serve):
    place = serve(Place=function("surroundings.place")).invoke("Place", {}).json()

    assert place["cwd"] == str(FUNCTIONS)
    assert place["path"][0] in (str(FUNCTIONS), "")
    assert place["version"] == list(sys.version_info[:2])
    assert place["stdin"] == ""
