#include "emulator/runtime_api/extension_replies.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/limits.h"
#include "emulator/journal/names.h"
#include "emulator/runtime_api/go_json.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {
namespace {

using environment::ExtensionCall;
using environment::ExtensionEvent;
using environment::ExtensionFacts;
using environment::ExtensionState;
using environment::InvokeNotice;
using environment::RegisterFault;
using environment::ShutdownNotice;
using Json = nlohmann::ordered_json;

constexpr const char* kJson = "application/json";
constexpr std::string_view kInvalidState = "Extension.InvalidExtensionState";

http::Response forbidden(std::string_view type, std::string_view message) {
  return refusal(403, type, message);
}

// The payload of the invoke is not in it.
Json event_body(const InvokeNotice& notice) {
  Json body = {
      {"eventType",          "INVOKE"          },
      {"deadlineMs",         notice.deadline_ms},
      {"requestId",          notice.request_id },
      {"invokedFunctionArn", notice.invoked_arn}
  };
  if (!notice.trace_header.empty()) {
    body["tracing"] = {
        {"type",  "X-Amzn-Trace-Id"  },
        {"value", notice.trace_header}
    };
  }
  return body;
}

Json event_body(const ShutdownNotice& notice) {
  return {
      {"eventType",      "SHUTDOWN"                     },
      {"deadlineMs",     notice.deadline_ms             },
      {"shutdownReason", journal::name_of(notice.reason)}
  };
}

}  // namespace

http::Response invalid_extension_name(std::string_view message) {
  return forbidden("Extension.InvalidExtensionName", message);
}

http::Response invalid_request_format(std::string_view message) {
  return forbidden("InvalidRequestFormat", message);
}

http::Response invalid_event_type(std::string_view message) {
  return forbidden("Extension.InvalidEventType", message);
}

http::Response missing_identifier() {
  return forbidden("Extension.MissingExtensionIdentifier",
                   "Missing Lambda-Extension-Identifier header");
}

http::Response invalid_identifier() {
  return forbidden("Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
}

http::Response unknown_extension(std::string_view id) {
  return forbidden("Extension.UnknownExtensionIdentifier", fmt::format("Unknown extension {}", id));
}

http::Response unknown_identifier() {
  return forbidden("Extension.UnknownExtensionIdentifier", "Unknown Lambda-Extension-Identifier");
}

http::Response missing_error_type() {
  return forbidden("Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");
}

http::Response invalid_extension_state(ExtensionState from,
                                       ExtensionCall call,
                                       std::string_view extension) {
  return forbidden(kInvalidState,
                   fmt::format("State transition from {} to {} failed for extension {}. Error: "
                               "State transition is not allowed",
                               environment::name_of(from),
                               environment::target_name_of(call),
                               extension));
}

http::Response registration_refused(RegisterFault fault,
                                    std::string_view name,
                                    ExtensionState state) {
  switch (fault) {
    case RegisterFault::Closed:
      return forbidden("Extension.RegistrationClosed", "Extension registration closed already");
    case RegisterFault::TooMany:
      return forbidden("Extension.TooManyExtensions",
                       fmt::format("Extension limit ({}) reached", limits::kMaxExtensions));
    case RegisterFault::AlreadyRegistered:
      return forbidden(kInvalidState, "Extension with this name already registered");
    case RegisterFault::WrongState: break;
  }
  return invalid_extension_state(state, ExtensionCall::Register, name);
}

http::Response registered(const ExtensionFacts& facts, std::string_view id, bool with_account) {
  Json body = Json::object();
  if (with_account) body["accountId"] = facts.account;
  body["functionName"] = facts.function;
  body["functionVersion"] = facts.version;
  body["handler"] = facts.handler;
  http::Response response{200, {{"Content-Type", kJson}}, go_json(body) + '\n'};
  response.headers.add("Lambda-Extension-Identifier", std::string(id));
  return response;
}

// As AWS does: no newline at the end, other than everywhere else.
http::Response event_answer(const ExtensionEvent& event) {
  const Json body = std::visit([](const auto& notice) { return event_body(notice); }, event.notice);
  http::Response response{200, {{"Content-Type", kJson}}, go_json(body)};
  response.headers.add("Lambda-Extension-Event-Identifier", event.id);
  return response;
}

}  // namespace lambent::runtime_api
