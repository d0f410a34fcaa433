"""Hot reload: what changes on the disk is served, and no request is lost or answered by half a state.
local-api.md §5.13."""

import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from apis import http_route, route
from templates import TIMEOUT, write_template

# Python takes a file of the same second and size for unchanged: what is written next is always longer.
CODE = "import part\n\ndef handler(event, context):\n    return {'statusCode': 200, 'body': '%s ' + part.NAME}\n"


class Project:
    """A function in a folder of its own with a layer, and the template in front of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.routes = {"A": route("/a", "GET")}
        self.write_code("one")
        self.write_layer("layer-one")
        self.write_template()

    def write_code(self, word: str) -> None:
        (self.folder / "code").mkdir(exist_ok=True)
        (self.folder / "code/app.py").write_text(CODE % word)

    def write_layer(self, name: str) -> None:
        (self.folder / "layer/python").mkdir(parents=True, exist_ok=True)
        (self.folder / "layer/python/part.py").write_text(f"NAME = {name!r}\n")

    def write_template(self) -> Path:
        properties = {"Runtime": "python3.12", "Handler": "app.handler", "CodeUri": "code", "Timeout": TIMEOUT}
        function = {
            "Type": "AWS::Serverless::Function",
            "Properties": properties | {"Layers": [{"Ref": "Part"}], "Events": self.routes},
        }
        layer = {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": "layer"}}
        return write_template(self.folder, F=function, Part=layer)


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def daemon(project, daemon_factory):
    return daemon_factory(template=project.folder / "template.json", command="start-api")


RELOADED = "lambent: reloaded after a change\n"


def after(daemon, change) -> None:
    """Makes a change and returns once the daemon has taken it in."""
    told = daemon.stderr().count(RELOADED)
    change()
    deadline = time.monotonic() + 20
    while daemon.stderr().count(RELOADED) == told:
        assert time.monotonic() < deadline, f"not reloaded:\n{daemon.stderr()}"
        os.sched_yield()


def body(daemon, path="/a") -> bytes:
    return daemon.api.request("GET", path).body


def test_code_that_is_edited_is_served(project, daemon):
    assert body(daemon) == b"one layer-one"

    after(daemon, lambda: project.write_code("second"))

    assert body(daemon) == b"second layer-one"


def test_a_layer_that_is_edited_is_served(project, daemon):
    assert body(daemon) == b"one layer-one"

    after(daemon, lambda: project.write_layer("layer-second"))

    assert body(daemon) == b"one layer-second"


def test_a_route_that_is_added_is_served_and_one_that_is_gone_is_not(project, daemon):
    project.routes = {"B": route("/b", "GET"), "H": http_route("/h", "GET")}

    after(daemon, project.write_template)

    assert body(daemon, "/b") == body(daemon, "/h") == b"one layer-one"
    assert daemon.api.request("GET", "/a").status == 403


def test_a_broken_template_leaves_what_was_and_says_what_is_wrong(project, daemon):
    template = project.folder / "template.json"
    good = template.read_text()

    template.write_text(good.replace('"python3.12"', '"python2.7"'))
    daemon.wait_for_log("what was served before is served on")

    assert "Runtime: expected python3.12" in daemon.stderr() or "python2.7" in daemon.stderr()
    assert body(daemon) == b"one layer-one"

    project.routes = {"B": route("/b", "GET")}
    after(daemon, project.write_template)
    assert body(daemon, "/b") == b"one layer-one"


def test_a_folder_that_is_replaced_is_watched_again(project, daemon):
    shutil.rmtree(project.folder / "code")
    daemon.wait_for_log("what was served before is served on")

    after(daemon, lambda: project.write_code("second"))
    assert body(daemon) == b"second layer-one"

    after(daemon, lambda: project.write_code("third-one"))
    assert body(daemon) == b"third-one layer-one"


def test_a_request_in_progress_ends_with_the_code_it_began_with(project, daemon_factory, gate):
    waiting = (
        "import socket\n\ndef handler(event, context):\n"
        f"    with socket.create_connection(('127.0.0.1', {gate.port})) as gate:\n"
        "        gate.sendall(b'{}\\n')\n        gate.recv(1)\n"
        "    return {'statusCode': 200, 'body': 'old'}\n"
    )
    (project.folder / "code/app.py").write_text(waiting)
    daemon = daemon_factory(template=project.folder / "template.json", command="start-api")
    with ThreadPoolExecutor(1) as pool:
        old = pool.submit(body, daemon)
        gate.wait_for(1)

        after(daemon, lambda: project.write_code("new"))

        assert body(daemon) == b"new layer-one"
        gate.open()
        assert old.result() == b"old"


def test_nothing_is_lost_while_everything_changes(project, daemon):
    answers, stop = [], threading.Event()

    def client():
        while not stop.is_set():
            answer = daemon.api.request("GET", "/a")
            answers.append((answer.status, answer.body))

    clients = [threading.Thread(target=client) for _ in range(20)]
    for one in clients:
        one.start()
    try:
        for word in ("second", "third-one"):
            after(daemon, lambda word=word: project.write_code(word))
        after(daemon, lambda: project.write_layer("layer-second"))
        project.routes["B"] = route("/b", "GET")
        after(daemon, project.write_template)
    finally:
        stop.set()
        for one in clients:
            one.join()

    assert {status for status, _ in answers} == {200}
    words = ("one", "second", "third-one")
    known = {f"{word} layer-{layer}".encode() for word in words for layer in ("one", "second")}
    assert {said for _, said in answers} <= known
    assert body(daemon) == b"third-one layer-second"


def test_without_watching_the_first_code_stays(project, daemon_factory):
    daemon = daemon_factory("--no-watch", template=project.folder / "template.json", command="start-api")
    assert body(daemon) == b"one layer-one"

    project.write_code("second")

    assert body(daemon) == b"one layer-one"
