"""What the caller sees when the runtime itself misbehaves or cannot start.  runtime-api.md §1.9, §5."""

import sys

from templates import function


def test_a_bad_response_mode_is_an_error_with_an_empty_payload(serve):
    daemon = serve(Bad=function("misbehaving.bad_mode"))

    answer = daemon.invoke("Bad", {})

    assert (answer.status, answer.header("X-Amz-Function-Error"), answer.body) == (200, "Unhandled", b"")


def test_a_response_cut_short_is_an_error(serve):
    daemon = serve(Cut=function("misbehaving.cut_short"))

    answer = daemon.invoke("Cut", {})

    request = answer.header("x-amzn-RequestId")
    message = f"RequestId: {request} Error: Response is truncated"
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.body.decode() == f'{{"errorType":"Runtime.TruncatedResponse","errorMessage":"{message}"}}'


def test_an_answer_under_another_id_is_refused_and_delivered_to_nobody(serve):
    daemon = serve(Other=function("misbehaving.of_another_invoke"))

    answer = daemon.invoke("Other", {})

    assert (answer.header("X-Amz-Function-Error"), answer.json()) == (None, "HTTP/1.1 400 Bad Request\r\n")


def test_an_interpreter_that_has_gone_is_an_invalid_entrypoint(serve, tmp_path):
    python = tmp_path / "python3.12"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    daemon = serve(options=["--no-fork-server", "--python", str(python)], Echo=function("basics.echo"))
    python.unlink()

    answer = daemon.invoke("Echo", {})

    request = answer.header("x-amzn-RequestId")
    message = f"RequestId: {request} Error: fork/exec {python}: no such file or directory"
    assert answer.header("X-Amz-Function-Error") == "Unhandled"
    assert answer.body.decode() == f'{{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"{message}"}}'
