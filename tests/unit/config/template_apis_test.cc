// APIs and function URLs of templates: local-api.md §4.1-4.3, §5.4, §5.5.
#include "config/template_apis.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/template.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* kFunction =
    "Type: AWS::Serverless::Function, Properties: {CodeUri: /, Handler: a.b, Runtime: python3.12";

// A template of the function F, with `properties` more, and `resources` beside it.
Model parse(const std::string& properties,
            const std::string& resources = "",
            const std::string& globals = "") {
  const std::string text = (globals.empty() ? "" : "Globals: " + globals + "\n") +
                           "Resources:\n  F: {" + kFunction +
                           (properties.empty() ? "" : ", " + properties) + "}}\n" + resources;
  return parse_template(text, "/t.yaml", {});
}

std::string error_in(const std::string& properties, const std::string& resources = "") {
  return error_of([&] { parse(properties, resources); });
}

// "GET /a → F", "GET /a → none: why", "OPTIONS /a → mock 200"
std::string told(const Route& route) {
  std::string text = route.method + ' ' + route.path + " -> ";
  if (route.mock) return text + "mock " + std::to_string(route.mock->status);
  if (!route.target.function.empty()) return text + route.target.function;
  return text + "none: " + route.target.why_not;
}

std::vector<std::string> told(const Api& api) {
  std::vector<std::string> rows;
  for (const Route& route : api.routes)
    rows.push_back(told(route));
  return rows;
}

const Api& only(const Model& model) {
  EXPECT_EQ(model.apis.size(), 1U);
  return model.apis.front();
}

// --- Events -------------------------------------------------------------------------------------

TEST(TemplateApis, AnEventWithoutAnApiIsARouteOfTheImplicitOne) {
  const Model model = parse(
      "Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, "
      "B: {Type: HttpApi, Properties: {Path: '/b/{x}', Method: any}}}");

  ASSERT_EQ(model.apis.size(), 2U);
  EXPECT_EQ(model.apis[0].id, "ServerlessRestApi");
  EXPECT_EQ(model.apis[0].stage, "Prod");
  EXPECT_THAT(told(model.apis[0]), ElementsAre("GET /a -> F"));
  EXPECT_EQ(model.apis[1].id, "ServerlessHttpApi");
  EXPECT_EQ(model.apis[1].stage, "$default");
  EXPECT_THAT(told(model.apis[1]), ElementsAre("ANY /b/{x} -> F"));
  EXPECT_THAT(model.notices, IsEmpty());
}

TEST(TemplateApis, AnHttpEventMayLeaveOutPathAndMethod) {
  EXPECT_THAT(told(only(parse("Events: {A: {Type: HttpApi}}"))), ElementsAre("ANY $default -> F"));
  EXPECT_THAT(told(only(parse("Events: {A: {Type: HttpApi, Properties: {Path: /a}}}"))),
              ElementsAre("ANY /a -> F"));
  EXPECT_THAT(error_in("Events: {A: {Type: Api, Properties: {Path: /a}}}"),
              HasSubstr("expected Path and Method"));
}

TEST(TemplateApis, AnEventSaysItsFormatAndTimeout) {
  const Model model = parse(
      "Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: GET, PayloadFormatVersion: "
      "'1.0', "
      "TimeoutInMillis: 5000}}}");
  const Route& route = only(model).routes.front();

  EXPECT_EQ(route.format, PayloadFormat::V1);
  EXPECT_EQ(route.timeout, std::chrono::milliseconds(5000));
  EXPECT_THAT(error_in("Events: {A: {Type: HttpApi, Properties: {TimeoutInMillis: 10}}}"),
              HasSubstr("expected a whole number of milliseconds from 50 to 300000"));
}

TEST(TemplateApis, RequiredParametersOfAnEventAreKept) {
  const Model model = parse(
      "Events: {A: {Type: Api, Properties: {Path: /a, Method: GET, RequestParameters: "
      "[method.request.header.B, {method.request.querystring.page: {Required: true}}]}}}");

  EXPECT_THAT(only(model).routes.front().required_parameters, ElementsAre("querystring.page"));
}

TEST(TemplateApis, AFunctionThatIsNotRunHereIsARouteWithItsReason) {
  const std::string image =
      "  G: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: x, "
      "Events: "
      "{A: {Type: Api, Properties: {Path: /g, Method: GET}}}}}\n";

  EXPECT_THAT(told(only(parse("", image))), ElementsAre("GET /g -> none: \"G\" is not run here"));
}

TEST(TemplateApis, GlobalsAreThoseOfImplicitApisToo) {
  const Model model =
      parse("Events: {A: {Type: Api, Properties: {Path: /a, Method: GET}}}",
            "",
            "{Api: {BinaryMediaTypes: ['image~1png'], Cors: \"'*'\", Variables: {a: b}}}");

  EXPECT_THAT(only(model).binary_types, ElementsAre("image/png"));
  EXPECT_THAT(only(model).stage_variables, ElementsAre(Pair("a", "b")));
  EXPECT_THAT(told(only(model)), ElementsAre("GET /a -> F", "OPTIONS /a -> mock 200"));
}

TEST(TemplateApis, AnEventGoesToTheApiItNames) {
  const Model model = parse(
      "Events: {A: {Type: Api, Properties: {Path: /a, Method: GET, RestApiId: !Ref Shop}}}",
      "  Shop: {Type: AWS::Serverless::Api, Properties: {StageName: dev, Variables: {x: y}}}\n");

  EXPECT_EQ(only(model).id, "Shop");
  EXPECT_EQ(only(model).stage, "dev");
  EXPECT_THAT(told(only(model)), ElementsAre("GET /a -> F"));
  EXPECT_THAT(error_in("Events: {A: {Type: HttpApi, Properties: {ApiId: !Ref Shop}}}",
                       "  Shop: {Type: AWS::Serverless::Api, Properties: {StageName: dev}}\n"),
              HasSubstr("\"Shop\" is no HTTP API"));
}

// --- OpenAPI ------------------------------------------------------------------------------------

constexpr const char* kArn =
    "!Sub "
    "'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations'";

std::string definition(const std::string& operations, const std::string& more = "") {
  return "  Shop:\n    Type: AWS::Serverless::HttpApi\n    Properties:\n      DefinitionBody:\n"
         "        openapi: 3.0.1\n" +
         more + "        paths:\n" + operations;
}

TEST(TemplateApis, AnOpenApiDocumentIsItsPathsAndMethods) {
  const std::string integration =
      std::string("{x-amazon-apigateway-integration: {type: aws_proxy, uri: ") + kArn + "}}\n";
  const Model model =
      parse("",
            definition("          /a:\n            get: " + integration +
                       "            x-amazon-apigateway-any-method: " + integration +
                       "          /$default:\n"
                       "            x-amazon-apigateway-any-method: " +
                       integration));

  EXPECT_THAT(told(only(model)), ElementsAre("GET /a -> F", "ANY /a -> F", "ANY $default -> F"));
  EXPECT_EQ(only(model).routes.front().format, PayloadFormat::V1);
}

TEST(TemplateApis, AnOperationThatCannotBeServedSaysWhy) {
  const Model model = parse(
      "",
      definition(
          "          /a: {get: {}, put: {x-amazon-apigateway-integration: {type: HTTP, uri: x}}, "
          "post: {x-amazon-apigateway-integration: {type: AWS_PROXY, uri: "
          "'arn:aws:lambda:us-east-1:123456789012:function:Gone/invocations'}}}\n"));

  EXPECT_THAT(told(only(model)),
              ElementsAre("GET /a -> none: the operation has no x-amazon-apigateway-integration",
                          "PUT /a -> none: integrations of type \"http\" are not served",
                          "POST /a -> none: \"Gone\" is not a function of this template"));
}

TEST(TemplateApis, AMockAnswersByItself) {
  const Model model = parse(
      "",
      definition(
          "          /a: {options: {x-amazon-apigateway-integration: {type: mock, responses: "
          "{default: "
          "{statusCode: 204, responseParameters: {method.response.header.X-A: \"'b'\"}}}}}}\n"));
  const Route& route = only(model).routes.front();

  EXPECT_EQ(told(route), "OPTIONS /a -> mock 204");
  EXPECT_THAT(route.mock->headers, ElementsAre(Pair("X-A", "b")));
}

TEST(TemplateApis, AFunctionIsFoundHoweverItsUriNamesIt) {
  const char* uris[] = {
      "!GetAtt F.Arn",
      "!Sub '${F.Arn}'",
      "!Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${F.Alias}/invocations'",
      "'arn:aws:lambda:us-east-1:123456789012:function:F:live/invocations'",
      "!Join ['', ['arn:aws:apigateway:x:lambda:path/2015-03-31/functions/', !GetAtt F.Arn, "
      "/invocations]]",
      "'arn:aws:lambda:us-east-1:1:function:${stageVariables.fn}/invocations'",
      "!Ref Live",
  };
  for (const char* uri : uris) {
    const Model model = parse(
        "",
        "  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, Name: live}}\n"
        "  Shop:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: p\n"
        "      Variables: {fn: F}\n      DefinitionBody:\n        swagger: '2.0'\n        paths: "
        "{/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: " +
            std::string(uri) + "}}}}\n");

    EXPECT_THAT(told(only(model)), ElementsAre("GET /a -> F")) << uri;
  }
}

TEST(TemplateApis, AnEventTakesThePlaceOfTheDocumentsOperation) {
  const Model model =
      parse("Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: GET, ApiId: !Ref Shop}}}",
            definition("          /a: {get: {}}\n"));

  EXPECT_THAT(told(only(model)), ElementsAre("GET /a -> F"));
}

TEST(TemplateApis, ADocumentMayStandInAFileBesideTheTemplate) {
  const Project project;
  project.write("api.json",
                R"({"swagger":"2.0","x-amazon-apigateway-binary-media-types":["image/*"],"paths":)"
                R"({"/a":{"get":{"operationId":"getA","x-amazon-apigateway-integration":)"
                R"({"type":"aws_proxy","uri":{"Fn::GetAtt":["F","Arn"]}}}}}})");
  for (const char* definition : {"DefinitionUri: api.json",
                                 "DefinitionBody: {Fn::Transform: {Name: AWS::Include, Parameters: "
                                 "{Location: api.json}}}"}) {
    const Model model =
        parse_template(std::string("Resources:\n  F: {") + kFunction +
                           "}}\n  Shop: {Type: AWS::Serverless::Api, Properties: {StageName: p, " +
                           definition + "}}\n",
                       project / "t.yaml",
                       {});

    EXPECT_THAT(told(only(model)), ElementsAre("GET /a -> F"));
    EXPECT_EQ(only(model).routes.front().operation_name, "getA");
    EXPECT_THAT(only(model).binary_types, ElementsAre("image/*"));
  }
}

// --- CORS and gateway responses -----------------------------------------------------------------

TEST(TemplateApis, RestCorsIsAnOptionsMethodForEachPath) {
  const Model model = parse(
      "Events: {A: {Type: Api, Properties: {Path: /a, Method: POST}}, B: {Type: Api, Properties: "
      "{Path: /b, Method: OPTIONS}}}",
      "",
      "{Api: {Cors: {AllowOrigin: \"'https://x.test'\", AllowHeaders: \"'X-A,X-B'\", MaxAge: "
      "\"'600'\", AllowCredentials: true}}}");

  EXPECT_THAT(told(only(model)),
              ElementsAre("POST /a -> F", "OPTIONS /b -> F", "OPTIONS /a -> mock 200"));
  EXPECT_THAT(only(model).routes.back().mock->headers,
              ElementsAre(Pair("Access-Control-Allow-Credentials", "true"),
                          Pair("Access-Control-Allow-Headers", "X-A,X-B"),
                          Pair("Access-Control-Allow-Methods", "OPTIONS,POST"),
                          Pair("Access-Control-Allow-Origin", "https://x.test"),
                          Pair("Access-Control-Max-Age", "600")));
}

std::string cors_error(const std::string& globals) {
  return error_of(
      [&] { parse("Events: {A: {Type: Api, Properties: {Path: /a, Method: GET}}}", "", globals); });
}

TEST(TemplateApis, RestCorsNeedsItsInnerQuotes) {
  EXPECT_THAT(cors_error("{Api: {Cors: '*'}}"), HasSubstr("Cors must be a quoted string"));
  EXPECT_THAT(cors_error("{Api: {Cors: {AllowMethods: GET}}}"),
              HasSubstr("AllowMethods must be a quoted string"));
  EXPECT_THAT(cors_error("{Api: {Cors: {AllowCredentials: true}}}"),
              HasSubstr("AllowCredentials: not with the origin"));
}

TEST(TemplateApis, HttpCorsIsTrueOrAMap) {
  const std::string event = "Events: {A: {Type: HttpApi}}";
  EXPECT_THAT(only(parse(event, "", "{HttpApi: {CorsConfiguration: true}}")).cors->origins,
              ElementsAre("*"));
  EXPECT_FALSE(only(parse(event, "", "{HttpApi: {CorsConfiguration: false}}")).cors);
  const Model model = parse(event,
                            "",
                            "{HttpApi: {CorsConfiguration: {AllowOrigins: [https://x.test], "
                            "ExposeHeaders: [X-A], MaxAge: 60, AllowCredentials: true}}}");
  EXPECT_THAT(only(model).cors->exposed, ElementsAre("X-A"));
  EXPECT_EQ(only(model).cors->max_age, 60);
  EXPECT_TRUE(only(model).cors->credentials);
}

TEST(TemplateApis, GatewayResponsesAreReadByType) {
  const Model model = parse(
      "Events: {A: {Type: Api, Properties: {Path: /a, Method: GET}}}",
      "",
      "{Api: {GatewayResponses: {UNAUTHORIZED: {StatusCode: 418, ResponseParameters: {Headers: "
      "{X-A: \"'b'\"}}, ResponseTemplates: {application/json: x}}}}}");
  const GatewayResponse& response = only(model).responses.at("UNAUTHORIZED");

  EXPECT_EQ(response.status, 418);
  EXPECT_THAT(response.headers, ElementsAre(Pair("X-A", "b")));
  EXPECT_EQ(response.body, "x");
}

// --- Authorizers --------------------------------------------------------------------------------

TEST(TemplateApis, ATokenAuthorizerIsReadWithItsDefaults) {
  const Model model = parse(
      "Events: {A: {Type: Api, Properties: {Path: /a, Method: GET}}, B: {Type: Api, Properties: "
      "{Path: /b, Method: GET, Auth: {Authorizer: NONE}}}}",
      "",
      "{Api: {Auth: {DefaultAuthorizer: T, Authorizers: {T: {FunctionArn: !GetAtt F.Arn, Identity: "
      "{ValidationExpression: 'x.*'}}}}}}");
  const Authorizer& authorizer = only(model).authorizers.at("T");

  EXPECT_EQ(authorizer.kind, AuthorizerKind::Token);
  EXPECT_EQ(authorizer.target.function, "F");
  EXPECT_THAT(authorizer.identity, ElementsAre("header.Authorization"));
  EXPECT_EQ(authorizer.validation_expression, "x.*");
  EXPECT_EQ(authorizer.cache_for, std::chrono::seconds(300));
  EXPECT_EQ(only(model).routes[0].authorization, AuthorizationType::Lambda);
  EXPECT_EQ(only(model).routes[0].authorizer, "T");
  EXPECT_EQ(only(model).routes[1].authorization, AuthorizationType::None);
}

TEST(TemplateApis, ARequestAuthorizerOfAnHttpApiIsRead) {
  const Model model = parse(
      "Events: {A: {Type: HttpApi, Properties: {Path: /a, Auth: {Authorizer: Q}}}}",
      "",
      "{HttpApi: {Auth: {Authorizers: {Q: {FunctionArn: !GetAtt F.Arn, "
      "AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, Identity: {Headers: "
      "[X-Token], QueryStrings: [t], ReauthorizeEvery: 7}}}}}}");
  const Authorizer& authorizer = only(model).authorizers.at("Q");

  EXPECT_EQ(authorizer.kind, AuthorizerKind::Request);
  EXPECT_EQ(authorizer.format, PayloadFormat::V2);
  EXPECT_TRUE(authorizer.simple_responses);
  EXPECT_THAT(authorizer.identity, ElementsAre("header.X-Token", "querystring.t"));
  EXPECT_EQ(authorizer.cache_for, std::chrono::seconds(7));
}

TEST(TemplateApis, AJwtAuthorizerIsRead) {
  const Model model = parse(
      "Events: {A: {Type: HttpApi, Properties: {Path: /a, Auth: {Authorizer: J, "
      "AuthorizationScopes: [read]}}}}",
      "",
      "{HttpApi: {Auth: {Authorizers: {J: {IdentitySource: $request.querystring.token, "
      "JwtConfiguration: {issuer: 'https://i.test', audience: [a, b]}}}}}}");
  const Authorizer& authorizer = only(model).authorizers.at("J");

  EXPECT_EQ(authorizer.kind, AuthorizerKind::Jwt);
  EXPECT_EQ(authorizer.issuer, "https://i.test");
  EXPECT_THAT(authorizer.audience, ElementsAre("a", "b"));
  EXPECT_THAT(authorizer.identity, ElementsAre("querystring.token"));
  EXPECT_EQ(only(model).routes[0].authorization, AuthorizationType::Jwt);
  EXPECT_THAT(only(model).routes[0].scopes, ElementsAre("read"));
}

TEST(TemplateApis, AnAuthorizerNobodyDeclaredIsAnError) {
  EXPECT_THAT(error_in("Events: {A: {Type: HttpApi, Properties: {Auth: {Authorizer: Nobody}}}}"),
              HasSubstr("ServerlessHttpApi has no authorizer called \"Nobody\""));
}

TEST(TemplateApis, SecurityOfADocumentNamesItsSchemes) {
  const Model model =
      parse("",
            "  Shop:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: p\n"
            "      DefinitionBody:\n        swagger: '2.0'\n        securityDefinitions:\n"
            "          T: {type: apiKey, name: X-Token, in: header, "
            "x-amazon-apigateway-authorizer: {type: "
            "token, authorizerUri: !GetAtt F.Arn, authorizerResultTtlInSeconds: 0}}\n"
            "          K: {type: apiKey, name: x-api-key, in: header}\n"
            "        paths:\n"
            "          /t: {get: {security: [{T: []}]}}\n"
            "          /k: {get: {security: [{K: []}]}}\n"
            "          /n: {get: {security: [{}]}}\n");
  const Api& api = only(model);

  EXPECT_THAT(api.authorizers.at("T").identity, ElementsAre("header.X-Token"));
  EXPECT_EQ(api.authorizers.at("T").cache_for, std::chrono::seconds(0));
  EXPECT_EQ(api.routes[0].authorizer, "T");
  EXPECT_TRUE(api.routes[1].needs_api_key);
  EXPECT_EQ(api.routes[2].authorization, AuthorizationType::None);
}

TEST(TemplateApis, AUserPoolIsAnIssuer) {
  EXPECT_EQ(issuer_of_user_pool("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A"),
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A");
  EXPECT_EQ(issuer_of_user_pool("x"), "");
}

// --- CloudFormation -----------------------------------------------------------------------------

TEST(TemplateApis, RestResourcesOfCloudFormationAreOneApi) {
  const Model model = parse("", R"(
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {BinaryMediaTypes: [image/png]}}
  A: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a}}
  B: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !Ref A, PathPart: '{b}'}}
  Auth: {Type: AWS::ApiGateway::Authorizer, Properties: {RestApiId: !Ref Api, Type: REQUEST, AuthorizerUri: !GetAtt F.Arn, IdentitySource: 'method.request.header.X, method.request.querystring.q'}}
  Root: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, Integration: {Type: AWS_PROXY, Uri: !GetAtt F.Arn}}}
  GetB: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !Ref B, HttpMethod: ANY, AuthorizationType: CUSTOM, AuthorizerId: !Ref Auth, OperationName: op, Integration: {Type: AWS_PROXY, Uri: !GetAtt F.Arn, TimeoutInMillis: 500}}}
  OptionsB: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !Ref B, HttpMethod: OPTIONS, Integration: {Type: MOCK, IntegrationResponses: [{StatusCode: '204', ResponseParameters: {method.response.header.X: "'y'"}}]}}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: live, Variables: {v: w}}}
)");
  const Api& api = only(model);

  EXPECT_EQ(api.stage, "live");
  EXPECT_THAT(api.stage_variables, ElementsAre(Pair("v", "w")));
  EXPECT_THAT(told(api),
              ElementsAre("GET / -> F", "ANY /a/{b} -> F", "OPTIONS /a/{b} -> mock 204"));
  EXPECT_EQ(api.routes[1].operation_name, "op");
  EXPECT_EQ(api.routes[1].timeout, std::chrono::milliseconds(500));
  EXPECT_EQ(api.routes[1].authorization, AuthorizationType::Lambda);
  EXPECT_THAT(api.authorizers.at("Auth").identity, ElementsAre("header.X", "querystring.q"));
}

TEST(TemplateApis, HttpResourcesOfCloudFormationAreOneApi) {
  const Model model = parse("", R"(
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ['*']}}}
  I: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn, PayloadFormatVersion: '1.0'}}
  J: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {ApiId: !Ref Api, AuthorizerType: JWT, IdentitySource: ['$request.header.Authorization'], JwtConfiguration: {Issuer: 'https://i.test', Audience: [a]}}}
  R: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'GET /x', Target: !Join [/, [integrations, !Ref I]], AuthorizationType: JWT, AuthorizerId: !Ref J}}
  D: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub 'integrations/${I}'}}
  S: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: v1, StageVariables: {a: b}}}
)");
  const Api& api = only(model);

  EXPECT_EQ(api.stage, "v1");
  EXPECT_THAT(told(api), ElementsAre("GET /x -> F", "ANY $default -> F"));
  EXPECT_EQ(api.routes[0].format, PayloadFormat::V1);
  EXPECT_EQ(api.routes[0].authorization, AuthorizationType::Jwt);
  EXPECT_TRUE(api.cors);
}

TEST(TemplateApis, WebSocketApisAreNotServedAndSaySo) {
  const Model model =
      parse("", "  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}\n");

  EXPECT_THAT(model.apis, IsEmpty());
  ASSERT_EQ(model.notices.size(), 1U);
  EXPECT_EQ(model.notices[0].what, "WebSocket APIs are not served");
}

// --- Function URLs ------------------------------------------------------------------------------

TEST(TemplateApis, AFunctionUrlIsReadFromTheFunctionAndFromAResource) {
  const Model by_function = parse(
      "FunctionUrlConfig: {AuthType: AWS_IAM, Cors: {AllowOrigins: ['https://x.test'], MaxAge: "
      "1}}");
  const Model by_resource = parse("",
                                  "  U: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, "
                                  "TargetFunctionArn: !GetAtt F.Arn}}\n");

  ASSERT_EQ(by_function.urls.size(), 1U);
  EXPECT_EQ(by_function.urls[0].function, "F");
  EXPECT_TRUE(by_function.urls[0].needs_iam);
  EXPECT_THAT(by_function.urls[0].cors->origins, ElementsAre("https://x.test"));
  ASSERT_EQ(by_resource.urls.size(), 1U);
  EXPECT_FALSE(by_resource.urls[0].needs_iam);
  EXPECT_THAT(error_in("FunctionUrlConfig: {AuthType: JWT}"),
              HasSubstr("expected NONE or AWS_IAM, found \"JWT\""));
}

}  // namespace
}  // namespace lambent::config
