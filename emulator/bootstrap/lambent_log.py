"""What a function logs: stdout, the framed log, `logging` (runtime-api.md §7.6, §7.8, §7.9)."""

import json
import logging
import os
import sys
import time
import traceback

_TIMESTAMP = "%Y-%m-%dT%H:%M:%SZ"
_NO_BREAK_SPACE = "\u00a0"
_LEVELLESS_TEXT = 0xA55A0003


class FlushingStream:
    """A text stream whose every write reaches the pipe at once."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass  # the stream belongs to the process, not to a with statement

    def write(self, text):
        count = self.stream.write(text)
        self.stream.flush()
        return count

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


class StdoutSink:
    """Log records among the function's own output.  Frame types have no place here."""

    def log(self, message, frame_type=_LEVELLESS_TEXT):
        sys.stdout.write(message)

    def log_error(self, lines, frame_type):
        sys.stdout.write("\r".join(lines) + "\n")


class FrameSink:
    """Log records as frames (§7.9): type, length, microseconds, message."""

    def __init__(self, descriptor):
        self._descriptor = descriptor

    def log(self, message, frame_type=_LEVELLESS_TEXT):
        content = message.encode()
        header = (frame_type << 96) | (len(content) << 64) | (time.time_ns() // 1000)
        # One write: the descriptor may be the same pipe as stdout.
        frame = header.to_bytes(16, "big") + content
        written = os.write(self._descriptor, frame)
        while written < len(frame):
            written += os.write(self._descriptor, memoryview(frame)[written:])

    def log_error(self, lines, frame_type):
        self.log("\n".join(lines), frame_type)


class Current:
    """The invoke whose id log records carry; threads of earlier invokes log under it as well."""

    request_id = ""
    tenant_id = None


def _add_current(record):
    record.aws_request_id = Current.request_id
    record.tenant_id = Current.tenant_id
    return True


def _level_in_tens(record):
    return min(50, max(0, record.levelno)) // 10


def _frame_type(tens, is_json):
    code = tens + 1 if tens else 0
    return 0xA55A0000 | code * 4 | (2 if is_json else 3)


class LambdaLoggerHandler(logging.Handler):
    """Sends records to `log_sink`, where context.log finds it too."""

    def __init__(self, log_sink):
        super().__init__()
        self.log_sink = log_sink

    def emit(self, record):
        self.log_sink.log(self.format(record))


class LambdaLoggerHandlerWithFrameType(LambdaLoggerHandler):
    """Tells the sink the level of each record as well."""

    def emit(self, record):
        message = self.format(record)
        is_json = isinstance(self.formatter, JsonFormatter)
        self.log_sink.log(message, _frame_type(_level_in_tens(record), is_json))


# Attributes of every record, which are not the caller's `extra`.  An asyncio task's name counts as extra.
_OWN_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) - {"taskName"} | {"aws_request_id", "tenant_id"}


class JsonFormatter(logging.Formatter):
    _encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

    def __init__(self):
        super().__init__(datefmt=_TIMESTAMP)

    def format(self, record):
        is_object = isinstance(record.msg, dict) and not record.args
        fields = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": logging.getLevelName(_level_in_tens(record) * 10),
            "message": record.msg if is_object else record.getMessage(),
            "logger": record.name,
            "stackTrace": None,
            "errorType": None,
            "errorMessage": None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": None,
        }
        if record.exc_info:
            error_type, error, frames = record.exc_info
            fields["stackTrace"] = traceback.format_tb(frames)
            fields["errorType"] = error_type.__name__
            fields["errorMessage"] = str(error)
            fields["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        if getattr(record, "tenant_id", None) is not None:
            fields["tenantId"] = record.tenant_id
        for name, value in vars(record).items():
            if name not in _OWN_ATTRIBUTES:
                fields.setdefault(name, value)
        return self._encode({name: value for name, value in fields.items() if value is not None}) + "\n"


class Log:
    """The log of one environment, set up from its variables: `logging`, and the entries of errors."""

    def __init__(self, environ, encode_json):
        self._encode_json = encode_json
        self._is_json = environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        level = environ.get("AWS_LAMBDA_LOG_LEVEL", "")
        level = "DEBUG" if level == "TRACE" else level.upper()
        descriptor = environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
        self._sink = StdoutSink() if descriptor is None else FrameSink(int(descriptor))
        logging.Formatter.converter = time.gmtime
        with_level = self._is_json or level
        handler = (LambdaLoggerHandlerWithFrameType if with_level else LambdaLoggerHandler)(self._sink)
        handler.setFormatter(JsonFormatter() if self._is_json else _text_formatter())
        handler.addFilter(_add_current)
        root = logging.getLogger()
        root.addHandler(handler)
        if level in logging.getLevelNamesMapping():
            root.setLevel(level)

    def error(self, error):
        """Write the entry of an error that is about to be posted (§7.6)."""
        if self._is_json:
            now = time.strftime(_TIMESTAMP, logging.Formatter.converter(time.time()))
            lines = [self._encode_json({"timestamp": now, "level": "ERROR", **error})]
        else:
            lines = _error_lines(error)
        self._sink.log_error(lines, _frame_type(logging.ERROR // 10, self._is_json))


def _text_formatter():
    layout = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    return logging.Formatter(layout, "%Y-%m-%dT%H:%M:%S")


def _error_lines(error):
    title = ": ".join(text for text in (error["errorType"], error["errorMessage"]) if text)
    lines = [f"[ERROR] {title}", "Traceback (most recent call last):"]
    for entry in error["stackTrace"]:
        for line in entry.splitlines():
            text = line.lstrip(" ")
            lines.append(_NO_BREAK_SPACE * (len(line) - len(text)) + text)
    return lines
