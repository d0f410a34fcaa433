"""Fixtures: every test runs once with our client and once with AWS's, where that one is installed."""

import importlib.util
import pathlib
import sys
import textwrap

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import support  # noqa: E402  (its folder is not a package)

CLIENTS = ["lambent", "awslambdaric"]


def _needs(client):
    missing = client == "awslambdaric" and importlib.util.find_spec("awslambdaric") is None
    return pytest.mark.skipif(missing, reason="awslambdaric is not installed for this interpreter")


def pytest_configure(config):
    config.addinivalue_line("markers", "lambent_only: about our client alone")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("lambent_only") and item.callspec.params["client"] != "lambent":
            item.add_marker(pytest.mark.skip(reason="about our client alone"))


@pytest.fixture(params=[pytest.param(name, marks=_needs(name)) for name in CLIENTS], scope="module")
def client(request):
    return request.param


@pytest.fixture
def environment(client, tmp_path):
    """environment(code, api, ...) → support.Environment, for tests that steer a running process."""
    task = tmp_path / "task"
    task.mkdir()

    def start(code, api, **options):
        support.write_files(task, {"app.py": textwrap.dedent(code)})
        return support.Environment(client, task, api, **options)

    return start


@pytest.fixture
def run(client, tmp_path):
    """run(code, *events, ...) → support.Outcome.  `code` becomes app.py; `files` adds others."""
    return make_runner(client, tmp_path)


@pytest.fixture(scope="module")
def run_once(client, tmp_path_factory):
    """As `run`, for the tables whose rows share one process."""
    return make_runner(client, tmp_path_factory.mktemp("environment"))


def make_runner(client, folder):
    task = folder / "task"

    def run(code="", *events, files=None, answers=None, piece=None, **options):
        task.mkdir(exist_ok=True)
        support.write_files(task, {"app.py": textwrap.dedent(code), **(files or {})})
        with support.FakeRuntimeApi(events, answers, piece) as api:
            with support.Environment(client, task, api, **options) as environment:
                return environment.outcome()

    run.task = task
    return run
