"""Where code comes from: folders, archives, the template itself, and layers.  runtime-api.md §4.12, §7.2."""

import sys
import zipfile

import pytest

from differences import expected
from harness import run_invoke
from templates import function, inline_function, layer, ref

HANDLER = "def handler(event, context):\n    return 'from {place}'\n"
IMPORTS_A_TOOL = "import tool\n\n\ndef handler(event, context):\n    return tool.NAME\n"
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def code(tmp_path):
    """A folder with a handler that returns what a layer says."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "app.py").write_text(IMPORTS_A_TOOL)
    return folder


def make_layer(folder, name: str, inside: str = "python"):
    """A layer whose module `tool` knows the layer's name."""
    place = folder / name / inside
    place.mkdir(parents=True)
    (place / "tool.py").write_text(f"NAME = {name!r}\n")
    return folder / name


def zip_of(folder):
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, path.relative_to(folder))
    return archive


def test_code_in_the_template_is_a_module_called_index(serve):
    daemon = serve(Inline=inline_function(HANDLER.format(place="the template")))

    assert daemon.invoke("Inline", {}).body == b'"from the template"'


def test_an_archive_is_unpacked(serve, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "app.py").write_text(HANDLER.format(place="an archive"))
    daemon = serve(Zipped=function("app.handler", zip_of(folder)))

    assert daemon.invoke("Zipped", {}).body == b'"from an archive"'


def test_an_archive_that_leaves_its_folder_is_refused(tmp_path):
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../escaped.py", "")
        file.writestr("app.py", HANDLER.format(place="evil"))

    done = run_invoke(f"{archive}:app.handler")

    assert (done.code, done.stdout) == (2, "")
    assert "../escaped.py" in done.stderr


def test_an_edit_is_seen_by_the_next_cold_start(serve, tmp_path):
    app = tmp_path / "app.py"
    app.write_text(HANDLER.format(place="before"))
    daemon = serve(Edited=function("app.handler", tmp_path))
    before = daemon.invoke("Edited", {}).body

    app.write_text(HANDLER.format(place="afterwards"))
    warm = daemon.invoke("Edited", {}).body
    daemon.http.request("POST", "/_lambent/reset")

    assert before == warm == b'"from before"'
    assert daemon.invoke("Edited", {}).body == b'"from afterwards"'


@pytest.mark.parametrize("inside", ["python", f"python/lib/{VERSION}/site-packages"])
def test_a_layer_is_on_the_path(serve, code, tmp_path, inside):
    daemon = serve(
        Tools=layer(make_layer(tmp_path, "tools", inside)), App=function("app.handler", code, Layers=[ref("Tools")])
    )

    assert daemon.invoke("App", {}).body == b'"tools"'


def test_a_layer_may_be_an_archive(serve, code, tmp_path):
    archive = zip_of(make_layer(tmp_path, "tools"))
    daemon = serve(Tools=layer(archive), App=function("app.handler", code, Layers=[ref("Tools")]))

    assert daemon.invoke("App", {}).body == b'"tools"'


@pytest.mark.parametrize("order", [("One", "Two"), ("Two", "One")])
def test_of_two_layers_the_later_wins(serve, code, tmp_path, order):
    daemon = serve(
        One=layer(make_layer(tmp_path, "one")),
        Two=layer(make_layer(tmp_path, "two")),
        App=function("app.handler", code, Layers=[ref(name) for name in order]),
    )

    assert daemon.invoke("App", {}).json() == order[1].lower()


def test_the_functions_own_module_wins_over_a_layers(serve, code, tmp_path):
    (code / "tool.py").write_text("NAME = 'own'\n")
    daemon = serve(
        Tools=layer(make_layer(tmp_path, "tools")), App=function("app.handler", code, Layers=[ref("Tools")])
    )

    assert daemon.invoke("App", {}).body == b'"own"'


def test_a_function_without_layers_sees_none(serve, code, tmp_path):
    daemon = serve(Tools=layer(make_layer(tmp_path, "tools")), App=function("app.handler", code))

    assert daemon.invoke("App", {}).json()["errorType"] == "Runtime.ImportModuleError"


@pytest.mark.parametrize("name", ["json", "logging"])
def test_a_module_of_the_function_cannot_stand_in_for_one_the_runtime_needs(serve, tmp_path, name):
    (tmp_path / f"{name}.py").write_text("raise ImportError('the wrong one')\n")
    (tmp_path / "app.py").write_text(HANDLER.format(place="app"))
    daemon = serve(App=function("app.handler", tmp_path))

    answer = daemon.invoke("App", {})

    assert answer.header("X-Amz-Function-Error") == expected("error_of_a_function_with_its_own_json_module")
