#include "emulator/runtime_api/replies.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/limits.h"

namespace lambent::runtime_api {
namespace {

constexpr const char* kJson = "application/json";

// Go's encoder writes these three as escapes; clients may compare bytes.
std::string html_escaped(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<': text += "\\u003c"; break;
      case '>': text += "\\u003e"; break;
      case '&': text += "\\u0026"; break;
      default: text += c;
    }
  }
  return text;
}

}  // namespace

http::Response accepted() {
  return {202, {{"Content-Type", kJson}}, "{\"status\":\"OK\"}\n"};
}

http::Response refusal(int status, std::string_view type, std::string_view message) {
  const nlohmann::ordered_json body = {
      {"errorMessage", message},
      {"errorType",    type   }
  };
  const std::string text = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return {status, {{"Content-Type", kJson}}, html_escaped(text) + '\n'};
}

http::Response invalid_request_id() {
  return refusal(400, "InvalidRequestID", "Invalid request ID");
}

http::Response invalid_transition(environment::RuntimeState from, environment::RuntimeCall call) {
  return refusal(403,
                 "InvalidStateTransition",
                 fmt::format("State transition from {} to {} failed for runtime. Error: State "
                             "transition is not allowed",
                             environment::name_of(from),
                             environment::target_name_of(call)));
}

http::Response invoke_is_over() {
  return refusal(410, "InvokeTimeout", "Invoke timeout");
}

http::Response payload_too_large() {
  return refusal(
      413,
      "RequestEntityTooLarge",
      fmt::format("Exceeded maximum allowed payload size ({} bytes).", limits::kMaxSyncResponse));
}

http::Response truncated() {
  return refusal(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
}

}  // namespace lambent::runtime_api
