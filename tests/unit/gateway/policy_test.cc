// What policies of authorizers allow: local-api.md §4.2.
#include "api/gateway/policy.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lambent::gateway {
namespace {

constexpr std::string_view kArn =
    "arn:aws:execute-api:us-east-1:123456789012:q7w2e9r4t1/dev/GET/orders/77";

std::string statement(const std::string& effect,
                      const std::string& resource,
                      const std::string& action = "\"execute-api:Invoke\"") {
  return R"({"Effect":")" + effect + R"(","Action":)" + action + R"(,"Resource":)" + resource + "}";
}

PolicyVerdict verdict(const std::string& statements) {
  return judge_policy(nlohmann::ordered_json::parse(R"({"Statement":)" + statements + "}"), kArn);
}

TEST(Policy, AllowsWhatAStatementAllows) {
  for (const char* resource : {
           R"("*")",
           R"("arn:aws:execute-api:*:*:*/dev/GET/orders/*")",
           R"("arn:aws:execute-api:us-east-1:123456789012:q7w2e9r4t1/*/GET/orders/7?")",
           R"(["x", "arn:aws:execute-api:us-east-1:123456789012:q7w2e9r4t1/dev/GET/orders/77"])",
       }) {
    EXPECT_EQ(verdict("[" + statement("Allow", resource) + "]"), PolicyVerdict::Allow) << resource;
  }
  EXPECT_EQ(verdict(statement("Allow", R"("*")")), PolicyVerdict::Allow) << "one, not in a list";
}

TEST(Policy, DeniesWhatNoStatementAllows) {
  for (const char* resource : {R"("arn:aws:execute-api:*:*:*/prod/*")", R"("x")", "[]"}) {
    EXPECT_EQ(verdict("[" + statement("Allow", resource) + "]"), PolicyVerdict::Deny) << resource;
  }
  EXPECT_EQ(verdict("[]"), PolicyVerdict::Deny);
  EXPECT_EQ(verdict("[" + statement("Allow", R"("*")", R"("s3:GetObject")") + "]"),
            PolicyVerdict::Deny);
}

TEST(Policy, ADenyWinsWhereverItStands) {
  const std::string allow = statement("Allow", R"("*")");
  const std::string deny = statement("Deny", R"("*/orders/*")");

  EXPECT_EQ(verdict("[" + allow + "," + deny + "]"), PolicyVerdict::DenyExplicitly);
  EXPECT_EQ(verdict("[" + deny + "," + allow + "]"), PolicyVerdict::DenyExplicitly);
  EXPECT_EQ(verdict("[" + allow + "," + statement("Deny", R"("*/other/*")") + "]"),
            PolicyVerdict::Allow);
}

TEST(Policy, AnActionIsOneOfAListOrAPatternInAnyCase) {
  for (const char* action : {R"("*")",
                             R"("execute-api:*")",
                             R"(["s3:x","EXECUTE-API:invoke"])",
                             R"("execute-api:In?oke")"}) {
    EXPECT_EQ(verdict("[" + statement("Allow", R"("*")", action) + "]"), PolicyVerdict::Allow)
        << action;
  }
}

TEST(Policy, WhatIsNoPolicyIsMalformed) {
  for (const char* text : {
           "null",
           "[]",
           "{}",
           R"({"Statement":3})",
           R"({"Statement":[3]})",
           R"({"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]})",
           R"({"Statement":[{"Action":"*","Resource":"*"}]})",
           R"({"Statement":[{"Effect":"Allow","Resource":"*"}]})",
           R"({"Statement":[{"Effect":"Allow","Action":"*"}]})",
           R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":[3]}]})",
           R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{}}]})",
           R"({"Statement":[{"Effect":"Allow","NotAction":"x","Resource":"*"}]})",
       }) {
    EXPECT_EQ(judge_policy(nlohmann::ordered_json::parse(text), kArn), PolicyVerdict::Malformed)
        << text;
  }
}

struct WildcardRow {
  const char* text;
  const char* pattern;
  bool matches;
};

TEST(Wildcard, StarIsAnyTextAndQuestionMarkOneCharacter) {
  const WildcardRow rows[] = {
      {"",      "",      true },
      {"",      "*",     true },
      {"",      "?",     false},
      {"a",     "",      false},
      {"abc",   "a*c",   true },
      {"abc",   "a?c",   true },
      {"ac",    "a?c",   false},
      {"abcbc", "a*bc",  true },
      {"abcb",  "a*bc",  false},
      {"a/b/c", "a*c",   true },
      {"aaa",   "*a*a*", true },
      {"aaaa",  "a**a",  true },
      {"abc",   "ABC",   false},
      {"x*y",   "x*y",   true },
  };
  for (const WildcardRow& row : rows) {
    EXPECT_EQ(matches_wildcard(row.text, row.pattern), row.matches)
        << row.text << " " << row.pattern;
  }
}

TEST(Wildcard, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 2'000; ++i)
    pattern += "*a";
  EXPECT_FALSE(matches_wildcard(std::string(4'000, 'a') + 'b', pattern));
}

}  // namespace
}  // namespace lambent::gateway
