#include "emulator/runtime_api/replies.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/limits.h"
#include "emulator/runtime_api/go_json.h"

namespace lambent::runtime_api {
namespace {

constexpr const char* kJson = "application/json";

}  // namespace

http::Response accepted() {
  return {202, {{"Content-Type", kJson}}, "{\"status\":\"OK\"}\n"};
}

http::Response refusal(int status, std::string_view type, std::string_view message) {
  const nlohmann::ordered_json body = {
      {"errorMessage", message},
      {"errorType",    type   }
  };
  return {status, {{"Content-Type", kJson}}, go_json(body) + '\n'};
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
