"""Where the two clients differ on purpose: the only place where a test may ask which one it runs.

Every row has the two observations and the reason.  test_differences.py sees to it that each row is
used by a test.
"""

DIFFERENCES = {
    "user-agent": {
        "lambent": "lambent-python/{python}-0.1.0",
        "awslambdaric": "aws-lambda-python/{python}-4.2.2",
        "why": "each names itself; the platform keeps it for metrics only",
    },
    "request-headers": {
        "lambent": ["host", "user-agent"],
        "awslambdaric": ["host", "accept", "user-agent"],
        "why": "`Accept: */*` is libcurl's habit and means nothing to the Runtime API",
    },
    "init-error-headers": {
        "lambent": [
            "host",
            "user-agent",
            "content-type",
            "lambda-runtime-function-error-type",
            "content-length",
        ],
        "awslambdaric": ["host", "accept-encoding", "content-length", "lambda-runtime-function-error-type"],
        "why": "ours uses one connection and one header set for all calls; AWS's opens a second client for this one",
    },
    "init-error-non-latin": {
        "lambent": b'{"errorMessage": "\xc3\xa9", "errorType": "ValueError", "requestId": ""',
        "awslambdaric": b'{"errorMessage": "\xe9", "errorType": "ValueError", "requestId": ""',
        "why": "AWS's init/error body is Latin-1 (and cannot carry more); JSON is UTF-8",
    },
    "init-warning": {
        "lambent": "The function could not be loaded",
        "awslambdaric": "The most likely cause is an issue in the function code.",
        "why": "the sentence in between is about updates of AWS's managed runtimes",
    },
    "not-callable-frames": {
        "lambent": "lambent_runtime.py",
        "awslambdaric": "awslambdaric/bootstrap.py",
        "why": "when no frame is the function's, the client's own stays in the stackTrace",
    },
    "recursion-result": {
        "lambent": "maximum recursion depth exceeded while encoding a JSON object",
        "awslambdaric": "maximum recursion depth exceeded while calling a Python object",
        "why": "wording of two C encoders; both refuse beyond the interpreter's C recursion limit",
    },
    "recursion-event": {
        "lambent": "maximum recursion depth exceeded while decoding a JSON array from a unicode string",
        "awslambdaric": "maximum recursion depth exceeded while decoding a JSON array from a string",
        "why": "wording of two C decoders",
    },
    "malformed-comma": {
        "lambent": "Expecting ',' delimiter: line 1 column 4 (char 3)",
        "awslambdaric": "Expecting ',' delimiter or ']': line 1 column 4 (char 3)",
        "why": "json and simplejson word malformed JSON differently; the front end refuses such events before",
    },
    "malformed-extra": {
        "lambent": "Extra data: line 1 column 4 (char 3)",
        "awslambdaric": "Extra data: line 1 column 4 - line 1 column 6 (char 3 - 5)",
        "why": "as malformed-comma",
    },
    "malformed-name": {
        "lambent": "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "awslambdaric": "Expecting property name enclosed in double quotes or '}': line 1 column 2 (char 1)",
        "why": "as malformed-comma",
    },
    "event-without-content-type": {
        "lambent": None,
        "awslambdaric": -11,
        "why": "AWS's native part reads the missing header and crashes; ours hands the bytes over",
    },
    "connection-lost-stderr": {
        "lambent": "LAMBDA_RUNTIME Failed to get next invocation: the connection was closed\n",
        "awslambdaric": "LAMBDA_RUNTIME Failed to get next invocation",
        "why": "ours says it in one line; AWS's lets a traceback through",
    },
    "post-refused-410": {
        "lambent": "goes on with next",
        "awslambdaric": "ends with status 1",
        "why": "410 means the event's time is over (§1.14); nothing is broken in this environment",
    },
    "exit-in-sigterm-handler": {
        "lambent": "ends at once",
        "awslambdaric": "ends when its poll is answered",
        "why": "AWS's main thread waits for its polling thread before the process can end; the event is lost",
    },
    "connection-lost-with-a-thread": {
        "lambent": "ends at once",
        "awslambdaric": "waits for the thread",
        "why": "nothing may outlive the daemon, so ours waits for nobody",
    },
}


def of(client, name):
    """What `client` does in the row `name`."""
    return DIFFERENCES[name][client]
