"""Who calls: the load generator, and clients that only stay connected."""

import json
import subprocess
from contextlib import ExitStack, contextmanager

import open_files
import wire

LOAD_SECONDS = 300


def load(tools, server, body_file, requests, warm_up=0, connections=1) -> dict:
    """Runs `load` against `server`; its JSON, see load.cc."""
    command = [tools.load, server.port, ",".join(server.paths), body_file, connections, requests, warm_up]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=LOAD_SECONDS, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"POST {server.paths[0]}: {done.stderr.strip()}")
    return json.loads(done.stdout)


@contextmanager
def idle_connections(server, count: int):
    """So many keep-alive connections, each after one request."""
    with open_files.allowed(2 * count + 100), ExitStack() as stack:
        request = wire.request_bytes("GET", server.light_path)
        for _ in range(count):
            stack.enter_context(wire.Connection(server.port)).exchange(request)
        yield
