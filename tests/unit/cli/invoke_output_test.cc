// What reaches stdout, byte by byte.
#include "api/cli/invoke_output.h"

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

invoke::Result result(std::string payload, bool function_error = false) {
  invoke::Result result;
  result.request_id = "r-1";
  result.payload = std::move(payload);
  result.function_error = function_error;
  result.executed_version = "$LATEST";
  return result;
}

TEST(InvokeOutput, IsThePayloadAndANewline) {
  EXPECT_EQ(invoke_output(config::Output::Text, result("{\"a\": 1}")), "{\"a\": 1}\n");
  EXPECT_EQ(invoke_output(config::Output::Text, result("")), "\n");
  EXPECT_EQ(invoke_output(config::Output::Text, result("\xff", true)), "\xff\n");
}

TEST(InvokeOutput, SplicesThePayloadIntoTheObject) {
  EXPECT_EQ(invoke_output(config::Output::Json, result("{\"a\":  1.50}")),
            R"({"requestId":"r-1","functionError":null,"executedVersion":"$LATEST",)"
            R"("payload":{"a":  1.50}})"
            "\n");
}

TEST(InvokeOutput, NamesAFunctionError) {
  EXPECT_EQ(invoke_output(config::Output::Json, result("{}", true)),
            R"({"requestId":"r-1","functionError":"Unhandled","executedVersion":"$LATEST",)"
            R"("payload":{}})"
            "\n");
}

TEST(InvokeOutput, MakesAStringOfAPayloadThatIsNotJson) {
  EXPECT_EQ(invoke_output(config::Output::Json, result("no \"json\" \xff")),
            R"({"requestId":"r-1","functionError":null,"executedVersion":"$LATEST",)"
            "\"payload\":\"no \\\"json\\\" \xef\xbf\xbd\"}\n");
}

}  // namespace
}  // namespace lambent::cli
