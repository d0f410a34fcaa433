"""Handlers that show what arrives and what leaves."""

import os


def echo(event, context):
    return event


def length(event, context):
    """The number of characters of a string event."""
    return len(event)


def text_of_size(event, context):
    """A JSON string of exactly `event` bytes, quotes included."""
    return "x" * (event - 2)


def describe_event(event, context):
    return {"type": type(event).__name__, "repr": repr(event)}


def describe_context(event, context):
    client = context.client_context
    return {
        "aws_request_id": context.aws_request_id,
        "invoked_function_arn": context.invoked_function_arn,
        "function_name": context.function_name,
        "function_version": context.function_version,
        "memory_limit_in_mb": context.memory_limit_in_mb,
        "log_group_name": context.log_group_name,
        "log_stream_name": context.log_stream_name,
        "tenant_id": context.tenant_id,
        "remaining": context.get_remaining_time_in_millis(),
        "identity": [context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id],
        "client_context": client and {"custom": client.custom, "env": client.env},
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
    }
