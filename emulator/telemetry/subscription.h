// What an extension asks of the Telemetry API or the Logs API: the body of its subscription.  Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lambent::telemetry {

/// 2022-07-01 and its predecessor 2020-08-15.
enum class Api { Telemetry, Logs };

enum class Protocol { Http, Tcp };

/// Always on the environment's loopback, whatever name the subscriber used for it.
struct Destination {
  Protocol protocol = Protocol::Http;
  std::uint16_t port = 0;
  std::string target = "/";     ///< path and query; HTTP only
  std::string method = "POST";  ///< HTTP only
};

/// A batch is sent when it is full by items or bytes, or `timeout` after its first event.
struct Buffering {
  std::size_t max_items = 10'000;
  std::size_t max_bytes = 262'144;
  std::chrono::milliseconds timeout{1'000};
};

struct Subscription {
  Api api = Api::Telemetry;
  std::string schema_version;      ///< "2022-12-13"
  std::vector<std::string> types;  ///< as asked for: "platform", "function", "extension"
  Destination destination;
  Buffering buffering;

  bool wants(std::string_view type) const;
};

/// All that is wrong with a body, joined by "; ".
struct Invalid {
  std::string message;
};

/// Errors  Invalid, worded as runtime-api.md §3.1 has it where it has.
/// Source  runtime-api.md §3.1.
std::variant<Subscription, Invalid> parse_subscription(Api api, std::string_view body);

}  // namespace lambent::telemetry
