"""TLS in front of the APIs: `--ssl-cert-file`, `--ssl-key-file`.  local-api.md §5.12, §5.13."""

import http.client
import json
import shutil
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from apis import http_route, web
from harness import run_cli
from templates import write_template

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A certificate for 127.0.0.1 and its key."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    command += " -addext subjectAltName=IP:127.0.0.1,DNS:localhost"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def api(module_api, pair):
    return module_api(
        ["--ssl-cert-file", pair[0], "--ssl-key-file", pair[1]],
        Show=web("show", http_route("/show", "ANY"), FunctionUrlConfig={"AuthType": "NONE"}),
    )


def connect(api, pair) -> http.client.HTTPSConnection:
    address = urlsplit(api.api_url)
    return http.client.HTTPSConnection(
        address.hostname, address.port, context=ssl.create_default_context(cafile=pair[0]), timeout=30
    )


def exchange(connection, method, path, body=None):
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_an_api_is_served_over_tls_and_the_function_knows(api, pair):
    connection = connect(api, pair)
    _, shown = exchange(connection, "GET", "/show")
    _, url = exchange(connection, "GET", "/lambda-url/Show/")  # on the same connection

    assert api.api_url.startswith("https://127.0.0.1:")
    headers = json.loads(shown)["headers"]
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-port"] == api.api_url.rpartition(":")[2]
    assert json.loads(url)["headers"]["x-amzn-tls-version"] == "TLSv1.3"
    connection.close()


def test_large_bodies_pass_both_ways(api, pair):
    connection = connect(api, pair)

    status, shown = exchange(connection, "POST", "/show", b"\xff" * 2_000_000)

    assert (status, len(json.loads(shown)["body"])) == (200, 2_666_668)
    connection.close()


def test_many_clients_are_served_at_once(api, pair):
    def once(_):
        connection = connect(api, pair)
        try:
            return exchange(connection, "GET", "/show")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(once, range(100))) == {200}


def test_who_speaks_no_tls_is_cut_off_and_the_others_are_served(api, pair):
    raw = api.api.socket()
    raw.sendall(b"GET /show HTTP/1.1\r\nHost: localhost\r\n\r\n")
    while raw.recv(4096):
        pass
    raw.close()

    connection = connect(api, pair)
    assert exchange(connection, "GET", "/show")[0] == 200
    connection.close()


def test_a_certificate_needs_its_key(tmp_path, pair):
    template = write_template(tmp_path, Show=web("show", http_route("/show", "GET")))
    start = ("start-api", "-t", str(template), "--port", "0", "--ssl-cert-file")

    alone = run_cli(*start, str(pair[0]))
    wrong = run_cli(*start, str(pair[0]), "--ssl-key-file", str(pair[0]))

    assert (alone.code, "expected both --ssl-cert-file and --ssl-key-file" in alone.stderr) == (2, True)
    assert (wrong.code, "--ssl-key-file: " in wrong.stderr) == (2, True)
