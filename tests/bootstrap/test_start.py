"""How an environment is prepared before the function is imported (runtime-api.md §7.1, §7.2).

AWS's client starts behind a launcher that only its managed runtime has, so most of this is ours alone.
"""

import json
import sys

import pytest
from support import BOOTSTRAP, Event

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
TELL = """
import os, sys
def handler(event, context):
    return eval(event)
"""


def told(run, expression, **options):
    outcome = run(TELL, Event(json.dumps(expression).encode()), **options)
    assert outcome.post.kind == "response", outcome
    return json.loads(outcome.post.body)


pytestmark = pytest.mark.lambent_only


def layer_folders(opt):
    return [f"{opt}/python/lib/{VERSION}/site-packages", f"{opt}/python"]


def test_task_root_comes_first_and_layers_second(run, tmp_path):
    first, second = layer_folders(tmp_path / "opt")
    path = told(run, "sys.path", variables={"LAMBENT_OPT": str(tmp_path / "opt")})
    assert path[:4] == [str(run.task), first, second, str(BOOTSTRAP.parent)]


def test_absent_layer_folders_are_listed_again_at_the_end(run, tmp_path):
    path = told(run, "sys.path", variables={"LAMBENT_OPT": str(tmp_path / "opt")})
    assert path[-2:] == layer_folders(tmp_path / "opt")


def test_present_layer_folders_are_listed_once(run, tmp_path):
    folders = layer_folders(tmp_path / "opt")
    run.task.parent.joinpath(folders[0]).mkdir(parents=True)
    path = told(run, "sys.path", variables={"LAMBENT_OPT": str(tmp_path / "opt")})
    assert [path.count(folder) for folder in folders] == [1, 1]


def test_layers_are_in_opt_by_default(run):
    assert told(run, "sys.path[1:3]") == layer_folders("/opt")


def test_python_path_of_the_customer_replaces_the_layers(run):
    path = told(run, "sys.path", variables={"PYTHONPATH": "/x:/y"})
    assert path[:4] == [str(run.task), str(BOOTSTRAP.parent), "/x", "/y"]
    assert not [folder for folder in path if folder.startswith("/opt")]
    assert told(run, "os.environ['PYTHONPATH']", variables={"PYTHONPATH": "/x:/y"}) == "/x:/y"


def test_python_path_of_child_processes_is_the_runtimes_folder(run):
    assert (
        told(run, "os.environ['PYTHONPATH']", variables={"LAMBDA_RUNTIME_DIR": "/var/runtime"})
        == "/var/runtime"
    )
    assert (
        told(run, "[os.environ['PYTHONPATH'], os.environ['LAMBDA_RUNTIME_DIR']]")
        == [str(BOOTSTRAP.parent)] * 2
    )


def test_task_root_defaults_to_the_working_directory(run):
    assert told(run, "sys.path[0]", variables={"LAMBDA_TASK_ROOT": None}) == str(run.task)


def test_task_wins_over_layers_and_layers_over_the_standard_library(run, tmp_path):
    opt = tmp_path / "opt"
    files = {
        "both.py": "where = 'task'\n",
        "../opt/python/both.py": "where = 'layer'\n",
        "../opt/python/only.py": "where = 'layer'\n",
        "../opt/python/wave.py": "where = 'layer'\n",
        f"../opt/python/lib/{VERSION}/site-packages/only.py": "where = 'site'\n",
    }
    expression = "[__import__(name).where for name in ('both', 'only', 'wave')]"
    assert told(run, expression, files=files, variables={"LAMBENT_OPT": str(opt)}) == [
        "task",
        "site",
        "layer",
    ]


def test_pth_files_are_honoured(run, tmp_path):
    files = {
        "vendored.pth": "vendor\n",
        "vendor/deep.py": "",
        "../opt/python/l.pth": "more\n",
        "../opt/python/more/x.py": "",
    }
    path = told(run, "sys.path", files=files, variables={"LAMBENT_OPT": str(tmp_path / "opt")})
    assert f"{run.task}/vendor" in path
    assert f"{tmp_path}/opt/python/more" in path


def test_private_variables_are_gone_before_the_function_is_imported(run):
    code = "import os\nseen = [n for n in os.environ if n.startswith('LAMBENT')]\ndef handler(e, c): return seen\n"
    assert run(code, Event(), variables={"LAMBENT_OPT": "/x", "LAMBENT_ANYTHING": "1"}).post.body == b"[]"


def test_safe_path_does_not_hide_our_own_files(run):
    assert told(run, "sys.path[3]", variables={"PYTHONSAFEPATH": "1"}) == str(BOOTSTRAP.parent)


def test_files_of_the_function_cannot_replace_ours(run):
    files = {"lambent_runtime.py": "raise SystemExit(9)\n", "lambent_json.py": "raise SystemExit(9)\n"}
    assert told(run, "1", files=files) == 1


def test_function_may_be_called_bootstrap(run):
    files = {"bootstrap.py": "def handler(event, context): return __file__\n"}
    assert (
        json.loads(run("", Event(), files=files, handler="bootstrap.handler").post.body)
        == f"{run.task}/bootstrap.py"
    )


SLOW_TO_IMPORT = [
    "ctypes",
    "dataclasses",
    "decimal",
    "email",
    "http",
    "inspect",
    "socket",
    "ssl",
    "subprocess",
    "typing",
    "urllib",
    "uuid",
]


def test_nothing_slow_is_imported_for_the_function(run):
    names = run(
        "import sys\nloaded = sorted(sys.modules)\ndef handler(e, c): return loaded\n",
        Event(),
        interpreter=["-S"],
    )
    # -S: what the interpreter's own site-packages load at start is not our doing.
    assert [name for name in json.loads(names.post.body) if name in SLOW_TO_IMPORT] == []


def test_missing_address_or_handler_is_named(run):
    outcome = run(TELL, variables={"_HANDLER": None})
    assert (outcome.status, outcome.requests) == (1, [])
    assert "_HANDLER" in outcome.stderr
