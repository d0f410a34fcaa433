"""What a runtime does about SIGTERM, as its variable ON_SIGTERM says: ignore it, leave, or nothing."""

import json
import os
import signal


def _leave(number, frame):
    print("SIGTERM received", flush=True)
    os._exit(int(os.environ.get("STATUS", "0")))


WAYS = {"ignores": signal.SIG_IGN, "leaves": _leave}

if way := os.environ.get("ON_SIGTERM"):
    signal.signal(signal.SIGTERM, WAYS[way])

if names := os.environ.get("INTERNAL"):
    import threading

    from extending import Extension

    for _name in json.loads(names):
        _extension = Extension(_name)
        _extension.register("INVOKE")
        threading.Thread(target=_extension.serve, daemon=True).start()


def handler(event, context):
    if event.get("way") == "crash":
        os._exit(1)
    if event.get("way") == "hang":
        signal.pause()
    return os.getpid()
