"""The Runtime API over one blocking socket (runtime-api.md §1.2-1.7, §1.13, §1.14).

Every request leaves in one send, every answer must carry Content-Length: the daemon always sends
it, and anything else is reported, not guessed.  The main thread waits inside recv, where Python
still runs signal handlers (PEP 475).
"""

import sys
import time

# Not `socket`: building its enums takes as long as all of our own modules together.
from _socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket

CLIENT_VERSION = "0.1.0"
_USER_AGENT = "lambent-python/{}.{}.{}-{}".format(*sys.version_info[:3], CLIENT_VERSION)
_ROOT = "/2018-06-01/runtime"

_HEAD_LIMIT = 64 * 1024  # bytes; also the largest event that arrives without a second buffer
_ONE_BUFFER_LIMIT = 64 * 1024  # bytes; a larger body is not copied behind its header
_KEPT_BLOCK = 31 * 1024 * 1024  # bytes; 32 MiB is the most that glibc learns from
_XRAY_CAUSE_LIMIT = 1024 * 1024  # bytes; from here on the cause is left out (§0.3)
_INVOKE_TIMEOUT = 410  # the event belongs to somebody else by now (§1.14)


class RuntimeGone(Exception):
    """The daemon hung up, or said something this client cannot understand.  Nothing is left to do."""


class Invocation:
    """One event as handed out by `next`: header texts (None when absent), and the body as a buffer."""

    __slots__ = (
        "body",
        "client_context",
        "cognito_identity",
        "content_type",
        "deadline_ms",
        "function_arn",
        "invocation_id",
        "request_id",
        "tenant_id",
        "trace_id",
    )

    def __init__(self, headers, body):
        self.body = body
        self.client_context = headers.get("lambda-runtime-client-context")
        self.cognito_identity = headers.get("lambda-runtime-cognito-identity")
        self.content_type = headers.get("content-type")
        self.deadline_ms = int(headers.get("lambda-runtime-deadline-ms", 0))
        self.function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.invocation_id = headers.get("lambda-runtime-invocation-id")
        self.request_id = headers.get("lambda-runtime-aws-request-id")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self.trace_id = headers.get("lambda-runtime-trace-id")


class RuntimeClient:
    """The calls of the Runtime API.  `address` is "host:port"; the connection opens at the first call."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._address = (host, int(port))
        self._fixed_headers = f" HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {_USER_AGENT}\r\n"
        self._next_request = f"GET {_ROOT}/invocation/next{self._fixed_headers}\r\n".encode()
        self._socket = None
        self._buffer = bytearray(_HEAD_LIMIT)
        self._keeps_memory = False

    def next(self):
        """Wait for the next event.  Raises RuntimeGone when there will be none."""
        failure = "LAMBDA_RUNTIME Failed to get next invocation"
        status, headers, body = self._call(failure, self._next_request, b"")
        if status != 200:
            raise RuntimeGone(f"{failure}: Http response code: {status}. {_text(body)}")
        if "lambda-runtime-aws-request-id" not in headers:
            raise RuntimeGone(f"{failure}: the event has no Lambda-Runtime-Aws-Request-Id")
        return Invocation(headers, body)

    def post_response(self, invocation, body, content_type):
        """Post the result bytes.  RuntimeError when the daemon refuses them; 410 is nobody's error."""
        self._post_outcome(invocation, "response", body, f"Content-Type: {content_type}\r\n")

    def post_error(self, invocation, body, xray_cause):
        """Post a function error; both arguments are JSON bytes.  Refusals as in post_response."""
        headers = "Content-Type: application/json\r\n"
        if len(xray_cause) < _XRAY_CAUSE_LIMIT:
            headers += f"Lambda-Runtime-Function-XRay-Error-Cause: {xray_cause.decode()}\r\n"
        self._post_outcome(invocation, "error", body, headers)

    def post_init_error(self, body, error_type):
        """Report that the function could not be loaded; `body` is JSON bytes."""
        failure = "LAMBDA_RUNTIME Failed to post initialization error"
        headers = f"Content-Type: application/json\r\nLambda-Runtime-Function-Error-Type: {error_type}\r\n"
        status, _, answer = self._post(failure, f"{_ROOT}/init/error", body, headers)
        if status != 202:
            raise RuntimeError(f"{failure}. Http response code: {status}. {_text(answer)}")

    def _post_outcome(self, invocation, kind, body, headers):
        failure = "LAMBDA_RUNTIME Failed to post handler success response"  # the cloud's words for errors too
        if invocation.invocation_id is not None:
            headers += f"Lambda-Runtime-Invocation-Id: {invocation.invocation_id}\r\n"
        path = f"{_ROOT}/invocation/{invocation.request_id}/{kind}"
        status, _, answer = self._post(failure, path, body, headers)
        if not 200 <= status < 300 and status != _INVOKE_TIMEOUT:
            now = time.time_ns() // 1_000_000
            sys.stdout.write(f"[ERROR] [{now}] {failure}. Http response code: {status}. {_text(answer)}\n")
            raise RuntimeError(f"Failed to post invocation {kind}")

    def _post(self, failure, path, body, headers):
        head = f"POST {path}{self._fixed_headers}{headers}Content-Length: {len(body)}\r\n\r\n"
        return self._call(failure, head.encode("utf-8", "surrogateescape"), body)

    def _call(self, failure, head, body):
        """One exchange: (status, headers by lower-case name, body).  `failure` begins the complaint."""
        try:
            if self._socket is None:
                self._socket = socket(AF_INET, SOCK_STREAM)
                self._socket.connect(self._address)
                self._socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            self._send(head, body)
            return self._receive()
        except (OSError, RuntimeGone) as error:
            raise RuntimeGone(f"{failure}: {error}") from error

    def _send(self, head, body):
        if len(body) <= _ONE_BUFFER_LIMIT:
            self._socket.sendall(head + body)
            return
        sent = self._socket.sendmsg((head, body))
        if sent < len(head):
            self._socket.sendall(head[sent:])
            sent = len(head)
        self._socket.sendall(memoryview(body)[sent - len(head) :])

    def _receive(self):
        buffer = self._buffer
        filled = self._receive_into(buffer)
        end = buffer.find(b"\r\n\r\n", 0, filled)
        while end < 0:
            if filled == _HEAD_LIMIT:
                raise RuntimeGone(f"answer has more than {_HEAD_LIMIT} bytes of headers")
            fresh = self._receive_into(memoryview(buffer)[filled:])
            end = buffer.find(b"\r\n\r\n", max(0, filled - 3), filled + fresh)
            filled += fresh
        status, headers = _parse_head(buffer[:end].decode("utf-8", "surrogateescape"))
        return status, headers, self._receive_body(headers, end + 4, filled)

    def _receive_body(self, headers, start, filled):
        """The body, of which buffer[start:filled] has arrived already."""
        if "content-length" not in headers:
            raise RuntimeGone("answer has no Content-Length; other framings are not supported")
        if not headers["content-length"].isdecimal():
            raise RuntimeGone(f"Content-Length is not a number: {headers['content-length']!r}")
        length = int(headers["content-length"])
        missing = length - (filled - start)
        if missing < 0:
            raise RuntimeGone(f"answer is {-missing} bytes longer than its Content-Length {length}")
        arrived = memoryview(self._buffer)[start:filled]
        if missing == 0:
            return bytes(arrived)
        if not self._keeps_memory:
            # glibc gives a freed block of megabytes back to the kernel, and the next event pays for every page of
            # it anew.  Once it has seen a larger one go it keeps them; this one is never touched.
            bytearray(_KEPT_BLOCK)
            self._keeps_memory = True
        body = bytearray(length)
        body[: length - missing] = arrived
        rest = memoryview(body)[length - missing :]
        while rest:
            rest = rest[self._receive_into(rest) :]
        return body

    def _receive_into(self, buffer):
        count = self._socket.recv_into(buffer)
        if count == 0:
            raise RuntimeGone("the connection was closed")
        return count


def _parse_head(text):
    status_line, *lines = text.split("\r\n")
    version, _, status = status_line.partition(" ")
    if not version.startswith("HTTP/1.") or not status[:3].isdecimal():
        raise RuntimeGone(f"not an HTTP answer: {status_line[:80]!r}")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(status[:3]), headers


def _text(body):
    return bytes(body).decode("utf-8", "replace")
