// The answers to a subscription.  Pure.
#pragma once

#include <string_view>

#include "emulator/http/message.h"
#include "emulator/telemetry/subscription.h"

namespace lambent::runtime_api {

/// 200 "OK".  Source: runtime-api.md §3.1.
http::Response subscribed();
/// 403: the init is over.
http::Response subscription_closed(telemetry::Api api);
/// 400 ValidationError; Logs.ValidationError on the Logs API.
http::Response invalid_subscription(telemetry::Api api, std::string_view message);
/// The same for who has subscribed through the other API.
http::Response subscribed_elsewhere(telemetry::Api api);

}  // namespace lambent::runtime_api
