"""A Runtime API made of a script, and one environment run against it.

The fake knows nothing of Lambda's rules: it hands out the events it was given, answers what it was
told to answer and keeps every byte it received.  Nothing here sleeps; every wait has a deadline.
"""

import dataclasses
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

BOOTSTRAP = pathlib.Path(__file__).resolve().parents[2] / "emulator" / "bootstrap" / "bootstrap.py"
DEADLINE_SECONDS = 30
ARN = "arn:aws:lambda:eu-west-1:000000000000:function:fn"


@dataclasses.dataclass
class Request:
    """One request as it came: header names keep their case in `raw_head`, lose it in `headers`."""

    method: str
    path: str
    headers: dict
    body: bytes
    raw_head: bytes

    @property
    def kind(self):
        return self.path.rsplit("/", 1)[1] if "init" not in self.path else "init/error"


@dataclasses.dataclass
class Event:
    """What one `next` answers.  A header of None is left out."""

    body: bytes = b"{}"
    headers: dict = dataclasses.field(default_factory=dict)
    request_id: str = "id-1"
    content_type: str = "application/json"
    deadline_ms: int | None = None

    def encode(self):
        deadline = int(time.time() * 1000) + 3000 if self.deadline_ms is None else self.deadline_ms
        headers = {
            "Content-Type": self.content_type,
            "Lambda-Runtime-Aws-Request-Id": self.request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": ARN,
            **self.headers,
        }
        return encode_answer(200, self.body, headers)


def encode_answer(status, body=b'{"status":"OK"}\n', headers=None):
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items() if value is not None]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class FakeRuntimeApi:
    """Serves on a port of its own.  `events` are handed out in order, then `next` blocks.

    `answers` maps a kind ("response", "error", "init/error", "next") to the raw bytes that replace
    the usual answer; b"" hangs up instead of answering.  An event may be raw bytes as well.
    `piece` is the number of bytes sent at a time, None for everything at once.
    """

    def __init__(self, events=(), answers=None, piece=None):
        self._events = list(events)
        self._answers = answers or {}
        self._piece = piece
        self._changed = threading.Condition()
        self._requests = []
        self._waiting = 0
        self._connections = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.connection_count = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.hang_up()

    def add(self, event):
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def hang_up(self):
        """Stop listening and end every connection, as a daemon that dies does."""
        with self._changed:
            if self._listener.fileno() >= 0:
                self._listener.shutdown(
                    socket.SHUT_RDWR
                )  # wakes accept; close alone would leave it listening
                self._listener.close()
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the client was first

    def wait_until(self, holds, process=None):
        """Wait until holds(self); give up when `process` has ended.  Says whether it held."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        with self._changed:
            while not holds(self):
                if process is not None and process.poll() is not None:
                    # Its last bytes may still be on their way through our own threads.
                    return self._changed.wait_for(lambda: holds(self), timeout=0.2)
                if time.monotonic() > deadline:
                    raise TimeoutError(f"after {DEADLINE_SECONDS} s; requests so far: {self._requests}")
                self._changed.wait(0.05)
            return True

    @property
    def is_idle(self):
        """Whether every event was handed out and the client waits for another."""
        return not self._events and self._waiting > 0

    @property
    def requests(self):
        return list(self._requests)

    @property
    def posts(self):
        return [request for request in self._requests if request.method == "POST"]

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connection_count += 1
            self._connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection, connection.makefile("rb") as stream:
                while (request := _read_request(stream)) is not None:
                    answer = self._answer(request)
                    if not answer:
                        connection.shutdown(socket.SHUT_RDWR)
                        return
                    piece = self._piece or len(answer)
                    for start in range(0, len(answer), piece):
                        connection.sendall(answer[start : start + piece])
        except OSError:
            pass  # hung up, by either side

    def _answer(self, request):
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()
            if request.kind in self._answers:
                return self._answers[request.kind]
            if request.kind != "next":
                return encode_answer(202)
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._events)
            self._waiting -= 1
            event = self._events.pop(0)
        return event if isinstance(event, bytes) else event.encode()


def _read_request(stream):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return None
        head += line
    first, *lines = head.decode("utf-8", "surrogateescape").rstrip("\r\n").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    method, path, _ = first.split(" ")
    body = stream.read(int(headers.get("content-length", 0)))
    return Request(method, path, headers, body, head)


@dataclasses.dataclass
class Outcome:
    """What one environment did: posts in order, bytes of its streams, exit status (None: it was idle)."""

    posts: list
    stdout: str
    stderr: str
    frames: list
    status: int | None
    requests: list
    connection_count: int
    pid: int

    @property
    def post(self):
        assert len(self.posts) == 1, self
        return self.posts[0]


class Environment:
    """A started client process, with `task` as its working directory.

    `framed` gives it a descriptor for log frames: True a file of its own, "stdout" the same as stdout.
    """

    def __init__(
        self,
        client,
        task,
        api,
        handler="app.handler",
        variables=None,
        framed=False,
        interpreter=(),
        close_fds=True,
    ):
        self._task = task
        self._api = api
        command = [sys.executable, *interpreter]
        command += [str(BOOTSTRAP)] if client == "lambent" else ["-m", "awslambdaric", handler]
        everything = {
            "PATH": os.environ["PATH"],
            "LANG": "en_US.UTF-8",
            "_HANDLER": handler,
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "fn",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/fn",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/01/[$LATEST]abc",
            "LAMBDA_TASK_ROOT": str(task),
            **(variables or {}),
        }
        files = [self._stream(name) for name in ("stdout", "stderr", "frames")]
        passed = ()
        if framed:
            descriptor = files[0 if framed == "stdout" else 2].fileno()
            passed = (descriptor,)
            everything["_LAMBDA_TELEMETRY_LOG_FD"] = str(descriptor)
        self.process = subprocess.Popen(
            command,
            cwd=task,
            env={name: value for name, value in everything.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=files[0],
            stderr=files[1],
            pass_fds=passed,
            close_fds=close_fds,
        )
        for file in files:
            file.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def _stream(self, name):
        return open(self._task.parent / f"{name}.{id(self)}", "ab")

    def text(self, name):
        return (self._task.parent / f"{name}.{id(self)}").read_bytes()

    def outcome(self):
        """Wait until the client idles or has ended; an idle one is killed, so it adds no last words."""
        idle = self._api.wait_until(lambda api: api.is_idle, self.process)
        if idle:
            self.process.send_signal(signal.SIGKILL)
        status = self.process.wait(DEADLINE_SECONDS)
        return Outcome(
            posts=self._api.posts,
            stdout=self.text("stdout").decode("utf-8", "surrogateescape"),
            stderr=self.text("stderr").decode("utf-8", "surrogateescape"),
            frames=split_frames(self.text("frames")),
            status=None if idle else status,
            requests=self._api.requests,
            connection_count=self._api.connection_count,
            pid=self.process.pid,
        )


def split_frames(content):
    """[(type as hex text, time in microseconds, message)] of a framed log (runtime-api.md §7.9)."""
    frames = []
    while content:
        length = int.from_bytes(content[4:8], "big")
        micros = int.from_bytes(content[8:16], "big")
        frames.append((content[:4].hex().upper(), micros, content[16 : 16 + length].decode()))
        content = content[16 + length :]
    return frames


def write_files(folder, files):
    """Write {"relative/path": text or bytes} below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
