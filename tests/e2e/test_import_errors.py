"""Handlers that cannot be loaded.  runtime-api.md §7.3; each is tried twice (§4.2) and ends as posted."""

import json

import pytest

from templates import function

SOURCES = {
    "good.py": "class K:\n    def m(self, event):\n        return None\n",
    "needs_requests.py": "import a_package_nobody_has\n",
    "syn.py": "def h(event, context):\n    return return\n",
    "ind.py": "def h(event, context):\nreturn None\n",
    "zero.py": "RATE = 1 / 0\n",
    "pkg/sub/m.py": "def h(event, context):\n    return 'nested'\n",
}

BAD_NAME = "not enough values to unpack (expected 2, got 1)"

# errorType → handler → errorMessage; all of these have an empty stackTrace.
WITHOUT_TRACE = {
    "Runtime.MalformedHandlerName": {
        "nohandler": f"Bad handler 'nohandler': {BAD_NAME}",
        "pkg/sub/m/h": f"Bad handler 'pkg/sub/m/h': {BAD_NAME}",
    },
    "Runtime.BuiltInModuleConflict": {
        "sys.h": "Cannot use built-in module sys as a handler module",
        "time.h": "Cannot use built-in module time as a handler module",
    },
    "Runtime.ImportModuleError": {
        "missing.h": "Unable to import module 'missing': No module named 'missing'",
        "pkg/gone.h": "Unable to import module 'pkg/gone': No module named 'pkg.gone'",
        "needs_requests.h": "Unable to import module 'needs_requests': No module named 'a_package_nobody_has'",
        "good.K.m": "Unable to import module 'good.K': No module named 'good.K'; 'good' is not a package",
    },
    "Runtime.HandlerNotFound": {
        "good.missing": "Handler 'missing' missing on module 'good'",
        "good.": "Handler '' missing on module 'good'",
    },
}
ROWS = [(handler, kind, text) for kind, rows in WITHOUT_TRACE.items() for handler, text in rows.items()]
OTHERS = ["syn.h", "ind.h", "zero.h", ".h", "/good.h", "pkg/sub/m.h", "pkg.sub.m.h"]

NAMES = {handler: f"F{number}" for number, handler in enumerate([row[0] for row in ROWS] + OTHERS)}


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    folder = tmp_path_factory.mktemp("code")
    for name, text in SOURCES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture(scope="module")
def daemon(module_serve, code):
    return module_serve(**{name: function(handler, code) for handler, name in NAMES.items()})


def expect_error(answer, kind: str, message: str, trace: list[str]) -> None:
    assert answer.status == 200
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.header("X-Amz-Executed-Version") == "$LATEST"
    body = {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": trace}
    assert answer.body.decode() == json.dumps(body)


@pytest.mark.parametrize("handler, kind, message", ROWS, ids=[row[0] for row in ROWS])
def test_a_handler_that_cannot_be_found_is_this_error(daemon, handler, kind, message):
    answer = daemon.invoke(NAMES[handler], {})

    expect_error(answer, kind, message, [])


def test_a_syntax_error_shows_its_line(daemon, code):
    answer = daemon.invoke(NAMES["syn.h"], {})

    message = "Syntax error in module 'syn': invalid syntax (syn.py, line 2)"
    trace = [f'  File "{code}/syn.py" Line 2\n        return return\n']
    expect_error(answer, "Runtime.UserCodeSyntaxError", message, trace)


def test_an_indentation_error_shows_its_line(daemon, code):
    answer = daemon.invoke(NAMES["ind.h"], {})

    message = (
        "Syntax error in module 'ind': expected an indented block after function definition on line 1 (ind.py, line 2)"
    )
    trace = [f'  File "{code}/ind.py" Line 2\n    return None\n']
    expect_error(answer, "Runtime.UserCodeSyntaxError", message, trace)


@pytest.mark.parametrize(
    "handler, kind, message",
    [
        ("zero.h", "ZeroDivisionError", "division by zero"),
        (".h", "ValueError", "Empty module name"),
        ("/good.h", "TypeError", "the 'package' argument is required to perform a relative import for '.good'"),
    ],
)
def test_any_other_exception_at_import_keeps_its_class(daemon, handler, kind, message):
    body = daemon.invoke(NAMES[handler], {}).json()

    assert list(body) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert (body["errorType"], body["errorMessage"], body["requestId"]) == (kind, message, "")


def test_the_frames_of_an_import_go_from_importlib_to_the_users_line(daemon, code):
    trace = daemon.invoke(NAMES["zero.h"], {}).json()["stackTrace"]

    assert "/importlib/__init__.py" in trace[0]
    assert trace[-1] == f'  File "{code}/zero.py", line 1, in <module>\n    RATE = 1 / 0\n'
    assert not any("/bootstrap.py" in frame for frame in trace)


@pytest.mark.parametrize("handler", ["pkg/sub/m.h", "pkg.sub.m.h"])
def test_slashes_and_dots_name_the_same_module(daemon, handler):
    assert daemon.invoke(NAMES[handler], {}).body == b'"nested"'


def test_a_failing_import_is_tried_again_by_every_invoke(daemon):
    name = NAMES["missing.h"]
    before = daemon.journal.last()

    answers = [daemon.invoke(name, {}) for _ in range(2)]

    assert answers[0].body == answers[1].body
    starts = daemon.journal.wait(type="platform.initStart", function=name, after=before, count=2)
    assert len(starts) >= 2
