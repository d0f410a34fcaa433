"""Handlers that speak to the Runtime API behind the client's back, as a broken runtime would."""

import os
import socket

HOST, _, PORT = os.environ["AWS_LAMBDA_RUNTIME_API"].rpartition(":")


def _post(context, headers, body):
    """Sends one answer to the invoke in progress; returns the status line, or "" when the daemon hung up."""
    path = f"/2018-06-01/runtime/invocation/{context.aws_request_id}/response"
    with socket.create_connection((HOST, int(PORT))) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").readline().decode()


def bad_mode(event, context):
    _post(context, "Lambda-Runtime-Function-Response-Mode: Streaming\r\nContent-Length: 2\r\n", b"{}")


def cut_short(event, context):
    _post(context, "Content-Length: 10\r\n", b"{}")


def of_another_invoke(event, context):
    context.aws_request_id = "00000000-0000-4000-8000-000000000000"
    return _post(context, "Content-Length: 2\r\n", b"{}")
