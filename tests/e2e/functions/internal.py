"""A module that registers internal extensions, as its variable INTERNAL says: {"name": ["INVOKE", …], …}."""

import json
import os
import threading

from extending import Extension, say

ANSWERS = {}


def _serve(extension):
    while True:
        say({"internal": extension.name, **extension.next_event()})


for _name, _events in json.loads(os.environ["INTERNAL"]).items():
    _extension = Extension(_name)
    _answer = _extension.register(*_events)
    ANSWERS[_name] = [_answer.status, _answer.body]
    if _answer.status == 200:
        threading.Thread(target=_serve, args=(_extension,), daemon=True).start()


def handler(event, context):
    """What the registrations were answered."""
    return ANSWERS


def registers_again(event, context):
    answer = Extension(event["name"]).register("INVOKE")
    return [answer.status, answer.body]
