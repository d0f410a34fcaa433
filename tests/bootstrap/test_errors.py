"""What a raising handler posts and logs, and what ends the process (runtime-api.md §7.5, §7.6)."""

import json
import signal

import pytest
from support import Event

NBSP = "\u00a0"


def payload_of(outcome):
    assert outcome.post.kind == "error", outcome
    return json.loads(outcome.post.body)


def test_error_payload_bytes(run):
    outcome = run(
        """
        def fail():
            raise ValueError("no é")

        def handler(event, context):
            fail()
        """,
        Event(request_id="abc"),
    )
    file = f"{run.task}/app.py"
    assert outcome.post.path == "/2018-06-01/runtime/invocation/abc/error"
    assert outcome.post.body.decode() == (
        '{"errorMessage": "no é", "errorType": "ValueError", "requestId": "abc", "stackTrace": ['
        f'"  File \\"{file}\\", line 6, in handler\\n    fail()\\n", '
        f'"  File \\"{file}\\", line 3, in fail\\n    raise ValueError(\\"no é\\")\\n"]}}'
    )
    assert outcome.post.headers["content-type"] == "application/json"
    assert "lambda-runtime-function-error-type" not in outcome.post.headers


def test_xray_cause_header(run):
    outcome = run(
        """
        def handler(event, context):
            raise KeyError("é\\n")
        """,
        Event(),
    )
    file = f"{run.task}/app.py"
    assert json.loads(outcome.post.headers["lambda-runtime-function-xray-error-cause"]) == {
        "working_directory": str(run.task),
        "exceptions": [
            {
                "message": "'é\\n'",
                "type": "KeyError",
                "stack": [{"label": "handler", "path": file, "line": 3}],
            }
        ],
        "paths": [file],
    }


def test_xray_cause_of_the_clients_own_errors(run):
    outcome = run("def handler(event, context): return {1}\n", Event())
    assert json.loads(outcome.post.headers["lambda-runtime-function-xray-error-cause"])["exceptions"] == [
        {
            "message": "Unable to marshal response: Object of type set is not JSON serializable",
            "type": "LambdaValidationError",
            "stack": [],
        }
    ]


@pytest.mark.parametrize("size, sent", [(1024 * 1024 - 1000, True), (1024 * 1024, False)])
def test_xray_cause_of_a_mebibyte_is_left_out(run, size, sent):
    post = run(f"def handler(event, context): raise ValueError('x' * {size})\n", Event()).post
    assert bool(post.headers.get("lambda-runtime-function-xray-error-cause")) == sent
    assert len(json.loads(post.body)["errorMessage"]) == size


ERRORS = [
    # statement, errorType, errorMessage
    ("raise ValueError()", "ValueError", ""),
    ("raise KeyError('k')", "KeyError", "'k'"),
    ("raise json.JSONDecodeError('bad', 'x', 0)", "JSONDecodeError", "bad: line 1 column 1 (char 0)"),
    ("raise Outer.Inner('deep')", "Inner", "deep"),
    ("raise ExceptionGroup('many', [ValueError('a')])", "ExceptionGroup", "many (1 sub-exception)"),
    ("raise ValueError('line\\nbreak')", "ValueError", "line\nbreak"),
    ("assert False, 'claim'", "AssertionError", "claim"),
    ("raise MemoryError()", "MemoryError", ""),
    ("raise StopIteration(3)", "StopIteration", "3"),
]


@pytest.mark.parametrize("statement, error_type, message", ERRORS)
def test_type_and_message(run, statement, error_type, message):
    code = f"""
        import json
        class Outer:
            class Inner(Exception): pass
        def handler(event, context):
            {statement}
        """
    payload = payload_of(run(code, Event()))
    assert (payload["errorType"], payload["errorMessage"]) == (error_type, message)
    assert len(payload["stackTrace"]) == 1


def test_recursion_is_an_ordinary_error_with_its_frames_folded(run):
    code = """
        def handler(event, context):
            return handler(event, context)
        """
    payload = payload_of(run(code, Event()))
    assert payload["errorType"] == "RecursionError"
    assert payload["errorMessage"].startswith("maximum recursion depth exceeded")
    assert len(payload["stackTrace"]) == 4
    assert payload["stackTrace"][3].startswith("  [Previous line repeated 9")


def test_stack_trace_has_no_causes_and_no_markers(run):
    code = """
        def handler(event, context):
            try:
                raise KeyError("inner")
            except KeyError as error:
                raise ValueError("outer") from error
        """
    assert payload_of(run(code, Event()))["stackTrace"] == [
        f'  File "{run.task}/app.py", line 6, in handler\n    raise ValueError("outer") from error\n'
    ]


def test_leading_frames_in_a_users_bootstrap_py_are_cut_as_well(run):
    files = {
        "lib/bootstrap.py": "def outer(f):\n    return f()\n",
        "main.py": "from lib.bootstrap import outer\n\n\ndef fail():\n    return outer(lambda: 1 / 0)\n\n\n"
        "handler = lambda event, context: outer(fail)\n",
        "lib/sub/bootstrap.py": "import lib.inner\ndef handler(event, context):\n    return lib.inner.fail()\n",
        "lib/inner.py": "def fail():\n    raise ValueError('x')\n",
    }
    trace = payload_of(run("", Event(), files=files, handler="lib/sub/bootstrap.handler"))["stackTrace"]
    assert trace == [f"  File \"{run.task}/lib/inner.py\", line 2, in fail\n    raise ValueError('x')\n"]


def test_inner_frames_in_bootstrap_py_stay(run):
    files = {"lib/bootstrap.py": "def outer(f):\n    return f()\n"}
    code = """
        from lib.bootstrap import outer
        def handler(event, context):
            return outer(int)(1)
        """
    trace = payload_of(run(code.replace("(int)(1)", "(lambda: 1 / 0)"), Event(), files=files))["stackTrace"]
    assert [line.split('"')[1] for line in trace] == [
        f"{run.task}/app.py",
        f"{run.task}/lib/bootstrap.py",
        f"{run.task}/app.py",
    ]


def test_environment_goes_on_after_an_error(run):
    code = """
        count = 0
        def handler(event, context):
            global count
            count += 1
            if event: raise ValueError(count)
            return count
        """
    outcome = run(code, Event(b"1"), Event(b"0"), Event(b"1"))
    assert [post.kind for post in outcome.posts] == ["error", "response", "error"]
    assert outcome.posts[1].body == b"2"


EXITS = [
    # statement, exit status (negative: signal)
    ("sys.exit()", 0),
    ("sys.exit(0)", 0),
    ("sys.exit(None)", 0),
    ("os._exit(0)", 0),
    ("sys.exit(3)", 3),
    ("os._exit(3)", 3),
    ("sys.exit(-1)", 255),
    ("raise KeyboardInterrupt", -signal.SIGINT),
    ("os.abort()", -signal.SIGABRT),
    ("raise SystemExit(4)", 4),
    ("raise GeneratorExit", 1),
    ("raise BaseException('b')", 1),
    ("raise Own", 1),
]


@pytest.mark.parametrize("where", ["handler", "module"])
@pytest.mark.parametrize("statement, status", EXITS)
def test_what_is_not_an_exception_ends_the_process(run, statement, status, where):
    prologue = "import os, sys\nclass Own(BaseException): pass\n"
    if where == "handler":
        code = f"{prologue}def handler(event, context):\n    {statement}\n"
    else:
        code = f"{prologue}{statement}\n"
    outcome = run(code, Event())
    assert (outcome.status, outcome.posts) == (status, [])


def test_exit_with_a_text_prints_it(run):
    outcome = run("import sys\ndef handler(event, context): sys.exit('bye')\n", Event())
    assert (outcome.status, outcome.stderr, outcome.posts) == (1, "bye\n", [])


def test_message_that_is_not_utf8_ends_the_process(run):
    outcome = run("def handler(event, context): raise ValueError('\\ud800')\n", Event(), framed=True)
    assert (outcome.status, outcome.posts) == (1, [])
    assert "UnicodeEncodeError" in outcome.stderr


def test_exit_handlers_run(run):
    code = "import atexit, sys\natexit.register(print, 'last')\ndef handler(event, context): sys.exit(2)\n"
    outcome = run(code, Event())
    assert (outcome.status, outcome.stdout) == (2, "last\n")


def test_text_entry_on_stdout(run):
    outcome = run(
        """
        def handler(event, context):
            raise ValueError("two\\nlines")
        """,
        Event(),
    )
    assert outcome.stdout == (
        "[ERROR] ValueError: two\nlines\rTraceback (most recent call last):\r"
        f'{NBSP * 2}File "{run.task}/app.py", line 3, in handler\r'
        f'{NBSP * 4}raise ValueError("two\\nlines")\n'
    )


def test_text_entry_in_a_frame(run):
    outcome = run("def handler(event, context):\n    raise ValueError('x')\n", Event(), framed=True)
    ((frame_type, _, message),) = outcome.frames
    assert frame_type == "A55A0017"
    assert message == (
        "[ERROR] ValueError: x\nTraceback (most recent call last):\n"
        f'{NBSP * 2}File "{run.task}/app.py", line 2, in handler\n'
        f"{NBSP * 4}raise ValueError('x')"
    )
    assert outcome.stdout == ""


def test_entry_without_message_ends_with_the_type(run):
    outcome = run("def handler(event, context): raise ValueError\n", Event())
    assert outcome.stdout.startswith("[ERROR] ValueError\rTraceback (most recent call last):\r")


def test_entry_of_the_clients_own_error_has_a_bare_traceback(run):
    outcome = run("def handler(event, context): return {1}\n", Event())
    assert outcome.stdout == (
        "[ERROR] Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON serializable\r"
        "Traceback (most recent call last):\n"
    )


@pytest.mark.parametrize("framed", [False, True])
def test_json_entry(run, framed):
    outcome = run(
        "def handler(event, context):\n    raise ValueError('é')\n",
        Event(request_id="abc"),
        framed=framed,
        variables={"AWS_LAMBDA_LOG_FORMAT": "JSON"},
    )
    if framed:
        ((frame_type, _, text),) = outcome.frames
        assert frame_type == "A55A0016"
    else:
        text = outcome.stdout
        assert text.endswith("}\n")
        text = text[:-1]
    entry = json.loads(text)
    assert list(entry) == ["timestamp", "level", "errorMessage", "errorType", "requestId", "stackTrace"]
    assert entry["level"] == "ERROR"
    assert '"é"' in text
    assert len(entry["timestamp"]) == len("2026-01-01T00:00:00Z")
    assert {name: entry[name] for name in list(entry)[2:]} == json.loads(outcome.post.body)


def test_entry_is_written_before_the_error_is_posted(run):
    answer = b"HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\n{}"
    outcome = run("def handler(event, context): raise ValueError\n", Event(), answers={"error": answer})
    assert outcome.stdout.startswith("[ERROR] ValueError\r")
    assert outcome.status == 1
