"""Extensions that are threads of the runtime.  runtime-api.md §2.1, §2.5."""

import json

import pytest

from layers import FAITHFUL, extended
from templates import function


def internal(handler: str = "internal.handler", **registrations) -> dict:
    return function(handler, variables={"INTERNAL": json.dumps(registrations)})


def test_a_module_registers_an_internal_extension(serve):
    daemon = serve(App=internal(metrics=["INVOKE"]))
    answer = daemon.invoke("App", {})

    (registered,) = daemon.journal.wait(type="extension.registered")
    daemon.journal.wait(type="platform.report")

    assert answer.json()["metrics"][0] == 200
    assert registered["record"] == {"name": "metrics", "kind": "internal", "events": ["INVOKE"]}
    (line,) = [json.loads(line) for line in daemon.journal.lines() if '"internal"' in line]
    assert (line["internal"], line["eventType"]) == ("metrics", "INVOKE")
    assert line["requestId"] == answer.header("x-amzn-RequestId")


REFUSED = {
    "SHUTDOWN for an internal one": (
        {"late": ["INVOKE", "SHUTDOWN"]},
        '{"errorMessage":"SHUTDOWN: ShutdownEventNotSupportedForInternalExtension",'
        '"errorType":"Extension.InvalidEventType"}',
    ),
    "an event nobody knows": (
        {"late": ["PAUSE"]},
        '{"errorMessage":"PAUSE: ErrorInvalidEventType","errorType":"Extension.InvalidEventType"}',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_internal_extension_is_refused(serve, case):
    registrations, body = REFUSED[case]
    daemon = serve(App=internal(**registrations))

    status, text = daemon.invoke("App", {}).json()["late"]

    assert (status, text.rstrip("\n")) == (403, body)
    assert daemon.journal.events(type="extension.registered") == []


def test_registration_is_closed_when_the_runtime_has_asked_for_its_first_event(serve):
    daemon = serve(App=internal("internal.registers_again"))

    status, text = daemon.invoke("App", {"name": "late"}).json()

    assert (status, text.rstrip("\n")) == (
        403,
        '{"errorMessage":"Extension registration closed already","errorType":"Extension.RegistrationClosed"}',
    )


def test_external_and_internal_extensions_together_are_ten_at_most(serve, tmp_path):
    names = [f"inside-{number}" for number in range(9)]
    resources = extended(
        tmp_path,
        {"a": FAITHFUL, "b": FAITHFUL},
        "internal.handler",
        variables={"INTERNAL": json.dumps({name: ["INVOKE"] for name in names})},
    )
    daemon = serve(**resources)

    answers = daemon.invoke("App", {}).json()

    assert [answers[name][0] for name in names] == [200] * 8 + [403]
    assert json.loads(answers[names[-1]][1]) == {
        "errorMessage": "Extension limit (10) reached",
        "errorType": "Extension.TooManyExtensions",
    }
