"""Applications that nobody here wrote run unchanged: Powertools' resolvers, Flask behind apig-wsgi, FastAPI behind
Mangum."""

import gzip
import importlib.util

import pytest

from apis import http_api, on, rest_api
from templates import function

NEEDED = ("aws_lambda_powertools", "apig_wsgi", "mangum", "flask", "fastapi", "python_multipart")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def app(handler, *routes, **properties):
    events = {f"Route{i}": row for i, row in enumerate(routes)}
    return function(f"foreign_apps.{handler}", Events=events, MemorySize=512, **properties)


@pytest.fixture(scope="module")
def apps(module_api):
    return module_api(
        R=rest_api(BinaryMediaTypes=["*/*"]),
        H=http_api(),
        Rflask=rest_api(BinaryMediaTypes=["*/*"]),
        Flask=http_api(),
        Fast=http_api(),
        Rest=app("rest", on("R", "/{proxy+}", "ANY")),
        Http=app("http", on("H", "/{proxy+}", "ANY")),
        Url=app("url", FunctionUrlConfig={"AuthType": "NONE"}),
        FlaskApp=app("flask_handler", on("Flask", "/{proxy+}", "ANY"), on("Rflask", "/{proxy+}", "ANY")),
        FastApp=app("fastapi_handler", on("Fast", "/{proxy+}", "ANY")),
    )


RESOLVERS = ["/_api/R", "/_api/H", "/lambda-url/Url"]


@pytest.mark.parametrize("root", RESOLVERS)
def test_powertools_routes_answer(apps, root):
    hello = apps.api.request("GET", f"{root}/hello/Ada?x=1")
    echo = apps.api.request("POST", f"{root}/echo", b'{"a": "\xc3\xa9"}', {"Content-Type": "application/json"})

    assert hello.json() == {"hello": "Ada", "q": {"x": "1"}}
    assert echo.json() == {"got": {"a": "é"}}
    assert apps.api.request("GET", f"{root}/nobody").status == 404


@pytest.mark.parametrize("root", RESOLVERS)
def test_powertools_sends_pictures_and_compressed_text(apps, root):
    picture = apps.api.request("GET", f"{root}/picture", b"", {"Accept": "image/png"})
    large = apps.api.request("GET", f"{root}/large", b"", {"Accept-Encoding": "gzip"})

    assert (picture.body, picture.header("Content-Type")) == (PICTURE, "image/png")
    assert large.header("Content-Encoding") == "gzip"
    assert len(gzip.decompress(large.body)) > 5000


@pytest.mark.parametrize("root", RESOLVERS[:2])
def test_powertools_answers_a_browser_of_another_origin(apps, root):
    origin = {"Origin": "https://shop.test"}
    answer = apps.api.request("GET", f"{root}/hello/Ada", b"", origin)
    preflight = apps.api.request("OPTIONS", f"{root}/hello/Ada", b"", origin | {"Access-Control-Request-Method": "GET"})

    assert answer.header("Access-Control-Allow-Origin") == "https://shop.test"
    assert preflight.status == 204
    assert preflight.header("Access-Control-Max-Age") == "300"


def multipart(**fields) -> tuple[bytes, dict]:
    """A form with a file of 256 bytes, as a browser sends it."""
    parts = [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
    parts.append(head + b"Content-Type: application/octet-stream\r\n\r\n" + bytes(range(256)) + b"\r\n--xyz--\r\n")
    return b"".join(parts), {"Content-Type": "multipart/form-data; boundary=xyz"}


@pytest.mark.parametrize("root", ["/_api/Flask", "/_api/Rflask"])
def test_flask_serves_pages_forms_and_uploads(apps, root):
    page = apps.api.request("GET", f"{root}/pages/Ada", b"", {"Accept": "text/html"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = apps.api.request("POST", f"{root}/form", b"name=Ada", form)
    uploaded = apps.api.request("POST", f"{root}/upload", *multipart())

    assert (page.status, page.body) == (200, b"<h1>Ada</h1>")
    assert (sent.status, sent.header("Location")) == (302, "/pages/Ada")
    assert uploaded.json() == {"name": "a.bin", "size": 256}


def test_fastapi_serves_routes_and_uploads(apps):
    item = apps.api.request("GET", "/_api/Fast/items/7?q=a%20b")
    wrong = apps.api.request("GET", "/_api/Fast/items/x")
    uploaded = apps.api.request("POST", "/_api/Fast/upload", *multipart(note="hi"))

    assert item.json() == {"item": 7, "q": "a b"}
    assert wrong.status == 422
    assert uploaded.json() == {"name": "a.bin", "size": 256, "note": "hi"}
