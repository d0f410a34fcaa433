#include <string>
#include <utility>

#include "config/limits.h"
#include "emulator/runtime_api/calls.h"
#include "emulator/runtime_api/extension_id.h"
#include "emulator/runtime_api/extension_replies.h"
#include "emulator/runtime_api/replies.h"
#include "emulator/runtime_api/telemetry_replies.h"

namespace lambent::runtime_api {
namespace {

using telemetry::Api;
using telemetry::Relay;

http::Response subscribe(const EnvironmentApi& api,
                         const std::string& id,
                         Api which,
                         std::string_view body) {
  // The environment may have been reset while the bytes came in.
  const environment::Extension* extension = api.extensions.find_id(id);
  if (extension == nullptr) return unknown_extension(id);
  auto parsed = telemetry::parse_subscription(which, body);
  if (const auto* invalid = std::get_if<telemetry::Invalid>(&parsed)) {
    return invalid_subscription(which, invalid->message);
  }
  auto& subscription = std::get<telemetry::Subscription>(parsed);
  switch (api.telemetry.subscribe(extension->name, std::move(subscription))) {
    case Relay::Outcome::Subscribed:
    case Relay::Outcome::AlreadySubscribed: break;
    case Relay::Outcome::OtherApi: return subscribed_elsewhere(which);
    case Relay::Outcome::Closed: return subscription_closed(which);
  }
  return subscribed();
}

}  // namespace

asio::awaitable<void> telemetry_subscribe(http::Exchange& exchange,
                                          const EnvironmentApi& api,
                                          Api which) {
  const auto caller = known_identifier_of(exchange.request(), api.extensions);
  if (const auto* refused = std::get_if<http::Response>(&caller)) {
    co_await exchange.send(*refused);
    co_return;
  }
  const auto& id = std::get<std::string>(caller);
  if (!api.telemetry.is_open()) {
    const http::Response refused = subscription_closed(which);
    co_await exchange.send(refused);
    co_return;
  }
  std::string body;
  const http::BodyEnd end = co_await exchange.read_body(body, limits::kMaxControlBody);
  http::Response answer;
  if (end != http::BodyEnd::Complete) {
    answer = end == http::BodyEnd::TooLarge ? payload_too_large() : truncated();
  } else {
    answer = subscribe(api, id, which, body);
  }
  co_await exchange.send(answer);
}

}  // namespace lambent::runtime_api
