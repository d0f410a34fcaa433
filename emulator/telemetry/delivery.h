// Delivery: hands batches to one destination, over HTTP or TCP.
#pragma once

#include <string>
#include <variant>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/http/client.h"
#include "emulator/telemetry/buffer.h"
#include "emulator/telemetry/line_connection.h"
#include "emulator/telemetry/subscription.h"

namespace lambent::telemetry {

class Delivery {
 public:
  Delivery(const asio::any_io_executor& executor, Destination destination);

  /// One attempt.  Returns "" when the subscriber has taken `batch`, else what went wrong
  /// ("Connection refused", "HTTP status 500"); never throws, and may be cancelled.  Lines that a
  /// TCP subscriber took before it failed are removed from `batch`.
  /// Source: runtime-api.md §3.2.
  asio::awaitable<std::string> attempt(Batch& batch);

 private:
  asio::awaitable<std::string> post(http::Client& client, const Batch& batch);
  asio::awaitable<std::string> write_lines(LineConnection& connection, Batch& batch);

  Destination destination_;
  std::variant<http::Client, LineConnection> connection_;
};

/// [text,text…]: the body of a request.
std::string array_of(const Batch& batch);
/// text\ntext\n…: what goes over TCP.
std::string lines_of(const Batch& batch);

}  // namespace lambent::telemetry
