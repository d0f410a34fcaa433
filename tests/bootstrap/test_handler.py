"""From `_HANDLER` to a function, and the ways this fails (runtime-api.md §7.3)."""

import json

import differences
import pytest
from support import Event

FILES = {
    "good.py": "class K:\n    def m(event, context): return 'm'\nnumber = 5\ndef h(event, context): return 'h'\n",
    "pkg/sub/m.py": "def h(event, context): return __name__\n",
    "absent.py": "import requests_of_nobody\n",
    "syn.py": "x = 1\ndef f(:\n",
    "ind.py": "def f():\nx = 1\n",
    "raises.py": "def load():\n    return 1 / 0\nload()\n",
    "custom.py": "class Odd(Exception):\n    pass\nraise Odd()\n",
    "leaves.py": "import sys\nsys.exit(3)\n",
}

FAULTS = [
    # handler, errorType, errorMessage
    (
        "nohandler",
        "Runtime.MalformedHandlerName",
        "Bad handler 'nohandler': not enough values to unpack (expected 2, got 1)",
    ),
    (
        "pkg/sub/m/h",
        "Runtime.MalformedHandlerName",
        "Bad handler 'pkg/sub/m/h': not enough values to unpack (expected 2, got 1)",
    ),
    ("sys.h", "Runtime.BuiltInModuleConflict", "Cannot use built-in module sys as a handler module"),
    ("time.h", "Runtime.BuiltInModuleConflict", "Cannot use built-in module time as a handler module"),
    (
        "sys.path.h",
        "Runtime.BuiltInModuleConflict",
        "Cannot use built-in module sys.path as a handler module",
    ),
    (
        "missing.h",
        "Runtime.ImportModuleError",
        "Unable to import module 'missing': No module named 'missing'",
    ),
    (
        "pkg/missing.h",
        "Runtime.ImportModuleError",
        "Unable to import module 'pkg/missing': No module named 'pkg.missing'",
    ),
    (
        "absent.h",
        "Runtime.ImportModuleError",
        "Unable to import module 'absent': No module named 'requests_of_nobody'",
    ),
    (
        "good.K.m",
        "Runtime.ImportModuleError",
        "Unable to import module 'good.K': No module named 'good.K'; 'good' is not a package",
    ),
    ("good.missing", "Runtime.HandlerNotFound", "Handler 'missing' missing on module 'good'"),
    ("good.", "Runtime.HandlerNotFound", "Handler '' missing on module 'good'"),
    ("pkg/sub/m.x", "Runtime.HandlerNotFound", "Handler 'x' missing on module 'pkg/sub/m'"),
]


def init_error(outcome):
    """The payload of the one init/error that was posted; the process must have ended with status 1."""
    assert outcome.status == 1, outcome
    assert outcome.post.path == "/2018-06-01/runtime/init/error"
    payload = json.loads(outcome.post.body)
    assert list(payload) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert payload["requestId"] == ""
    assert outcome.post.headers["lambda-runtime-function-error-type"] == payload["errorType"]
    return payload


@pytest.mark.parametrize("handler, error_type, message", FAULTS)
def test_fault_is_reported_with_its_exact_text(run, handler, error_type, message):
    payload = init_error(run(files=FILES, handler=handler))
    assert payload == {"errorMessage": message, "errorType": error_type, "requestId": "", "stackTrace": []}


def test_syntax_error_carries_the_source_line(run):
    payload = init_error(run(files=FILES, handler="syn.h"))
    assert payload["errorType"] == "Runtime.UserCodeSyntaxError"
    assert payload["errorMessage"] == "Syntax error in module 'syn': invalid syntax (syn.py, line 2)"
    assert payload["stackTrace"] == [f'  File "{run.task}/syn.py" Line 2\n    def f(:\n']


def test_indentation_error_is_a_syntax_error(run):
    payload = init_error(run(files=FILES, handler="ind.h"))
    assert payload["errorType"] == "Runtime.UserCodeSyntaxError"
    assert payload["errorMessage"] == (
        "Syntax error in module 'ind': expected an indented block after function definition on line 1 (ind.py, line 2)"
    )
    assert payload["stackTrace"] == [f'  File "{run.task}/ind.py" Line 2\n    x = 1\n']


def test_other_exception_keeps_its_class_and_the_frames_from_importlib_on(run):
    payload = init_error(run(files=FILES, handler="raises.h"))
    assert (payload["errorType"], payload["errorMessage"]) == ("ZeroDivisionError", "division by zero")
    frames = payload["stackTrace"]
    assert frames[0].endswith(
        'importlib/__init__.py", line 90, in import_module\n'
        "    return _bootstrap._gcd_import(name[level:], package, level)\n"
    )
    assert frames[1] == '  File "<frozen importlib._bootstrap>", line 1387, in _gcd_import\n'
    assert frames[-2:] == [
        f'  File "{run.task}/raises.py", line 3, in <module>\n    load()\n',
        f'  File "{run.task}/raises.py", line 2, in load\n    return 1 / 0\n',
    ]


def test_exception_without_text_has_an_empty_message(run):
    payload = init_error(run(files=FILES, handler="custom.h"))
    assert (payload["errorType"], payload["errorMessage"]) == ("Odd", "")


@pytest.mark.parametrize(
    "handler, error_type, message",
    [
        (".h", "ValueError", "Empty module name"),
        (
            "/good.h",
            "TypeError",
            "the 'package' argument is required to perform a relative import for '.good'",
        ),
    ],
)
def test_odd_names_fail_as_python_fails(run, handler, error_type, message):
    payload = init_error(run(files=FILES, handler=handler))
    assert (payload["errorType"], payload["errorMessage"]) == (error_type, message)
    assert "importlib/__init__.py" in payload["stackTrace"][0]


@pytest.mark.parametrize("handler", ["pkg/sub/m.h", "pkg.sub.m.h"])
def test_slashes_and_dots_name_the_same_namespace_package(run, handler):
    assert run("", Event(), files=FILES, handler=handler).post.body == b'"pkg.sub.m"'


def test_class_is_a_handler_like_any_callable(run):
    code = """
        class Handler:
            def __init__(self, event, context):
                self.event = event
            def _asdict(self):
                return {"got": self.event}
    """
    assert run(code, Event(b"[1]"), handler="app.Handler").post.body == b'{"got": [1]}'


def test_something_not_callable_fails_at_the_call(run, client):
    post = run("", Event(), files=FILES, handler="good.number").post
    payload = json.loads(post.body)
    assert post.kind == "error"
    assert (payload["errorType"], payload["errorMessage"]) == ("TypeError", "'int' object is not callable")
    assert len(payload["stackTrace"]) == 1
    assert differences.of(client, "not-callable-frames") in payload["stackTrace"][0]


def test_warning_and_error_entry_come_before_the_exit(run, client):
    outcome = run(files=FILES, handler="good.missing")
    warning, entry = outcome.stdout.split("\n", 1)
    assert warning.startswith("[WARNING]\t")
    assert "\tLAMBDA_WARNING: Unhandled exception. " in warning
    assert differences.of(client, "init-warning") in warning
    assert warning.endswith("\r")
    assert entry == (
        "[ERROR] Runtime.HandlerNotFound: Handler 'missing' missing on module 'good'\r"
        "Traceback (most recent call last):\n"
    )
    assert outcome.stderr == ""


def test_sys_exit_while_importing_posts_nothing(run):
    outcome = run(files=FILES, handler="leaves.h")
    assert (outcome.status, outcome.posts, outcome.stdout) == (3, [], "")


def test_init_error_body_is_utf8(run, client):
    body = run("raise ValueError('é')\n").post.body
    assert body.startswith(differences.of(client, "init-error-non-latin"))


def test_init_error_headers(run, client):
    assert list(run(handler="none").post.headers) == differences.of(client, "init-error-headers")


def test_refused_init_error_ends_the_process_with_status_1(run):
    outcome = run(handler="none", answers={"init/error": b"HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\n{}"})
    assert outcome.status == 1
    assert "403" in outcome.stderr
