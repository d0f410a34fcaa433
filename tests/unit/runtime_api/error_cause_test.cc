// The error body that carries an X-Ray cause; runtime-api.md §1.6.
#include "emulator/runtime_api/error_cause.h"

#include <string_view>

#include <gtest/gtest.h>

namespace lambent::runtime_api {
namespace {

constexpr std::string_view kNoErrorBody = "\"Invalid error body\"";

TEST(ErrorCause, IsTakenOutOfTheBody) {
  EXPECT_EQ(without_error_cause(R"({"errorMessage": "boom", "errorType": "E", )"
                                R"("stackTrace": ["a", "b"], "errorCause": {"exceptions": []}})"),
            R"({"errorMessage":"boom","errorType":"E","stackTrace":["a","b"]})");
}

TEST(ErrorCause, LeavesTheMembersInAwsOrderAndDropsOthers) {
  EXPECT_EQ(without_error_cause(R"({"stackTrace":[],"x":1,"errorType":"E","errorMessage":"m"})"),
            R"({"errorMessage":"m","errorType":"E","stackTrace":[]})");
  EXPECT_EQ(without_error_cause(R"({"errorMessage":"m"})"), R"({"errorMessage":"m"})");
  EXPECT_EQ(without_error_cause(R"({"errorCause":{}})"), "{}");
}

TEST(ErrorCause, KeepsValuesOfAnyKind) {
  EXPECT_EQ(without_error_cause(R"({"errorMessage":{"a":[1,null]},"errorType":7})"),
            R"({"errorMessage":{"a":[1,null]},"errorType":7})");
  EXPECT_EQ(without_error_cause("{\"errorMessage\":\"\xC3\xA9\"}"),
            "{\"errorMessage\":\"\xC3\xA9\"}");
}

TEST(ErrorCause, SaysSoWhenTheBodyIsNoObject) {
  for (const std::string_view body : {"", "boom", "{", "[]", "null", "\"text\"", "{} {}"}) {
    EXPECT_EQ(without_error_cause(body), kNoErrorBody) << body;
  }
  EXPECT_EQ(without_error_cause("{\"errorMessage\":\"\xff\"}"), kNoErrorBody) << "not UTF-8";
}

}  // namespace
}  // namespace lambent::runtime_api
