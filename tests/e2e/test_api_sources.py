"""Where APIs come from: OpenAPI documents and plain CloudFormation, through the daemon.  local-api.md §5.5."""

import json

from apis import http_route, route, web
from templates import function


def get_att(name: str, attribute: str = "Arn") -> dict:
    return {"Fn::GetAtt": [name, attribute]}


def proxy(**more) -> dict:
    uri = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Show.Arn}/invocations"
    return {"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": {"Fn::Sub": uri}, **more}}


def test_an_openapi_document_in_the_template_is_served(serve_api):
    document = {
        "openapi": "3.0.1",
        "paths": {
            "/a/{x}": {"get": proxy(payloadFormatVersion="2.0")},
            "/one": {"get": proxy()},
            "/$default": {"x-amazon-apigateway-any-method": proxy(payloadFormatVersion="2.0")},
        },
    }
    daemon = serve_api(
        H={"Type": "AWS::Serverless::HttpApi", "Properties": {"DefinitionBody": document}}, Show=function("web.show")
    )

    assert daemon.api.request("GET", "/a/1").json()["pathParameters"] == {"x": "1"}
    assert daemon.api.request("GET", "/one").json()["version"] == "1.0"
    assert daemon.api.request("PATCH", "/what/ever").json()["routeKey"] == "$default"


def test_an_openapi_document_beside_the_template_is_served(serve_api, tmp_path):
    operation = {"operationId": "getA", **proxy()}
    preflight = {
        "type": "mock",
        "responses": {
            "default": {
                "statusCode": "200",
                "responseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"},
            }
        },
    }
    document = {
        "swagger": "2.0",
        "paths": {"/a": {"get": operation, "options": {"x-amazon-apigateway-integration": preflight}}},
    }
    (tmp_path / "api.json").write_text(json.dumps(document))
    daemon = serve_api(
        R={"Type": "AWS::Serverless::Api", "Properties": {"StageName": "live", "DefinitionUri": "api.json"}},
        Show=function("web.show"),
    )

    context = daemon.api.request("GET", "/a").json()["requestContext"]

    assert (context["operationName"], context["stage"]) == ("getA", "live")
    assert daemon.api.request("OPTIONS", "/a").header("Access-Control-Allow-Origin") == "*"


def resource(kind: str, **properties) -> dict:
    return {"Type": kind, "Properties": properties}


def test_rest_resources_of_cloudformation_are_served(serve_api):
    api = {"RestApiId": {"Ref": "Api"}}
    daemon = serve_api(
        Show=function("web.show"),
        Api=resource("AWS::ApiGateway::RestApi", Name="shop"),
        Item=resource(
            "AWS::ApiGateway::Resource", **api, ParentId=get_att("Api", "RootResourceId"), PathPart="{item}"
        ),
        Get=resource(
            "AWS::ApiGateway::Method",
            **api,
            ResourceId={"Ref": "Item"},
            HttpMethod="GET",
            AuthorizationType="NONE",
            Integration={"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": get_att("Show")},
        ),
        Stage=resource("AWS::ApiGateway::Stage", **api, StageName="live", Variables={"a": "b"}),
    )

    event = daemon.api.request("GET", "/7").json()

    assert (event["resource"], event["pathParameters"]) == ("/{item}", {"item": "7"})
    assert (event["requestContext"]["stage"], event["stageVariables"]) == ("live", {"a": "b"})


def test_http_resources_of_cloudformation_are_served(serve_api):
    api = {"ApiId": {"Ref": "Api"}}
    integration = {"Fn::Join": ["/", ["integrations", {"Ref": "Integration"}]]}
    daemon = serve_api(
        Show=function("web.show"),
        Api=resource("AWS::ApiGatewayV2::Api", Name="shop", ProtocolType="HTTP"),
        Integration=resource(
            "AWS::ApiGatewayV2::Integration",
            **api,
            IntegrationType="AWS_PROXY",
            IntegrationUri=get_att("Show"),
            PayloadFormatVersion="2.0",
        ),
        Route=resource("AWS::ApiGatewayV2::Route", **api, RouteKey="GET /x/{y}", Target=integration),
        Stage=resource("AWS::ApiGatewayV2::Stage", **api, StageName="$default", AutoDeploy=True),
    )

    assert daemon.api.request("GET", "/x/1").json()["pathParameters"] == {"y": "1"}


def test_a_rest_api_words_its_own_refusals(serve_api):
    responses = {"MISSING_AUTHENTICATION_TOKEN": {"StatusCode": 404, "ResponseTemplates": {"application/json": "{}"}}}
    daemon = serve_api(
        R=resource("AWS::Serverless::Api", StageName="live", GatewayResponses=responses),
        Show=web("show", route("/a", "GET", RestApiId={"Ref": "R"})),
    )

    answer = daemon.api.request("GET", "/nope")

    assert (answer.status, answer.body) == (404, b"{}")


def test_a_function_without_concurrency_is_throttled(serve_api):
    daemon = serve_api(
        Never=web(
            "show",
            route("/rest", "GET"),
            http_route("/http", "GET"),
            ReservedConcurrentExecutions=0,
            FunctionUrlConfig={"AuthType": "NONE"},
        )
    )

    statuses = [daemon.api.request("GET", path).status for path in ("/rest", "/http", "/lambda-url/Never/")]

    assert statuses == [502, 503, 429]


def test_a_variable_may_speak_of_the_implicit_api(serve_api):
    daemon = serve_api(
        Show=web("environment", http_route("/a", "GET"), variables={"API": {"Fn::Sub": "https://${ServerlessHttpApi}/"}})
    )

    assert daemon.api.request("GET", "/a").json()["API"] == "https://ServerlessHttpApi/"
    assert "is not a parameter or resource" not in daemon.stderr()
