"""The curl lines of the README's section about HTTP, against `examples/orders` as it is."""

import re
import shutil
import subprocess

import pytest

from harness import ROOT

TEMPLATE = ROOT / "examples/orders/template.yaml"


@pytest.fixture(scope="module")
def shop(module_daemon):
    return module_daemon(template=TEMPLATE, command="start-api")


def shown() -> list[tuple[str, str]]:
    """Each curl line of the README with what it prints."""
    block = (ROOT / "README.md").read_text().partition("$ lambent start-api -t")[2].partition("```")[0]
    found = re.findall(r"^\$ (curl .*)\n((?:[^$].*\n)*)", block, re.MULTILINE)
    assert len(found) == 5
    return found


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.parametrize("line, printed", shown(), ids=range(5))
def test_a_curl_line_of_the_readme_prints_what_the_readme_shows(shop, tmp_path, line, printed):
    command = line.replace("curl ", "curl --silent --show-error ", 1).replace("http://127.0.0.1:3000", shop.api_url)
    done = subprocess.run(["sh", "-c", command], capture_output=True, cwd=tmp_path, timeout=60, check=True, text=True)

    assert done.stdout.rstrip("\n") == printed.rstrip("\n")
    if "gouda.png" in line:
        assert (tmp_path / "gouda.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_the_routes_of_the_readme_are_those_that_are_mounted(shop):
    block = (ROOT / "README.md").read_text().partition("$ lambent start-api -t")[2].partition("$ curl")[0]
    mounted = [line for line in block.splitlines() if line.startswith("Mounting ")]

    assert len(mounted) == 4
    for line in mounted:
        assert line.replace("http://127.0.0.1:3000", shop.api_url) in shop.stderr().splitlines()


def test_an_order_with_a_mistake_is_the_callers(shop):
    headers = {"X-Clerk": "key-of-grace", "Content-Type": "application/json"}

    answer = shop.api.request("POST", "/orders", b'{"orderId": "o-1", "lines": []}', headers)

    assert (answer.status, answer.json()["message"]) == (400, "lines: expected at least one, found []")


def test_a_browser_of_the_shop_may_order(shop):
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}

    answer = shop.api.request("OPTIONS", "/orders", b"", asked)

    assert answer.header("access-control-allow-headers") == "content-type,x-clerk"
