"""Applications as people write them, that know nothing of Lambent: Powertools' resolvers, Flask and FastAPI."""

from apig_wsgi import make_lambda_handler
from aws_lambda_powertools.event_handler import (
    APIGatewayHttpResolver,
    APIGatewayRestResolver,
    CORSConfig,
    LambdaFunctionUrlResolver,
    Response,
)
from fastapi import FastAPI, Form, UploadFile
from flask import Flask, redirect, request
from mangum import Mangum

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def _routes(app):
    @app.get("/hello/<name>")
    def hello(name):
        return {"hello": name, "q": app.current_event.query_string_parameters}

    @app.post("/echo")
    def echo():
        return {"got": app.current_event.json_body}

    @app.get("/picture")
    def picture():
        return Response(status_code=200, content_type="image/png", body=PICTURE)

    @app.get("/large", compress=True)
    def large():
        return {"text": "x" * 5000}

    return app


_cors = CORSConfig(allow_origin="https://shop.test", max_age=300)
_rest = _routes(APIGatewayRestResolver(cors=_cors))
_http = _routes(APIGatewayHttpResolver(cors=_cors))
_url = _routes(LambdaFunctionUrlResolver())


def rest(event, context):
    return _rest.resolve(event, context)


def http(event, context):
    return _http.resolve(event, context)


def url(event, context):
    return _url.resolve(event, context)


_flask = Flask(__name__)


@_flask.get("/pages/<name>")
def page(name):
    return f"<h1>{name}</h1>"


@_flask.post("/form")
def form():
    return redirect(f"/pages/{request.form['name']}")


@_flask.post("/upload")
def upload():
    file = request.files["file"]
    return {"name": file.filename, "size": len(file.read())}


flask_handler = make_lambda_handler(_flask, binary_support=True)

_fastapi = FastAPI()


@_fastapi.get("/items/{item}")
def item(item: int, q: str = ""):
    return {"item": item, "q": q}


@_fastapi.post("/upload")
async def fast_upload(file: UploadFile, note: str = Form()):
    return {"name": file.filename, "size": len(await file.read()), "note": note}


fastapi_handler = Mangum(_fastapi, lifespan="off")
