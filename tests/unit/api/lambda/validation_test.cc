// Constraint texts of invoke-api.md §4.3, and the members of §1.1, §1.5 and §1.8.
#include "api/lambda/validation.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/lambda/base64.h"
#include "api/lambda/errors.h"

namespace lambent::api {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

// Typed from invoke-api.md §0.5 and §4.3 V6.
const std::string kNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)";
const std::string kQualifierPattern = R"(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)";

const std::string kFailed = " failed to satisfy constraint: ";
const std::string kPatternRule = "Member must satisfy regular expression pattern: ";

/// "exception: message" of what `check` throws; empty when it throws nothing.
std::string refusal(const std::function<void()>& check) {
  try {
    check();
  } catch (const Error& error) {
    return std::string(exception_of(error.code())) + ": " + error.what();
  }
  return "";
}

std::string one(const std::string& part) {
  return "ValidationException: 1 validation error detected: " + part;
}

std::string of_invoke(const InvokeMembers& members) {
  return refusal([&members] { check_invoke_members(members); });
}

std::string of_get(std::string_view name, std::optional<std::string_view> qualifier) {
  return refusal([name, qualifier] { check_get_members(name, qualifier); });
}

std::string of_list(std::optional<std::string_view> version,
                    std::optional<std::string_view> max_items) {
  return refusal([version, max_items] { check_list_members(version, max_items); });
}

std::string of_context(std::optional<std::string_view> base64) {
  return refusal([base64] { decode_client_context(base64); });
}

struct Sample {
  std::function<void(Violations&)> check;
  std::string part;
};

TEST(Violations, WordsEveryConstraintAsTheServiceDoes) {
  const Sample samples[] = {
      {[](Violations& v) { v.pattern("statementId", "example.com", "([a-zA-Z0-9-_]+)", false); },
       "Value 'example.com' at 'statementId'" + kFailed + kPatternRule + "([a-zA-Z0-9-_]+)"      },
      {[](Violations& v) { v.max_length("qualifier", "abc", 2); },
       "Value 'abc' at 'qualifier'" + kFailed + "Member must have length less than or equal to 2"},
      {[](Violations& v) { v.min_length("qualifier", "", 1); },
       "Value '' at 'qualifier'" + kFailed + "Member must have length greater than or equal to 1"},
      {[](Violations& v) { v.max_value("maxItems", 10'001, 10'000); },
       "Value '10001' at 'maxItems'" + kFailed +
           "Member must have value less than or equal to 10000"                                  },
      {[](Violations& v) { v.min_value("provisionedConcurrentExecutions", 0, 1); },
       "Value '0' at 'provisionedConcurrentExecutions'" + kFailed +
           "Member must have value greater than or equal to 1"                                   },
      {[](Violations& v) {
         v.enum_set("recursiveLoop", "InvalidValue", {"Terminate", "Allow"});
       },                                                                                  "Value 'InvalidValue' at 'recursiveLoop'" + kFailed +
           "Member must satisfy enum value set: [Terminate, Allow]"              },
      {[](Violations& v) { v.not_null("tagKeys", false); },
       "Value null at 'tagKeys'" + kFailed + "Member must not be null"                           },
  };
  for (const Sample& sample : samples) {
    Violations violations;
    sample.check(violations);
    EXPECT_EQ(refusal([&violations] { violations.throw_if_any(); }), one(sample.part));
  }
}

TEST(Violations, WhatKeepsTheRulesIsNotReported) {
  Violations violations;

  violations.pattern("a", "v", "p", true);
  violations.max_length("a", "abc", 3);
  violations.min_length("a", "a", 1);
  violations.max_value("a", 5, 5);
  violations.min_value("a", 5, 5);
  violations.enum_set("a", "B", {"A", "B"});
  violations.not_null("a", true);

  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(refusal([&violations] { violations.throw_if_any(); }), "");
}

TEST(Violations, JoinsSeveralBySemicolonAndCountsThem) {
  Violations violations;
  violations.enum_set("a", "x", {"A"});
  violations.not_null("b", false);

  EXPECT_EQ(refusal([&violations] { violations.throw_if_any(); }),
            "ValidationException: 2 validation errors detected: Value 'x' at 'a'" + kFailed +
                "Member must satisfy enum value set: [A]; Value null at 'b'" + kFailed +
                "Member must not be null");
}

TEST(InvokeMembers, TakesEveryValueOfTheModel) {
  for (const std::string_view type : {"Event", "RequestResponse", "DryRun"}) {
    EXPECT_EQ(of_invoke({.function_name = "f", .invocation_type = type}), "");
  }
  for (const std::string_view type : {"None", "Tail"}) {
    EXPECT_EQ(of_invoke({.function_name = "f", .log_type = type}), "");
  }
  for (const std::string_view qualifier :
       {"$LATEST", "$LATEST.PUBLISHED", "1", "prod", "$latest"}) {
    EXPECT_EQ(of_invoke({.function_name = "f", .qualifier = qualifier}), "");
  }
  EXPECT_EQ(of_invoke({.function_name = "f",
                       .qualifier = std::string_view(std::string(128, 'q')),
                       .tenant_id = "aZ0 ._:/=+-@",
                       .durable_execution_name = "aZ0-_"}),
            "");
}

TEST(InvokeMembers, RefusesANameThatIsNone) {  // V1
  EXPECT_EQ(of_invoke({.function_name = "*"}),
            one("Value '*' at 'functionName'" + kFailed + kPatternRule + kNamePattern));
}

TEST(InvokeMembers, RefusesALongNameOnlyBeyondTheModel) {
  EXPECT_EQ(of_invoke({.function_name = std::string(256, 'a')}), "");
  const std::string name(257, 'a');
  EXPECT_EQ(of_invoke({.function_name = name}),
            one("Value '" + name + "' at 'functionName'" + kFailed +
                "Member must have length less than or equal to 256"));
}

TEST(InvokeMembers, RefusesAnInvocationTypeInAnotherCase) {
  EXPECT_EQ(of_invoke({.function_name = "f", .invocation_type = "event"}),
            one("Value 'event' at 'invocationType'" + kFailed +
                "Member must satisfy enum value set: [Event, RequestResponse, DryRun]"));
}

TEST(InvokeMembers, RefusesAnotherLogType) {
  EXPECT_EQ(
      of_invoke({.function_name = "f", .log_type = ""}),
      one("Value '' at 'logType'" + kFailed + "Member must satisfy enum value set: [None, Tail]"));
}

TEST(InvokeMembers, RefusesATenantOutsideItsAlphabetOrLength) {
  EXPECT_EQ(
      of_invoke({.function_name = "f", .tenant_id = "a#b"}),
      one("Value 'a#b' at 'tenantId'" + kFailed + kPatternRule + R"([a-zA-Z0-9\._:\/=+\-@ ]+)"));
  const std::string tenant(257, 't');
  EXPECT_EQ(of_invoke({.function_name = "f", .tenant_id = tenant}),
            one("Value '" + tenant + "' at 'tenantId'" + kFailed +
                "Member must have length less than or equal to 256"));
}

TEST(InvokeMembers, RefusesADurableNameOutsideItsAlphabetOrLength) {
  EXPECT_EQ(
      of_invoke({.function_name = "f", .durable_execution_name = "a.b"}),
      one("Value 'a.b' at 'durableExecutionName'" + kFailed + kPatternRule + "[a-zA-Z0-9-_]+"));
  const std::string name(65, 'd');
  EXPECT_EQ(of_invoke({.function_name = "f", .durable_execution_name = name}),
            one("Value '" + name + "' at 'durableExecutionName'" + kFailed +
                "Member must have length less than or equal to 64"));
}

TEST(InvokeMembers, AnEmptyValueFailsLengthThenPattern) {
  EXPECT_EQ(of_invoke({.function_name = "f", .qualifier = ""}),
            "ValidationException: 2 validation errors detected: Value '' at 'qualifier'" + kFailed +
                "Member must have length greater than or equal to 1; Value '' at 'qualifier'" +
                kFailed + kPatternRule + kQualifierPattern);
}

TEST(InvokeMembers, ReportsAllMembersAtOnceInTheOrderOfTheSpecification) {
  const std::string message = of_invoke({.function_name = "*",
                                         .qualifier = "?",
                                         .invocation_type = "x",
                                         .log_type = "y",
                                         .tenant_id = "#",
                                         .durable_execution_name = "!"});

  EXPECT_THAT(message, HasSubstr("6 validation errors detected: Value '?' at 'qualifier'"));
  std::size_t last = 0;
  for (const std::string_view path : {"'qualifier'",
                                      "'functionName'",
                                      "'invocationType'",
                                      "'logType'",
                                      "'tenantId'",
                                      "'durableExecutionName'"}) {
    const std::size_t place = message.find(path);
    ASSERT_NE(place, std::string::npos) << path;
    EXPECT_GT(place, last) << path;
    last = place;
  }
}

TEST(GetMembers, RefusesALongQualifierBesideABadRegion) {  // V4
  const std::string qualifier(129, 'q');
  const std::string arn = "arn:aws:lambda:us-east-:123456789012:function:f";

  EXPECT_EQ(of_get(arn, qualifier),
            "ValidationException: 2 validation errors detected: Value '" + qualifier +
                "' at 'qualifier'" + kFailed +
                "Member must have length less than or equal to 128; Value '" + arn +
                "' at 'functionName'" + kFailed + kPatternRule + kNamePattern);
}

TEST(GetMembers, RefusesAQualifierOutsideItsAlphabet) {  // V6
  EXPECT_EQ(of_get("f", "invalid-qualifier-with-?-char"),
            one("Value 'invalid-qualifier-with-?-char' at 'qualifier'" + kFailed + kPatternRule +
                kQualifierPattern));
}

TEST(GetMembers, TakesANameWithAndWithoutQualifier) {
  EXPECT_EQ(of_get("f", std::nullopt), "");
  EXPECT_EQ(of_get("arn:aws:lambda:us-east-1:123456789012:function:f:1", "1"), "");
}

TEST(ListMembers, RefusesAnotherFunctionVersion) {  // V12
  EXPECT_EQ(of_list("invalid", std::nullopt),
            one("Value 'invalid' at 'functionVersion'" + kFailed +
                "Member must satisfy enum value set: [ALL]"));
  EXPECT_EQ(of_list("ALL", std::nullopt), "");
}

TEST(ListMembers, TakesOneToTenThousandItems) {
  EXPECT_THAT(check_list_members(std::nullopt, std::nullopt), Eq(std::nullopt));
  EXPECT_THAT(check_list_members(std::nullopt, "1"), Optional(1U));
  EXPECT_THAT(check_list_members(std::nullopt, "10000"), Optional(10'000U));
  EXPECT_EQ(of_list(std::nullopt, "0"),
            one("Value '0' at 'maxItems'" + kFailed +
                "Member must have value greater than or equal to 1"));
  EXPECT_EQ(of_list(std::nullopt, "-1"),
            one("Value '-1' at 'maxItems'" + kFailed +
                "Member must have value greater than or equal to 1"));
  EXPECT_EQ(of_list(std::nullopt, "10001"),
            one("Value '10001' at 'maxItems'" + kFailed +
                "Member must have value less than or equal to 10000"));
}

TEST(ListMembers, RefusesANumberThatIsNone) {
  for (const std::string text : {"", "ten", "1.5", "1 ", "+1", "99999999999999999999"}) {
    EXPECT_EQ(of_list(std::nullopt, text),
              "SerializationException: MaxItems: expected a whole number, found \"" + text + "\"");
  }
}

TEST(RequestId, TakesAUuidAndNothingElse) {
  EXPECT_TRUE(is_uuid("0d6ac3a5-1b2c-4d5e-8f90-0123456789ab"));
  EXPECT_TRUE(is_uuid("0D6AC3A5-1B2C-4D5E-8F90-0123456789AB"));
  for (const std::string_view text : {"",
                                      "0d6ac3a5-1b2c-4d5e-8f90-0123456789a",
                                      "0d6ac3a5-1b2c-4d5e-8f90-0123456789abc",
                                      "0d6ac3a5x1b2c-4d5e-8f90-0123456789ab",
                                      "0d6ac3a51b2c4d5e8f900123456789ab",
                                      "0d6ac3a5-1b2c-4d5e-8f90-0123456789ag",
                                      "{0d6ac3a5-1b2c-4d5e-8f90-0123456789a"}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

TEST(RequestId, RefusesOneThatIsNoUuid) {
  EXPECT_THAT(check_request_id(std::nullopt), Eq(std::nullopt));
  EXPECT_THAT(check_request_id("0d6ac3a5-1b2c-4d5e-8f90-0123456789ab"),
              Optional(std::string("0d6ac3a5-1b2c-4d5e-8f90-0123456789ab")));
  EXPECT_EQ(refusal([] { check_request_id("mine"); }),
            "InvalidRequestContentException: Invalid Request ID: The 'x-amzn-RequestId' header "
            "must be a valid UUID format string.");
}

TEST(ClientContext, IsDecodedAndOtherwiseUnchanged) {
  const std::string json = R"({"custom":{"n":1.50,"big":12345678901234567890123,"é":"\n"}})";

  EXPECT_THAT(decode_client_context(encode_base64(json)), Optional(json));
  EXPECT_THAT(decode_client_context(std::nullopt), Eq(std::nullopt));
}

TEST(ClientContext, IsPutOnOneLine) {
  EXPECT_THAT(decode_client_context(encode_base64("{\r\n\t\"env\": {}\n}")),
              Optional(std::string("{  \t\"env\": {} }")));
}

TEST(ClientContext, RefusesWhatIsNoBase64OfAnObject) {
  for (const std::string& text : {std::string(""),
                                  std::string("{}"),
                                  std::string("e30"),
                                  std::string("e30=\n"),
                                  encode_base64(""),
                                  encode_base64("[]"),
                                  encode_base64("\"text\""),
                                  encode_base64("null"),
                                  encode_base64("{} {}"),
                                  encode_base64("{'a':1}"),
                                  encode_base64("{\"a\":\"\x87\"}")}) {
    EXPECT_EQ(of_context(text),
              "InvalidRequestContentException: Client context must be a valid Base64-encoded JSON "
              "object.")
        << text;
  }
}

TEST(ClientContext, ItsRefusalHasANullType) {
  try {
    decode_client_context("e30");
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(body_of(error),
              R"({"Type":null,"message":"Client context must be a valid Base64-encoded JSON )"
              R"(object."})");
  }
}

TEST(ClientContext, RefusesMoreThan3583BytesOfBase64) {
  const std::string fits = encode_base64("{" + std::string(2'680, ' ') + "}");
  ASSERT_EQ(fits.size(), 3'576U);
  EXPECT_EQ(of_context(fits), "");

  EXPECT_EQ(of_context(std::string(3'584, 'A')),
            "InvalidRequestContentException: Client context must be less than or equal to 3583 "
            "bytes.");
}

}  // namespace
}  // namespace lambent::api
