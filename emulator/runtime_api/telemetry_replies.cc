#include "emulator/runtime_api/telemetry_replies.h"

#include <nlohmann/json.hpp>

#include "emulator/runtime_api/go_json.h"
#include "emulator/runtime_api/replies.h"

namespace lambent::runtime_api {
namespace {

using telemetry::Api;

constexpr const char* kJson = "application/json";

}  // namespace

http::Response subscribed() {
  return {200, {{"Content-Type", kJson}}, "\"OK\""};
}

http::Response subscription_closed(Api api) {
  if (api == Api::Logs) {
    return refusal(403, "Logs.SubscriptionClosed", "Logs API subscription is closed already");
  }
  return refusal(
      403, "Telemetry.SubscriptionClosed", "Telemetry API subscription is closed already");
}

// As AWS does: the type comes first here, and last in every other refusal.
http::Response invalid_subscription(Api api, std::string_view message) {
  const nlohmann::ordered_json body = {
      {"errorType",    api == Api::Logs ? "Logs.ValidationError" : "ValidationError"},
      {"errorMessage", message                                                      }
  };
  return {400, {{"Content-Type", kJson}}, go_json(body) + '\n'};
}

http::Response subscribed_elsewhere(Api api) {
  return invalid_subscription(
      api,
      api == Api::Logs
          ? "the extension has subscribed through the Telemetry API; it cannot use the Logs API too"
          : "the extension has subscribed through the Logs API; it cannot use the Telemetry API "
            "too");
}

}  // namespace lambent::runtime_api
