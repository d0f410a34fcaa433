"""The example with two layers does what its README says: order, `sys.path` and `PATH`.  runtime-api.md §4.12, §7.2."""

import json
import os

import pytest

from harness import RUNTIME_OPTIONS, run_cli
from test_examples import EXAMPLES, commands, run_line

EXAMPLE = EXAMPLES / "layers"
SALES = {"sales": [3, 4, 8]}
FRAMED = "*** mean 5.0, most 8 ***"


def changed_template(folder, **replacements: str):
    """The example's template somewhere else, with some of its lines replaced."""
    text = (EXAMPLE / "template.yaml").read_text()
    for name in ("report/", "figures_layer/", "tools_layer/"):
        text = text.replace(f"Uri: {name}", f"Uri: {EXAMPLE / name}")
    for name, other in replacements.items():
        assert text.count(f"!Ref {name}\n") == 1
        text = text.replace(f"!Ref {name}\n", f"!Ref new{other}\n")
    (folder / "template.yaml").write_text(text.replace("!Ref new", "!Ref "))
    return folder / "template.yaml"


def test_the_readme_is_short():
    assert len((EXAMPLE / "README.md").read_text().splitlines()) <= 12


def test_the_command_of_the_layer_is_executable():
    assert os.access(EXAMPLE / "tools_layer/bin/banner", os.X_OK)


def test_invoke_uses_both_layers():
    done = run_line("layers", commands("layers")[0])

    assert (done.code, done.stdout.strip()) == (0, json.dumps(FRAMED)), done.stderr


def test_serve_uses_both_layers(daemon_factory):
    daemon = daemon_factory(template=EXAMPLE / "template.yaml")

    assert daemon.invoke("Report", SALES).json() == FRAMED


def test_in_the_other_order_the_other_style_counts(daemon_factory, tmp_path):
    template = changed_template(tmp_path, FiguresLayer="ToolsLayer", ToolsLayer="FiguresLayer")
    daemon = daemon_factory(template=template)

    assert daemon.invoke("Report", SALES).json() == FRAMED.replace("*", "-")


@pytest.mark.parametrize(
    "missing, error",
    [("FiguresLayer", "Runtime.ImportModuleError"), ("ToolsLayer", "FileNotFoundError")],
)
def test_without_a_layer_it_fails(tmp_path, missing, error):
    template = changed_template(tmp_path)
    template.write_text(template.read_text().replace(f"        - !Ref {missing}\n", ""))

    done = run_cli("invoke", "Report", *RUNTIME_OPTIONS, "-e", json.dumps(SALES), cwd=tmp_path)

    assert (done.code, json.loads(done.stdout)["errorType"]) == (1, error)
