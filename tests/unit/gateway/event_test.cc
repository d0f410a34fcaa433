// Events byte by byte: the samples of local-api.md §1.6-1.9, and the rules around them.
#include "api/gateway/event.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/gateway/example_request.h"

namespace lambent::gateway {
namespace {

using testing::ElementsAre;

constexpr std::string_view kRestSample = R"json({
  "resource": "/orders/{name}", "path": "/orders/Summer%20Sale", "httpMethod": "POST",
  "headers": {
    "Accept": "application/json", "Authorization": "Bearer abc.def.ghi",
    "Content-Type": "application/json", "Cookie": "sid=9f2; theme=dark", "Host": "127.0.0.1:3000",
    "User-Agent": "demo-client/1.4", "X-Amzn-Trace-Id": "Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11",
    "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "3000", "X-Forwarded-Proto": "http",
    "X-Trace-Tag": "two"
  },
  "multiValueHeaders": {
    "Accept": ["application/json"], "Authorization": ["Bearer abc.def.ghi"],
    "Content-Type": ["application/json"], "Cookie": ["sid=9f2; theme=dark"],
    "Host": ["127.0.0.1:3000"], "User-Agent": ["demo-client/1.4"],
    "X-Amzn-Trace-Id": ["Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11"],
    "X-Forwarded-For": ["127.0.0.1"], "X-Forwarded-Port": ["3000"],
    "X-Forwarded-Proto": ["http"], "X-Trace-Tag": ["one", "two"]
  },
  "queryStringParameters": {"empty": "", "q": "a b", "tag": "blue+green"},
  "multiValueQueryStringParameters": {"empty": [""], "q": ["a b"], "tag": ["red", "blue+green"]},
  "pathParameters": {"name": "Summer%20Sale"}, "stageVariables": {"tableSuffix": "dev"},
  "requestContext": {
    "accountId": "123456789012", "apiId": "q7w2e9r4t1", "deploymentId": "DEPLOYMENT",
    "domainName": "127.0.0.1:3000", "domainPrefix": "127", "extendedRequestId": "Lk7vB2xQoAMEJ9s=",
    "httpMethod": "POST",
    "identity": {
      "accessKey": null, "accountId": null, "caller": null, "cognitoAuthenticationProvider": null,
      "cognitoAuthenticationType": null, "cognitoIdentityId": null, "cognitoIdentityPoolId": null,
      "principalOrgId": null, "sourceIp": "127.0.0.1", "user": null, "userAgent": "demo-client/1.4",
      "userArn": null
    },
    "path": "/dev/orders/Summer%20Sale", "protocol": "HTTP/1.1",
    "requestId": "4f7d0a5e-2c1b-4f58-9d3a-7be0c6f1a920",
    "requestTime": "11/Jul/2026:08:15:04 +0000", "requestTimeEpoch": 1783757704123,
    "resourceId": "RESOURCE", "resourcePath": "/orders/{name}", "stage": "dev"
  },
  "body": "{\"sku\":\"B-204\",\"qty\":3}", "isBase64Encoded": false
})json";

constexpr std::string_view kHttpV1Sample = R"json({
  "version": "1.0", "resource": "/orders/{name}", "path": "/orders/Summer%20Sale", "httpMethod": "POST",
  "headers": {
    "Content-Length": "23", "Content-Type": "application/json", "Cookie": "sid=9f2; theme=dark",
    "Host": "127.0.0.1:3000", "User-Agent": "demo-client/1.4",
    "X-Amzn-Trace-Id": "Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11", "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": "3000", "X-Forwarded-Proto": "http", "X-Trace-Tag": "two",
    "accept": "application/json", "authorization": "Bearer abc.def.ghi"
  },
  "multiValueHeaders": {
    "Content-Length": ["23"], "Content-Type": ["application/json"],
    "Cookie": ["sid=9f2; theme=dark"], "Host": ["127.0.0.1:3000"],
    "User-Agent": ["demo-client/1.4"],
    "X-Amzn-Trace-Id": ["Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11"],
    "X-Forwarded-For": ["127.0.0.1"], "X-Forwarded-Port": ["3000"],
    "X-Forwarded-Proto": ["http"], "X-Trace-Tag": ["one", "two"], "accept": ["application/json"],
    "authorization": ["Bearer abc.def.ghi"]
  },
  "queryStringParameters": {"empty": "", "q": "a b", "tag": "blue+green"},
  "multiValueQueryStringParameters": {"empty": [""], "q": ["a b"], "tag": ["red", "blue+green"]},
  "requestContext": {
    "accountId": "123456789012", "apiId": "z5h0api7xy", "domainName": "127.0.0.1:3000",
    "domainPrefix": "127", "extendedRequestId": "Pq3nT8wYvHcEKb0=", "httpMethod": "POST",
    "identity": {
      "accessKey": null, "accountId": null, "caller": null, "cognitoAmr": null,
      "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
      "cognitoIdentityId": null, "cognitoIdentityPoolId": null, "principalOrgId": null,
      "sourceIp": "127.0.0.1", "user": null, "userAgent": "demo-client/1.4", "userArn": null
    },
    "path": "/orders/Summer Sale", "protocol": "HTTP/1.1", "requestId": "Pq3nT8wYvHcEKb0=",
    "requestTime": "11/Jul/2026:08:15:04 +0000", "requestTimeEpoch": 1783757704123,
    "resourceId": "POST /orders/{name}", "resourcePath": "/orders/{name}", "stage": "$default"
  },
  "pathParameters": {"name": "Summer Sale"}, "stageVariables": {"tableSuffix": "dev"},
  "body": "{\"sku\":\"B-204\",\"qty\":3}", "isBase64Encoded": false
})json";

constexpr std::string_view kHttpV2Sample = R"json({
  "version": "2.0", "routeKey": "POST /orders/{name}", "rawPath": "/orders/Summer Sale",
  "rawQueryString": "tag=red&tag=blue%2Bgreen&q=a+b&empty=", "cookies": ["sid=9f2", "theme=dark"],
  "headers": {
    "accept": "application/json", "authorization": "Bearer abc.def.ghi", "content-length": "23",
    "content-type": "application/json", "host": "127.0.0.1:3000", "user-agent": "demo-client/1.4",
    "x-amzn-trace-id": "Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11", "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "3000", "x-forwarded-proto": "http", "x-trace-tag": "one,two"
  },
  "queryStringParameters": {"empty": "", "q": "a b", "tag": "red,blue+green"},
  "requestContext": {
    "accountId": "123456789012", "apiId": "z5h0api7xy", "domainName": "127.0.0.1:3000",
    "domainPrefix": "127",
    "http": {"method": "POST", "path": "/orders/Summer Sale", "protocol": "HTTP/1.1",
             "sourceIp": "127.0.0.1", "userAgent": "demo-client/1.4"},
    "requestId": "Pq3nT8wYvHcEKb0=", "routeKey": "POST /orders/{name}", "stage": "$default",
    "time": "11/Jul/2026:08:15:04 +0000", "timeEpoch": 1783757704123
  },
  "pathParameters": {"name": "Summer Sale"}, "stageVariables": {"tableSuffix": "dev"},
  "body": "{\"sku\":\"B-204\",\"qty\":3}", "isBase64Encoded": false
})json";

constexpr std::string_view kUrlSample = R"json({
  "version": "2.0", "routeKey": "$default", "rawPath": "/orders/Summer%20Sale",
  "rawQueryString": "tag=red&tag=blue%2Bgreen&q=a+b&empty=", "cookies": ["sid=9f2", "theme=dark"],
  "headers": {
    "accept": "application/json", "authorization": "Bearer abc.def.ghi", "content-length": "23",
    "content-type": "application/json", "cookie": "sid=9f2; theme=dark",
    "host": "hj2k9d0s8f7g6h5j4k3l2m1n0b9v8c7x.lambda-url.us-east-1.localhost:3000",
    "user-agent": "demo-client/1.4",
    "x-amzn-trace-id": "Root=1-6a51a2c8-5b1e7d3c9a4f60218c7d2e11", "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "3000", "x-forwarded-proto": "http", "x-trace-tag": "one,two"
  },
  "queryStringParameters": {"empty": "", "q": "a b", "tag": "red,blue+green"},
  "requestContext": {
    "accountId": "anonymous", "apiId": "hj2k9d0s8f7g6h5j4k3l2m1n0b9v8c7x",
    "domainName": "hj2k9d0s8f7g6h5j4k3l2m1n0b9v8c7x.lambda-url.us-east-1.localhost:3000",
    "domainPrefix": "hj2k9d0s8f7g6h5j4k3l2m1n0b9v8c7x",
    "http": {"method": "POST", "path": "/orders/Summer Sale", "protocol": "HTTP/1.1",
             "sourceIp": "127.0.0.1", "userAgent": "demo-client/1.4"},
    "requestId": "9b1c7a44-6f0e-4d25-8a53-2e7f90c1d3b6", "routeKey": "$default",
    "stage": "$default", "time": "11/Jul/2026:08:15:04 +0000", "timeEpoch": 1783757704123
  },
  "body": "{\"sku\":\"B-204\",\"qty\":3}", "isBase64Encoded": false
})json";

// With its members in the order of the sample, and without its blanks.
std::string compact(std::string_view sample) {
  return Json::parse(sample).dump();
}

TEST(Event, OfARestApiIsTheSampleByteForByte) {
  Example example;
  example.api.api_id = "q7w2e9r4t1";
  example.api.stage = "dev";
  example.stamp.request_id = "4f7d0a5e-2c1b-4f58-9d3a-7be0c6f1a920";
  example.stamp.extended_request_id = "Lk7vB2xQoAMEJ9s=";

  Json event = example.event(Format::Rest);

  Json& context = event["requestContext"];
  EXPECT_EQ(context["deploymentId"].get<std::string>().size(), 6U);
  EXPECT_EQ(context["resourceId"].get<std::string>().size(), 6U);
  context["deploymentId"] = "DEPLOYMENT";
  context["resourceId"] = "RESOURCE";
  EXPECT_EQ(text_of(event), compact(kRestSample));
}

TEST(Event, OfFormat1OfAnHttpApiIsTheSampleByteForByte) {
  EXPECT_EQ(text_of(Example().event(Format::HttpV1)), compact(kHttpV1Sample));
}

TEST(Event, OfFormat2OfAnHttpApiIsTheSampleByteForByte) {
  EXPECT_EQ(text_of(Example().event(Format::HttpV2)), compact(kHttpV2Sample));
}

TEST(Event, OfAFunctionUrlIsTheSampleByteForByte) {
  Example example;
  example.api.api_id = "hj2k9d0s8f7g6h5j4k3l2m1n0b9v8c7x";
  example.api.account = "anonymous";
  example.api.stage_variables.clear();
  example.stamp.request_id = "9b1c7a44-6f0e-4d25-8a53-2e7f90c1d3b6";
  example.set_header("Host",
                     "hj2k9d0s8f7g6h5j4k3l2m1n0b9v8c7x.lambda-url.us-east-1.localhost:3000");
  example.route = {};
  example.route.path = "$default";

  EXPECT_EQ(text_of(example.event(Format::Url)), compact(kUrlSample));
}

// A request of nothing but its host.
Example bare() {
  Example example;
  example.request = {};
  example.request.method = "GET";
  example.request.path = "/";
  example.request.headers = {
      {"Host", "localhost"}
  };
  example.api.stage_variables.clear();
  example.route.parameters.clear();
  example.route.path = "/";
  return example;
}

TEST(Event, OfFormat1HasNullForWhatIsEmpty) {
  for (const Format format : {Format::Rest, Format::HttpV1}) {
    const Json event = bare().event(format);

    for (const char* name : {"queryStringParameters",
                             "multiValueQueryStringParameters",
                             "pathParameters",
                             "stageVariables",
                             "body"}) {
      EXPECT_TRUE(event.at(name).is_null()) << name;
    }
    EXPECT_EQ(event.at("isBase64Encoded"), false);
  }
  EXPECT_TRUE(bare().event(Format::Rest)["requestContext"]["identity"]["userAgent"].is_null());
  EXPECT_EQ(bare().event(Format::HttpV1)["requestContext"]["identity"]["userAgent"], "");
}

TEST(Event, OfFormat2LeavesOutWhatIsEmpty) {
  for (const Format format : {Format::HttpV2, Format::Url}) {
    const Json event = bare().event(format);

    for (const char* name :
         {"cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"}) {
      EXPECT_FALSE(event.contains(name)) << name;
    }
    EXPECT_EQ(event.at("rawQueryString"), "");
    EXPECT_EQ(event.at("isBase64Encoded"), false);
    EXPECT_EQ(event.at("requestContext").at("http").at("userAgent"), "");
  }
}

TEST(Event, AnHttpApiAddsALengthOfZeroAndTheOthersDoNot) {
  EXPECT_EQ(bare().event(Format::HttpV1)["headers"]["Content-Length"], "0");
  EXPECT_EQ(bare().event(Format::HttpV2)["headers"]["content-length"], "0");
  EXPECT_FALSE(bare().event(Format::Url)["headers"].contains("content-length"));
  EXPECT_FALSE(bare().event(Format::Rest)["headers"].contains("Content-Length"));
}

TEST(Event, ANamedStageIsInThePathOfAnHttpApi) {
  Example example;
  example.api.stage = "v1";

  const Json first = example.event(Format::HttpV1);
  const Json second = example.event(Format::HttpV2);

  EXPECT_EQ(first["path"], "/v1/orders/Summer%20Sale");
  EXPECT_EQ(first["requestContext"]["path"], "/v1/orders/Summer Sale");
  EXPECT_EQ(second["rawPath"], "/v1/orders/Summer Sale");
  EXPECT_EQ(second["requestContext"]["http"]["path"], "/v1/orders/Summer Sale");
  EXPECT_EQ(second["requestContext"]["stage"], "v1");
}

TEST(Event, TheDefaultRouteHasItsOwnKey) {
  Example example;
  example.route.path = "$default";

  EXPECT_EQ(example.event(Format::HttpV2)["routeKey"], "$default");
  EXPECT_EQ(example.event(Format::HttpV1)["resource"], "$default");
  EXPECT_EQ(example.event(Format::HttpV1)["requestContext"]["resourceId"], "$default");
}

TEST(Event, ARestPathHasOneSlashInFrontAndItsContextBoth) {
  Example example;
  example.api.stage = "dev";
  example.request.path = "//a//b/";

  const Json event = example.event(Format::Rest);

  EXPECT_EQ(event["path"], "/a//b/");
  EXPECT_EQ(event["requestContext"]["path"], "/dev//a//b/");
}

TEST(Event, AnOperationNameIsShownByRestAlone) {
  Example example;
  example.route.operation_name = "createOrder";

  EXPECT_EQ(example.event(Format::Rest)["requestContext"]["operationName"], "createOrder");
  EXPECT_FALSE(example.event(Format::HttpV1)["requestContext"].contains("operationName"));
}

TEST(Event, AnApiKeyIsPartOfTheIdentityWhereTheRouteNeedsOne) {
  Example example;
  example.route.api_key = "k-1";

  const Json identity = example.event(Format::Rest)["requestContext"]["identity"];

  EXPECT_EQ(identity["apiKey"], "k-1");
  EXPECT_TRUE(identity.contains("apiKeyId"));
  EXPECT_FALSE(Example().event(Format::Rest)["requestContext"]["identity"].contains("apiKey"));
}

TEST(Event, AnAuthorizerIsPartOfTheContextWhenOneRan) {
  Example example;
  example.authorizer = Json{
      {"principalId", "user-42"}
  };

  for (const Format format : {Format::Rest, Format::HttpV1, Format::HttpV2, Format::Url}) {
    EXPECT_EQ(example.event(format)["requestContext"]["authorizer"]["principalId"], "user-42");
    EXPECT_FALSE(Example().event(format)["requestContext"].contains("authorizer"));
  }
}

TEST(Event, BytesThatAreNoUtf8BecomeReplacementCharacters) {
  Example example;
  example.request.query = "q=%FF";

  const std::string text = text_of(example.event(Format::HttpV2));

  EXPECT_NE(text.find("\"q\":\"\xEF\xBF\xBD\""), text.npos);
}

// --- Headers: §1.3 ------------------------------------------------------------------------------

TEST(EventHeaders, RestDropsWhatTheEdgeKeepsToItself) {
  Example example;
  for (const char* name : {"Connection",
                           "Content-MD5",
                           "Expect",
                           "Max-Forwards",
                           "Proxy-Authenticate",
                           "Server",
                           "TE",
                           "Trailer",
                           "Transfer-Encoding",
                           "Upgrade",
                           "WWW-Authenticate"}) {
    example.request.headers.add(name, "x");
  }

  EXPECT_EQ(example.event(Format::Rest)["headers"].size(), 11U);
}

TEST(EventHeaders, HttpApisAndUrlsDropHopByHopHeadersOnly) {
  for (const Format format : {Format::HttpV1, Format::HttpV2, Format::Url}) {
    Example example;
    const std::size_t before = example.event(format)["headers"].size();
    for (const char* name : {"Connection",
                             "Keep-Alive",
                             "TE",
                             "Trailer",
                             "Transfer-Encoding",
                             "Upgrade",
                             "Proxy-Authorization"}) {
      example.request.headers.add(name, "x");
    }
    example.request.headers.add("Content-MD5", "x");

    EXPECT_EQ(example.event(format)["headers"].size(), before + 1);
  }
}

TEST(EventHeaders, RestKeepsTheSpellingOfTheClient) {
  Example example;
  example.request.headers.add("tEsT-HeaDer", "x");
  example.request.headers.add("x-lower", "x");

  const Json headers = example.event(Format::Rest)["headers"];

  EXPECT_TRUE(headers.contains("tEsT-HeaDer"));
  EXPECT_TRUE(headers.contains("x-lower"));
  EXPECT_TRUE(headers.contains("User-Agent"));
}

TEST(EventHeaders, TheFirstSpellingIsTheKeyAndTheLastValueTheSingleOne) {
  Example example;
  example.request.headers.add("x-trace-tag", "three");

  const Json event = example.event(Format::Rest);

  EXPECT_EQ(event["headers"]["X-Trace-Tag"], "three");
  EXPECT_EQ(event["multiValueHeaders"]["X-Trace-Tag"], Json({"one", "two", "three"}));
}

TEST(EventHeaders, AClientsForwardedForIsContinued) {
  Example example;
  example.request.headers.add("x-forwarded-for", "10.1.1.1");
  example.request.headers.add("X-Forwarded-Proto", "ftp");

  const Json headers = example.event(Format::HttpV2)["headers"];

  EXPECT_EQ(headers["x-forwarded-for"], "10.1.1.1, 127.0.0.1");
  EXPECT_EQ(headers["x-forwarded-proto"], "http");
}

TEST(EventHeaders, AClientsTraceRootIsKeptWhenItIsOne) {
  Example example;
  example.request.headers.add("X-Amzn-Trace-Id",
                              "Self=1-2;Root=1-11111111-222222222222222222222222;Sampled=1");
  EXPECT_EQ(example.event(Format::HttpV2)["headers"]["x-amzn-trace-id"],
            "Root=1-11111111-222222222222222222222222");

  example.set_header("X-Amzn-Trace-Id", "Root=1-1-2");
  EXPECT_EQ(example.event(Format::HttpV2)["headers"]["x-amzn-trace-id"], example.stamp.trace);
}

TEST(EventHeaders, TlsIsToldToFunctionUrlsAlone) {
  Example example;
  example.request.is_tls = true;
  example.request.tls_cipher = "TLS_AES_128_GCM_SHA256";

  const Json url = example.event(Format::Url)["headers"];

  EXPECT_EQ(url["x-forwarded-proto"], "https");
  EXPECT_EQ(url["x-amzn-tls-version"], "TLSv1.3");
  EXPECT_EQ(url["x-amzn-tls-cipher-suite"], "TLS_AES_128_GCM_SHA256");
  EXPECT_FALSE(example.event(Format::HttpV2)["headers"].contains("x-amzn-tls-version"));
}

TEST(EventHeaders, SeveralCookieHeadersAreOneListInFormat2) {
  Example example;
  example.request.headers.add("cookie", "c=3;d=%20;; ");

  EXPECT_EQ(example.event(Format::HttpV2)["cookies"],
            Json({"sid=9f2", "theme=dark", "c=3", "d=%20"}));
}

// --- Queries: §1.2 ------------------------------------------------------------------------------

TEST(EventQuery, ASemicolonPartsMembersInRestAlone) {
  Example example;
  example.request.query = "a=1;b=2&c";

  EXPECT_EQ(example.event(Format::Rest)["queryStringParameters"],
            Json::parse(R"({"a":"1","b":"2","c":""})"));
  EXPECT_EQ(example.event(Format::HttpV2)["queryStringParameters"],
            Json::parse(R"({"a":"1;b=2","c":""})"));
}

TEST(EventQuery, AMemberWithoutANameIsDroppedAndABrokenEscapeStays) {
  Example example;
  example.request.query = "=x&p=100%&q=%zz&r=a?b";

  EXPECT_EQ(example.event(Format::HttpV2)["queryStringParameters"],
            Json::parse(R"({"p":"100%","q":"%zz","r":"a?b"})"));
}

// --- Bodies: §1.4 -------------------------------------------------------------------------------

struct BodyCase {
  Format format;
  const char* type;  // nullptr: no Content-Type
  bool is_text;
};

TEST(EventBody, IsTextOrBase64ByItsType) {
  const BodyCase cases[] = {
      {Format::Rest,   "image/png",                         false},
      {Format::Rest,   "IMAGE/JPEG; q=1",                   false},
      {Format::Rest,   "multipart/form-data; boundary=x",   false},
      {Format::Rest,   "application/x-www-form-urlencoded", true },
      {Format::Rest,   "application/octet-stream",          true },
      {Format::Rest,   nullptr,                             true },
      {Format::HttpV1, "text/csv",                          true },
      {Format::HttpV2, "application/json; charset=utf-8",   true },
      {Format::HttpV2, "Application/JSON",                  true },
      {Format::HttpV2, "application/javascript",            true },
      {Format::HttpV2, "application/xml",                   true },
      {Format::HttpV2, "application/problem+json",          true },
      {Format::HttpV2, "image/svg+xml",                     true },
      {Format::HttpV2, "application/x-www-form-urlencoded", false},
      {Format::HttpV2, "multipart/form-data; boundary=x",   false},
      {Format::HttpV2, "application/octet-stream",          false},
      {Format::HttpV2, "image/png",                         false},
      {Format::HttpV2, nullptr,                             false},
      {Format::HttpV1, nullptr,                             false},
      {Format::Url,    "text/plain",                        true },
      {Format::Url,    "multipart/form-data; boundary=x",   false},
      {Format::Url,    "application/x-www-form-urlencoded", false},
      {Format::Url,    nullptr,                             false},
  };
  for (const BodyCase& row : cases) {
    Example example;
    example.api.binary_types = {"image/*", "multipart/form-data"};
    example.request.body = "a=1";
    example.drop_header("Content-Type");
    if (row.type != nullptr) example.set_header("Content-Type", row.type);

    const Json event = example.event(row.format);

    EXPECT_EQ(event["isBase64Encoded"], !row.is_text) << (row.type ? row.type : "none");
    EXPECT_EQ(event["body"], row.is_text ? "a=1" : "YT0x") << (row.type ? row.type : "none");
  }
}

TEST(EventBody, BytesThatAreNoTextAreBase64WhateverTheirType) {
  for (const Format format : {Format::Rest, Format::HttpV1, Format::HttpV2, Format::Url}) {
    Example example;
    example.set_header("Content-Type", "text/plain");
    example.request.body = "\xff\xfe";

    const Json event = example.event(format);

    EXPECT_EQ(event["body"], "//4=");
    EXPECT_EQ(event["isBase64Encoded"], true);
  }
}

TEST(EventBody, AWildcardMakesEveryRestBodyBinary) {
  Example example;
  example.api.binary_types = {"*/*"};

  EXPECT_EQ(example.event(Format::Rest)["isBase64Encoded"], true);
}

}  // namespace
}  // namespace lambent::gateway
