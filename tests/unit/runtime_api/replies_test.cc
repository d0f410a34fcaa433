// The refusals of the Runtime API; runtime-api.md §1.1, §1.9.
#include "emulator/runtime_api/replies.h"

#include <string>

#include <gtest/gtest.h>

namespace lambent::runtime_api {
namespace {

using environment::RuntimeCall;
using environment::RuntimeState;

void expect(const http::Response& response, int status, const std::string& body) {
  EXPECT_EQ(response.status, status);
  EXPECT_EQ(response.body, body);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(response.headers.size(), 1U);
}

TEST(Replies, AreTheRowsOfTheTable) {
  expect(accepted(), 202, "{\"status\":\"OK\"}\n");
  expect(invalid_request_id(),
         400,
         "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n");
  expect(invoke_is_over(),
         410,
         "{\"errorMessage\":\"Invoke timeout\",\"errorType\":\"InvokeTimeout\"}\n");
  expect(payload_too_large(),
         413,
         "{\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 bytes).\","
         "\"errorType\":\"RequestEntityTooLarge\"}\n");
  expect(truncated(),
         400,
         "{\"errorMessage\":\"HTTP request detected as truncated\","
         "\"errorType\":\"TruncatedHTTPRequest\"}\n");
}

TEST(Replies, NameBothStatesOfARefusedTransition) {
  expect(invalid_transition(RuntimeState::ResponseSent, RuntimeCall::Response),
         403,
         "{\"errorMessage\":\"State transition from RuntimeResponseSentState to InvocationResponse "
         "failed for runtime. Error: State transition is not allowed\","
         "\"errorType\":\"InvalidStateTransition\"}\n");
}

TEST(Refusal, EscapesAsGoDoes) {
  expect(refusal(400, "T", "<a> & \"b\"\n"),
         400,
         "{\"errorMessage\":\"\\u003ca\\u003e \\u0026 \\\"b\\\"\\n\",\"errorType\":\"T\"}\n");
}

TEST(Refusal, StaysJsonWhateverItHolds) {
  expect(
      refusal(400, "T", "\xff"), 400, "{\"errorMessage\":\"\xEF\xBF\xBD\",\"errorType\":\"T\"}\n");
}

}  // namespace
}  // namespace lambent::runtime_api
