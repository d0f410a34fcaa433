// The answers of the Extensions API and of the subscriptions; runtime-api.md §2.2, §2.3, §2.5,
// §3.1.
#include "emulator/runtime_api/extension_replies.h"

#include <string>

#include <gtest/gtest.h>

#include "emulator/runtime_api/telemetry_replies.h"

namespace lambent::runtime_api {
namespace {

using environment::ExtensionCall;
using environment::ExtensionState;
using environment::RegisterFault;

std::string body(std::string_view type, std::string_view message) {
  return "{\"errorMessage\":\"" + std::string(message) + "\",\"errorType\":\"" + std::string(type) +
         "\"}\n";
}

void expect_forbidden(const http::Response& response,
                      std::string_view type,
                      std::string_view message) {
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.body, body(type, message));
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(response.headers.size(), 1U);
}

TEST(ExtensionReplies, AreTheRowsOfTheTable) {
  expect_forbidden(invalid_extension_name("m"), "Extension.InvalidExtensionName", "m");
  expect_forbidden(invalid_request_format("m"), "InvalidRequestFormat", "m");
  expect_forbidden(invalid_event_type("m"), "Extension.InvalidEventType", "m");
  expect_forbidden(missing_identifier(),
                   "Extension.MissingExtensionIdentifier",
                   "Missing Lambda-Extension-Identifier header");
  expect_forbidden(invalid_identifier(),
                   "Extension.InvalidExtensionIdentifier",
                   "Invalid Lambda-Extension-Identifier");
  expect_forbidden(
      unknown_extension("7"), "Extension.UnknownExtensionIdentifier", "Unknown extension 7");
  expect_forbidden(unknown_identifier(),
                   "Extension.UnknownExtensionIdentifier",
                   "Unknown Lambda-Extension-Identifier");
  expect_forbidden(missing_error_type(),
                   "Extension.MissingHeader",
                   "Lambda-Extension-Function-Error-Type not found");
}

TEST(ExtensionReplies, NameBothStatesOfARefusedTransition) {
  for (const ExtensionState from : environment::kExtensionStates) {
    for (const ExtensionCall call : {ExtensionCall::Register,
                                     ExtensionCall::Next,
                                     ExtensionCall::InitError,
                                     ExtensionCall::ExitError}) {
      expect_forbidden(invalid_extension_state(from, call, "x"),
                       "Extension.InvalidExtensionState",
                       "State transition from " + std::string(environment::name_of(from)) + " to " +
                           std::string(environment::target_name_of(call)) +
                           " failed for extension x. Error: State transition is not allowed");
    }
  }
}

TEST(ExtensionReplies, SayWhyARegistrationIsRefused) {
  const auto refused = [](RegisterFault fault) {
    return registration_refused(fault, "ext", ExtensionState::Exited);
  };
  expect_forbidden(refused(RegisterFault::Closed),
                   "Extension.RegistrationClosed",
                   "Extension registration closed already");
  expect_forbidden(refused(RegisterFault::TooMany),
                   "Extension.TooManyExtensions",
                   "Extension limit (10) reached");
  expect_forbidden(refused(RegisterFault::AlreadyRegistered),
                   "Extension.InvalidExtensionState",
                   "Extension with this name already registered");
  expect_forbidden(refused(RegisterFault::WrongState),
                   "Extension.InvalidExtensionState",
                   "State transition from Exited to Registered failed for extension ext. Error: "
                   "State transition is not allowed");
}

TEST(ExtensionReplies, EscapeTheFunctionAsGoDoes) {
  const http::Response response = registered({"12", "a&b", "<2>", "h\"\xff"}, "the-id", true);

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("Lambda-Extension-Identifier"), "the-id");
  EXPECT_EQ(response.body,
            "{\"accountId\":\"12\",\"functionName\":\"a\\u0026b\",\"functionVersion\":"
            "\"\\u003c2\\u003e\",\"handler\":\"h\\\"\xEF\xBF\xBD\"}\n");
}

TEST(EventAnswer, CarriesItsIdentifierAndNoNewline) {
  environment::ExtensionEvent event;
  event.id = "the-event";
  event.notice = environment::InvokeNotice{"r", "a", "<t>", 7};

  const http::Response response = event_answer(event);

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("Lambda-Extension-Event-Identifier"), "the-event");
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(response.body,
            R"({"eventType":"INVOKE","deadlineMs":7,"requestId":"r","invokedFunctionArn":"a",)"
            R"("tracing":{"type":"X-Amzn-Trace-Id","value":"\u003ct\u003e"}})");
}

TEST(TelemetryReplies, DifferByApi) {
  using telemetry::Api;
  EXPECT_EQ(subscribed().status, 200);
  EXPECT_EQ(subscribed().body, "\"OK\"");
  expect_forbidden(subscription_closed(Api::Telemetry),
                   "Telemetry.SubscriptionClosed",
                   "Telemetry API subscription is closed already");
  expect_forbidden(subscription_closed(Api::Logs),
                   "Logs.SubscriptionClosed",
                   "Logs API subscription is closed already");
  EXPECT_EQ(invalid_subscription(Api::Telemetry, "a; b").status, 400);
  EXPECT_EQ(invalid_subscription(Api::Telemetry, "a; b").body,
            "{\"errorType\":\"ValidationError\",\"errorMessage\":\"a; b\"}\n");
  EXPECT_EQ(invalid_subscription(Api::Logs, "a").body,
            "{\"errorType\":\"Logs.ValidationError\",\"errorMessage\":\"a\"}\n");
  EXPECT_EQ(subscribed_elsewhere(Api::Telemetry).body,
            "{\"errorType\":\"ValidationError\",\"errorMessage\":\"the extension has subscribed "
            "through the Logs API; it cannot use the Telemetry API too\"}\n");
  EXPECT_EQ(subscribed_elsewhere(Api::Logs).body,
            "{\"errorType\":\"Logs.ValidationError\",\"errorMessage\":\"the extension has "
            "subscribed through the Telemetry API; it cannot use the Logs API too\"}\n");
}

}  // namespace
}  // namespace lambent::runtime_api
