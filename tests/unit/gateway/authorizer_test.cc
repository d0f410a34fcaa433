// What authorizers are handed and what comes of their answers: local-api.md §4.2.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/gateway/authorizer_answer.h"
#include "api/gateway/authorizer_cache.h"
#include "api/gateway/authorizer_event.h"
#include "api/gateway/identity.h"
#include "tests/unit/gateway/example_request.h"

namespace lambent::gateway {
namespace {

using config::ApiKind;
using config::AuthorizerKind;
using testing::ElementsAre;

constexpr const char* kAllow =
    R"({"Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}]})";

config::Authorizer of_kind(AuthorizerKind kind) {
  config::Authorizer authorizer;
  authorizer.kind = kind;
  return authorizer;
}

TEST(Identity, HasOneValueForEachSource) {
  Example example;
  const auto values = identity_values({"header.AUTHORIZATION",
                                       "querystring.tag",
                                       "stageVariables.tableSuffix",
                                       "context.httpMethod",
                                       "context.identity.sourceIp"},
                                      example.input());

  EXPECT_THAT(*values, ElementsAre("Bearer abc.def.ghi", "blue+green", "dev", "POST", "127.0.0.1"));
}

TEST(Identity, IsNoneWhenAnyValueIsMissingOrEmpty) {
  Example example;
  for (const char* source : {"header.X-No",
                             "querystring.empty",
                             "querystring.no",
                             "stageVariables.no",
                             "context.no",
                             "nonsense",
                             "body.x"}) {
    EXPECT_FALSE(identity_values({"header.Accept", source}, example.input())) << source;
  }
  EXPECT_TRUE(identity_values({}, example.input())->empty());
}

TEST(AuthorizerEvent, OfATokenIsTheTokenAndTheArn) {
  Example example;
  example.api.stage = "dev";
  example.api.api_id = "q7w2e9r4t1";

  const Json event = authorizer_event(
      of_kind(AuthorizerKind::Token), ApiKind::Rest, {"Bearer abc.def.ghi"}, example.input());

  EXPECT_EQ(
      text_of(event),
      R"({"type":"TOKEN","authorizationToken":"Bearer abc.def.ghi","methodArn":)"
      R"("arn:aws:execute-api:us-east-1:123456789012:q7w2e9r4t1/dev/POST/orders/Summer%20Sale"})");
}

TEST(AuthorizerEvent, OfARestRequestIsTheProxyEventWithoutItsBody) {
  Example example;
  example.api.stage_variables.clear();
  example.request.query = "";

  const Json event =
      authorizer_event(of_kind(AuthorizerKind::Request), ApiKind::Rest, {"x"}, example.input());

  EXPECT_EQ(event["type"], "REQUEST");
  EXPECT_EQ(event["queryStringParameters"], Json::object());
  EXPECT_EQ(event["stageVariables"], Json::object());
  EXPECT_EQ(event["pathParameters"]["name"], "Summer%20Sale");
  for (const char* name : {"body", "isBase64Encoded", "version", "identitySource"}) {
    EXPECT_FALSE(event.contains(name)) << name;
  }
}

TEST(AuthorizerEvent, OfAnHttpApiInFormat1HasItsIdentityAsOneText) {
  const Json event = authorizer_event(
      of_kind(AuthorizerKind::Request), ApiKind::Http, {"a", "b"}, Example().input());

  EXPECT_EQ(event["version"], "1.0");
  EXPECT_EQ(event["identitySource"], "a,b");
  EXPECT_EQ(event["authorizationToken"], "a,b");
  EXPECT_TRUE(event.contains("methodArn"));
}

TEST(AuthorizerEvent, OfAnHttpApiInFormat2HasItsIdentityAsAList) {
  config::Authorizer authorizer = of_kind(AuthorizerKind::Request);
  authorizer.format = config::PayloadFormat::V2;

  const Json event = authorizer_event(authorizer, ApiKind::Http, {"a", "b"}, Example().input());

  EXPECT_EQ(event["version"], "2.0");
  EXPECT_EQ(event["identitySource"], Json({"a", "b"}));
  EXPECT_EQ(event["routeArn"],
            "arn:aws:execute-api:us-east-1:123456789012:z5h0api7xy/$default/POST/orders/"
            "Summer%20Sale");
  EXPECT_FALSE(event.contains("body"));
}

std::string answer_text(const std::string& context) {
  return std::string(R"({"principalId":"user-42","policyDocument":)") + kAllow +
         (context.empty() ? "" : R"(,"context":)" + context) + "}";
}

TEST(AuthorizerAnswer, OfRestHasItsContextAsText) {
  const auto answer =
      read_authorizer_answer(answer_text(R"({"tenant":"north","n":3,"trial":true})"),
                             of_kind(AuthorizerKind::Token),
                             ApiKind::Rest);

  EXPECT_EQ(text_of(authorizer_context(*answer, Format::Rest, 12)),
            R"({"principalId":"user-42","tenant":"north","n":"3","trial":"true",)"
            R"("integrationLatency":12})");
}

TEST(AuthorizerAnswer, OfAnHttpApiHasItsContextAsItIs) {
  const auto answer = read_authorizer_answer(
      answer_text(R"({"roles":["a"],"n":3})"), of_kind(AuthorizerKind::Request), ApiKind::Http);

  EXPECT_EQ(text_of(authorizer_context(*answer, Format::HttpV1, 0)),
            R"({"roles":["a"],"n":3,"claims":null,"scopes":null})");
  EXPECT_EQ(text_of(authorizer_context(*answer, Format::HttpV2, 0)),
            R"({"lambda":{"roles":["a"],"n":3}})");
}

TEST(AuthorizerAnswer, OfRestMustBeComplete) {
  const config::Authorizer token = of_kind(AuthorizerKind::Token);
  for (const std::string& payload : {std::string("no JSON"),
                                     std::string("null"),
                                     std::string("{}"),
                                     std::string(R"({"policyDocument":)") + kAllow + "}",
                                     std::string(R"({"principalId":"x"})"),
                                     answer_text("3"),
                                     answer_text(R"({"a":{}})"),
                                     answer_text(R"({"a":[1]})")}) {
    EXPECT_FALSE(read_authorizer_answer(payload, token, ApiKind::Rest)) << payload;
  }
  EXPECT_TRUE(read_authorizer_answer(answer_text(""), token, ApiKind::Rest));
}

TEST(AuthorizerAnswer, ASimpleOneIsABoolean) {
  config::Authorizer simple = of_kind(AuthorizerKind::Request);
  simple.simple_responses = true;
  const auto read = [&](const char* payload) {
    return read_authorizer_answer(payload, simple, ApiKind::Http);
  };

  EXPECT_FALSE(judge(*read(R"({"isAuthorized":true})"), "x"));
  EXPECT_EQ(judge(*read(R"({"isAuthorized":false})"), "x"), Refusal::Denied);
  EXPECT_FALSE(read(R"({"isAuthorized":"true"})"));
  EXPECT_FALSE(read(R"({"context":{}})"));
}

TEST(AuthorizerAnswer, IsJudgedByItsPolicy) {
  AuthorizerAnswer answer;
  answer.policy = Json::parse(kAllow);
  EXPECT_FALSE(judge(answer, "arn"));

  answer.policy["Statement"][0]["Effect"] = "Deny";
  EXPECT_EQ(judge(answer, "arn"), Refusal::DeniedExplicitly);

  answer.policy["Statement"] = Json::array();
  EXPECT_EQ(judge(answer, "arn"), Refusal::Denied);

  answer.policy = 3;
  EXPECT_EQ(judge(answer, "arn"), Refusal::AuthorizerFailed);
}

TEST(AuthorizerAnswer, OnlyExactlyUnauthorizedIsA401) {
  EXPECT_TRUE(is_unauthorized_error(R"({"errorMessage":"Unauthorized","errorType":"Exception"})"));
  EXPECT_FALSE(is_unauthorized_error(R"({"errorMessage":"unauthorized"})"));
  EXPECT_FALSE(is_unauthorized_error("Unauthorized"));
}

TEST(AuthorizerCache, BelievesAnAnswerUntilItsHourHasCome) {
  using namespace std::chrono_literals;
  base::ManualClock clock;
  AuthorizerCache cache;
  const std::string key = AuthorizerCache::key("Api", "Auth", {"token"});

  cache.put(key, {}, clock.now() + 300s, clock.now());
  EXPECT_NE(cache.find(key, clock.now()), nullptr);
  clock.advance(300s - 1ms);
  EXPECT_NE(cache.find(key, clock.now()), nullptr);
  clock.advance(1ms);
  EXPECT_EQ(cache.find(key, clock.now()), nullptr);
}

TEST(AuthorizerCache, TellsIdentitiesApart) {
  EXPECT_NE(AuthorizerCache::key("a", "b", {"x", "y"}), AuthorizerCache::key("a", "b", {"x/1:y"}));
  EXPECT_NE(AuthorizerCache::key("a", "b", {"x"}), AuthorizerCache::key("a", "c", {"x"}));
}

TEST(AuthorizerCache, DoesNotGrowForEver) {
  base::ManualClock clock;
  AuthorizerCache cache;
  for (int i = 0; i < 10'500; ++i) {
    cache.put(std::to_string(i), {}, clock.now() + std::chrono::hours(1), clock.now());
  }
  EXPECT_LE(cache.size(), 10'000U);
}

}  // namespace
}  // namespace lambent::gateway
