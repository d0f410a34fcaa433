"""The context object that handlers receive (runtime-api.md §7.7)."""

import logging
import os
import sys
import time

_W3C_FIELDS = ("traceparent", "tracestate", "baggage")


class _Record:
    """Named fields taken from a dict, None where it lacks one."""

    __slots__ = ()

    def __init__(self, fields):
        for name in self.__slots__:
            setattr(self, name, fields.get(name))

    def __repr__(self):
        fields = ",".join(f"{name}={getattr(self, name)}" for name in self.__slots__)
        return f"{type(self).__name__}([{fields}])"


class Client(_Record):
    __slots__ = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


class ClientContext(_Record):
    __slots__ = ("custom", "env", "client")

    def __init__(self, fields):
        super().__init__(fields)
        if self.client is not None:
            self.client = Client(self.client)


class CognitoIdentity(_Record):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, fields):
        self.cognito_identity_id = fields.get("cognitoIdentityId")
        self.cognito_identity_pool_id = fields.get("cognitoIdentityPoolId")


class LambdaContext:
    """`client_context` and `cognito_identity` are the parsed headers, None when absent."""

    def __init__(self, invocation, client_context, cognito_identity):
        variables = os.environ
        self.aws_request_id = invocation.request_id
        self.log_group_name = variables.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = variables.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = variables.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = variables.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = invocation.function_arn
        self.tenant_id = invocation.tenant_id
        self._w3c_fields = _w3c_fields(client_context)
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity({} if cognito_identity is None else cognito_identity)
        self._epoch_deadline_time_in_ms = invocation.deadline_ms

    def get_remaining_time_in_millis(self):
        """Milliseconds until the function times out, never negative."""
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def w3c(self):
        """The W3C trace context of the caller: those of traceparent, tracestate, baggage it sent."""
        return dict(self._w3c_fields)

    def log(self, msg):
        """Write str(msg) to the log as it is: no line end, no format, no level."""
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(msg))
                return
        sys.stdout.write(str(msg))

    def __repr__(self):
        shown = [
            f"{name}={getattr(self, name)}"
            for name in (
                "aws_request_id",
                "log_group_name",
                "log_stream_name",
                "function_name",
                "memory_limit_in_mb",
                "function_version",
                "invoked_function_arn",
                "client_context",
                "identity",
                "tenant_id",
            )
        ]
        return f"{type(self).__name__}([{','.join(shown)}])"


def _w3c_fields(client_context):
    """The known text fields of "w3c" in the parsed client context; ClientContext itself never shows them."""
    if not isinstance(client_context, dict):
        return {}
    sent = client_context.get("w3c")
    if not isinstance(sent, dict):
        return {}
    return {name: sent[name] for name in _W3C_FIELDS if isinstance(sent.get(name), str)}
