"""Who calls: the load generator, and clients that only stay connected."""

import http.client
import json
import resource
import subprocess
from contextlib import ExitStack, contextmanager

LOAD_SECONDS = 300


def load(tools, server, body_file, requests, warm_up=0, connections=1) -> dict:
    """Runs `load` against `server`; its JSON, see load.cc."""
    command = [tools.load, server.port, server.path, body_file, connections, requests, warm_up]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=LOAD_SECONDS, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"POST {server.path}: {done.stderr.strip()}")
    return json.loads(done.stdout)


@contextmanager
def idle_connections(server, count: int):
    """So many keep-alive connections, each after one request."""
    allow_open_files(2 * count)
    with ExitStack() as stack:
        for _ in range(count):
            client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LOAD_SECONDS)
            stack.callback(client.close)
            client.request("GET", server.light_path)
            answer = client.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"GET {server.light_path}: expected status 200, found {answer.status}")
        yield


def allow_open_files(count: int):
    """Raises the soft limit, which processes started later inherit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise RuntimeError(f"open files: expected a hard limit of at least {count}, found {hard}")
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
