"""From the handler's name to the invoke loop (runtime-api.md §7.1, §7.3, §7.5).

Only Exception is ever caught around the function's code: sys.exit, KeyboardInterrupt and their
like end the process, as they do in the cloud.
"""

import importlib
import json
import logging
import os
import sys
import traceback

import lambent_api
import lambent_json
import lambent_log
from lambent_context import LambdaContext

_OWN_FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lambent_")
_INIT_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The function could not be loaded and this environment "
    "ends; the error that stopped it is in the entry that follows.\r"
)


class Fault(Exception):
    """An error of the runtime's own making: `error_type` is Runtime.*, `frames` its stackTrace."""

    def __init__(self, error_type, message, frames=()):
        super().__init__(message)
        self.error_type = error_type
        self.frames = list(frames)


def run(address, handler_name):
    """Load the handler, then serve events until the process ends.  `address` is "host:port"."""
    sys.stdout = lambent_log.FlushingStream(sys.stdout)
    sys.stderr = lambent_log.FlushingStream(sys.stderr)
    encoder = lambent_json.Encoder.of_environment()
    log = lambent_log.Log(os.environ, encoder.encode)
    client = lambent_api.RuntimeClient(address)
    try:
        handler = load_or_exit(handler_name, client, encoder, log)
        while True:
            invocation = client.next()
            enter(invocation)
            handle(invocation, handler, client, encoder, log)
    except lambent_api.RuntimeGone as gone:
        # The function's threads must not outlive the daemon, so nobody is waited for.
        try:
            sys.stderr.write(f"{gone}\n")
        finally:
            os._exit(1)


def load_or_exit(handler_name, client, encoder, log):
    """The handler; or log, post to init/error, and end with status 1."""
    try:
        return load_handler(handler_name)
    except Exception as error:
        payload, _ = describe(error, "")
    logging.warning(_INIT_WARNING)
    log.error(payload)
    client.post_init_error(encoder.encode(payload).encode(), payload["errorType"])
    sys.exit(1)


def load_handler(handler_name):
    """Import "package/module.name" and return the attribute.  The messages are the cloud's (§7.3)."""
    try:
        module_name, name = handler_name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler_name}': {error}") from None
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from None
    except SyntaxError as error:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}",
            [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'],
        ) from None
    try:
        return getattr(module, name)
    except AttributeError:
        raise Fault(
            "Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'"
        ) from None


def enter(invocation):
    """Make `invocation` the one that log records and the tracing variable speak of."""
    lambent_log.Current.request_id = invocation.request_id
    lambent_log.Current.tenant_id = invocation.tenant_id
    if invocation.trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = invocation.trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)


def handle(invocation, handler, client, encoder, log):
    """Call the handler with one event and post what came of it."""
    try:
        context = make_context(invocation)
        event = read_event(invocation)
        invocation.body = None  # a large event is in memory once
        result = handler(event, context)
        body, content_type = write_result(result, encoder)
    except Exception as error:
        payload, cause = describe(error, invocation.request_id)
    else:
        # Out here an unencodable text (a lone surrogate) ends the process, as in the cloud.
        client.post_response(invocation, body if isinstance(body, bytes) else body.encode(), content_type)
        return
    log.error(payload)
    client.post_error(invocation, encoder.encode(payload).encode(), encoder.encode(cause).encode())


def make_context(invocation):
    return LambdaContext(
        invocation,
        _parse_header(invocation.client_context, "Client Context"),
        _parse_header(invocation.cognito_identity, "Cognito Identity"),
    )


def _parse_header(text, title):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", f"Unable to parse {title} JSON: {error}") from None


def read_event(invocation):
    if invocation.content_type != "application/json":
        return bytes(invocation.body)
    try:
        return lambent_json.decode(invocation.body)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None


def write_result(result, encoder):
    """(text or bytes, content type) of what the handler returned."""
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return encoder.encode(result), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None


def describe(error, request_id):
    """(error payload of §7.5, X-Ray cause of §1.6) for an exception being handled."""
    if isinstance(error, Fault):
        error_type, cause_type = error.error_type, "LambdaValidationError"
        frames, lines = [], error.frames
    else:
        error_type = cause_type = type(error).__name__
        frames = _user_frames(error.__traceback__)
        lines = traceback.format_list(frames)
    message = str(error)
    payload = {"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": lines}
    stack = [{"label": name, "path": path, "line": line} for path, line, name, _ in frames]
    cause = {
        "working_directory": os.getcwd(),
        "exceptions": [{"message": message, "type": cause_type, "stack": stack}],
        "paths": list(dict.fromkeys(path for path, *_ in frames)),
    }
    return payload, cause


def _user_frames(frames):
    """(path, line, function, source line) of each frame, from the first that is not the runtime's."""
    entries = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(frames)]
    for index, (path, *_) in enumerate(entries):
        if "/bootstrap.py" not in path and not path.startswith(_OWN_FILES):
            return entries[index:]
    return entries
