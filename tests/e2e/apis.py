"""Templates with something in front of their functions."""

from templates import function


def route(path: str, method: str, kind: str = "Api", **properties) -> dict:
    """One event of a function: `Events={"Any": route("/x", "GET")}`."""
    return {"Type": kind, "Properties": {"Path": path, "Method": method, **properties}}


def http_route(path: str, method: str, **properties) -> dict:
    return route(path, method, "HttpApi", **properties)


def web(handler: str, *routes: dict, **properties) -> dict:
    """A function of `functions/web.py` behind these routes."""
    return function(f"web.{handler}", Events={f"Route{i}": row for i, row in enumerate(routes)}, **properties)


def rest_api(**properties) -> dict:
    return {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "dev", **properties}}


def http_api(**properties) -> dict:
    return {"Type": "AWS::Serverless::HttpApi", "Properties": properties}


def on(api: str, path: str, method: str, **properties) -> dict:
    """A route of an API that is called R… (REST) or anything else (HTTP)."""
    if api.startswith("R"):
        return route(path, method, RestApiId={"Ref": api}, **properties)
    return http_route(path, method, ApiId={"Ref": api}, **properties)
