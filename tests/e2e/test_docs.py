"""Pages with something that a program made: it is made again, and must be what the page shows."""

import re
import subprocess
import sys

import pytest

from harness import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "life-of-an-environment.md"
EXAMPLES = ROOT / "examples"


def diagram_of_the_page() -> list[str]:
    (text,) = re.findall(r"```mermaid\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [line.strip() for line in text.splitlines()]


def draw(daemon) -> list[str]:
    done = subprocess.run(
        [sys.executable, DOCS / "draw_life.py", daemon.url], capture_output=True, text=True, check=True, timeout=60
    )
    return [line.strip() for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def drawn(module_daemon):
    """What the page says it is a picture of: two invokes of the example and the end of its environment."""
    daemon = module_daemon(template=EXAMPLES / "extension" / "template.yaml")
    for count, name in enumerate(("Ada", "Grace"), 1):
        daemon.invoke("Greet", {"name": name})
        daemon.journal.wait(type="environment.frozen", count=count)
    daemon.http.request("POST", "/_lambent/reset")
    daemon.journal.wait(type="shutdown.report")
    return draw(daemon)


def lane(diagram: list[str], name: str) -> list[str]:
    """The steps in which a participant takes part, in their order."""
    return [line for line in diagram if re.search(rf"\b{name}\b", line)]


def test_the_page_has_each_step_of_a_real_run(drawn):
    assert sorted(diagram_of_the_page()) == sorted(drawn)


@pytest.mark.parametrize("name", ["caller", "runtime", "ext1"])
def test_the_steps_of_each_participant_are_in_the_order_of_a_real_run(drawn, name):
    # Between two participants the order is free where Lambda leaves it free.
    assert lane(diagram_of_the_page(), name) == lane(drawn, name)


def test_a_journal_without_an_init_is_refused_in_words():
    done = subprocess.run(
        [sys.executable, DOCS / "draw_life.py"], input='{"events": [], "last": 0}', capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "invoke a function first" in done.stderr
