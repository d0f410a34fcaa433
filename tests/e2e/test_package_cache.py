"""Archives are unpacked once for all daemons of a user, whoever comes first and whoever is killed.  `--cache-dir`."""

import signal
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness import BINARY, READY_SECONDS, RUNTIME_OPTIONS, clean_environment, run_invoke
from templates import function, write_template

HANDLER = "def handler(event, context):\n    return 'packed'\n"
MANY_FILES = 4000


@pytest.fixture
def archive(tmp_path):
    """A package that takes a while to unpack; the handler's module comes last."""
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(MANY_FILES):
            file.writestr(f"data/{number}.txt", "x")
        file.writestr("app.py", HANDLER)
    return path


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def packages(cache) -> list[str]:
    return sorted(path.name for path in (cache / "packages").glob("*"))


def is_whole(name: str) -> bool:
    return len(name) == 64


def wait_for(claim, what: str) -> None:
    """A folder cannot be waited on, so it is looked at until the deadline."""
    deadline = time.monotonic() + READY_SECONDS
    while not claim():
        assert time.monotonic() < deadline, f"never: {what}"


def options(cache) -> list[str]:
    return ["--cache-dir", str(cache)]


def test_two_daemons_at_once_share_one_copy(daemon_factory, archive, cache, tmp_path):
    template = write_template(tmp_path, App=function("app.handler", archive))

    with ThreadPoolExecutor(2) as pool:
        starts = [pool.submit(daemon_factory, *options(cache), template=template) for _ in range(2)]
        daemons = [start.result() for start in starts]

    assert [daemon.invoke("App", {}).body for daemon in daemons] == [b'"packed"'] * 2
    wait_for(lambda: len(packages(cache)) == 1, "one copy alone")
    assert is_whole(packages(cache)[0])


def test_a_killed_daemon_leaves_nothing_that_is_taken_for_whole(daemon_factory, archive, cache, tmp_path):
    template = write_template(tmp_path, App=function("app.handler", archive))
    command = [BINARY, "serve", *RUNTIME_OPTIONS, *options(cache), "--port", "0", "-t", str(template)]
    victim = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean_environment())
    wait_for(lambda: packages(cache), "an unfinished package")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    left = packages(cache)
    assert len(left) == 1
    assert not is_whole(left[0]), "unpacked too fast for this test"

    daemon = daemon_factory(*options(cache), template=template)

    assert daemon.invoke("App", {}).body == b'"packed"'
    wait_for(lambda: len(packages(cache)) == 1, "the leftover's removal")
    assert is_whole(packages(cache)[0])


def test_the_next_start_uses_what_is_there(archive, cache):
    first = run_invoke(f"{archive}:app.handler", *options(cache))
    (name,) = packages(cache)
    app = cache / "packages" / name / "files/app.py"
    unpacked = app.stat().st_ino

    second = run_invoke(f"{archive}:app.handler", *options(cache))

    assert (first.stdout, second.stdout) == ('"packed"\n', '"packed"\n')
    assert app.stat().st_ino == unpacked


def test_an_edited_package_is_unpacked_again(archive, cache):
    run_invoke(f"{archive}:app.handler", *options(cache))
    (name,) = packages(cache)
    (cache / "packages" / name / "files/app.py").write_text(HANDLER.replace("packed", "forged"))

    assert run_invoke(f"{archive}:app.handler", *options(cache)).stdout == '"packed"\n'


def test_a_folder_that_others_may_write_to_is_refused(archive, cache):
    cache.mkdir(mode=0o777)
    cache.chmod(0o777)

    done = run_invoke(f"{archive}:app.handler", *options(cache))

    assert (done.code, done.stdout) == (2, "")
    assert f'cache folder "{cache}": expected one that no other user may write to' in done.stderr


def test_without_a_home_packages_live_as_long_as_the_daemon(archive):
    environment = clean_environment()
    for name in ("HOME", "XDG_CACHE_HOME"):
        environment.pop(name, None)

    assert run_invoke(f"{archive}:app.handler", env=environment).stdout == '"packed"\n'
