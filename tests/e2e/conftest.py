"""Fixtures of the end-to-end suite: daemons that are stopped and inspected afterwards, boto3 clients, gates."""

import os
from contextlib import contextmanager

import boto3
import pytest
from botocore.config import Config

from gate import Gate
from harness import BINARY, REGION, Daemon
from templates import write_template


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes more than ten seconds because the rule under test does")


def pytest_sessionstart(session):
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"no binary to test at {BINARY}; build it, or name it with LAMBENT_BINARY", returncode=4)


@pytest.fixture(scope="session", autouse=True)
def _own_caches(tmp_path_factory):
    """Nothing that a developer's daemon unpacked helps or harms a test."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("caches"))


@contextmanager
def _daemons(folder_factory):
    """Starts daemons on request; at the end stops each and fails when one did not end as promised."""
    started: list[Daemon] = []

    def start(*options, template=None, targets=(), **keywords) -> Daemon:
        arguments = [*map(str, options), *(("-t", str(template)) if template else ()), *map(str, targets)]
        daemon = Daemon(folder_factory(), *arguments, **keywords)
        started.append(daemon)
        return daemon

    try:
        yield start
    finally:
        complaints = []
        for daemon in started:
            try:
                daemon.stop()
                daemon.expect_no_one_left()
            except AssertionError as complaint:
                complaints.append(str(complaint))
        assert not complaints, "\n".join(complaints)


@pytest.fixture
def daemon_factory(tmp_path_factory):
    """`daemon_factory("--option", …, template=PATH, targets=[…], env={…})` for one test."""
    with _daemons(lambda: tmp_path_factory.mktemp("daemon")) as start:
        yield start


@pytest.fixture
def serve(daemon_factory, tmp_path):
    """`serve(Name=function(…), …, options=[…])`: a daemon for just these functions."""

    def start(options=(), **functions) -> Daemon:
        return daemon_factory(*options, template=write_template(tmp_path, **functions))

    return start


@pytest.fixture
def serve_api(daemon_factory, tmp_path):
    """As `serve`, with `lambent start-api`: `daemon.api` is what stands in front of the functions."""

    def start(options=(), **resources) -> Daemon:
        return daemon_factory(*options, template=write_template(tmp_path, **resources), command="start-api")

    return start


@pytest.fixture(scope="module")
def module_daemon(tmp_path_factory):
    """As `daemon_factory`, for a daemon that the tests of one module share."""
    with _daemons(lambda: tmp_path_factory.mktemp("daemon")) as start:
        yield start


@pytest.fixture(scope="module")
def module_serve(module_daemon, tmp_path_factory):
    """As `serve`, for a daemon that the tests of one module share."""

    def start(options=(), **functions) -> Daemon:
        return module_daemon(*options, template=write_template(tmp_path_factory.mktemp("template"), **functions))

    return start


@pytest.fixture(scope="module")
def module_api(module_daemon, tmp_path_factory):
    """As `serve_api`, for a daemon that the tests of one module share."""

    def start(options=(), **resources) -> Daemon:
        template = write_template(tmp_path_factory.mktemp("template"), **resources)
        return module_daemon(*options, template=template, command="start-api")

    return start


@pytest.fixture(scope="session")
def _boto3_session():
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)


@pytest.fixture(scope="session")
def lambda_client(_boto3_session):
    """`lambda_client(daemon)`: boto3 as a user has it, but each error is seen at once (no retries)."""

    def make(daemon: Daemon):
        config = Config(retries={"total_max_attempts": 1}, read_timeout=60, max_pool_connections=64)
        return _boto3_session.client("lambda", endpoint_url=daemon.url, config=config)

    return make


@pytest.fixture
def gate():
    waiting_room = Gate()
    yield waiting_room
    waiting_room.open()
