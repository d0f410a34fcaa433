"""Start of a Python environment: what `python3.12 bootstrap.py` does (runtime-api.md §7.1).

Kept small because Python compiles a script at every start and caches only what a script imports.
Our modules and the standard library come first, sys.path afterwards: a file of the function can
never stand in for one of ours.
"""

import os
import site
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
if _HERE not in sys.path:  # PYTHONSAFEPATH leaves it out
    sys.path.insert(0, _HERE)

import lambent_runtime  # noqa: E402


def prepare_paths(environ):
    """Arrange sys.path and PYTHONPATH as the managed runtime does (runtime-api.md §7.2)."""
    task_root = environ.setdefault("LAMBDA_TASK_ROOT", os.getcwd())
    runtime_dir = environ.setdefault("LAMBDA_RUNTIME_DIR", _HERE)
    layers = os.path.join(environ.get("LAMBENT_OPT", "/opt"), "python")
    folders = [task_root]
    if "PYTHONPATH" not in environ:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        folders += [os.path.join(layers, "lib", version, "site-packages"), layers]
        environ["PYTHONPATH"] = runtime_dir  # for child processes; this one has read it already
    sys.path[:0] = folders
    for folder in folders:
        site.addsitedir(folder)  # for the .pth files in it


def forget_private_variables(environ):
    """Remove what the daemon told this file and the function must not see."""
    for name in [name for name in environ if name.startswith("LAMBENT_")]:
        del environ[name]


def main():
    if os.environ.pop("LAMBENT_FORK_SERVER", None):
        import lambent_fork

        lambent_fork.serve(0)  # comes back in each process it forks
    prepare_paths(os.environ)
    forget_private_variables(os.environ)
    lambent_runtime.run(os.environ["AWS_LAMBDA_RUNTIME_API"], os.environ["_HANDLER"])


if __name__ == "__main__":
    main()
