// LineConnection: the one connection of a TCP subscriber.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace lambent::telemetry {

namespace asio = boost::asio;

/// To 127.0.0.1; made when first needed, and anew when the subscriber has closed it.
class LineConnection {
 public:
  LineConnection(asio::any_io_executor executor, std::uint16_t port)
      : executor_(std::move(executor)), port_(port) {}

  /// Writes all of `bytes`; `written` counts what the kernel has taken, also when this fails or is
  /// cancelled.  Errors: boost::system::system_error; the connection is closed then.
  asio::awaitable<void> write(std::string_view bytes, std::size_t& written);

 private:
  asio::awaitable<void> connect();
  bool has_hung_up();

  asio::any_io_executor executor_;
  std::uint16_t port_;
  std::optional<asio::ip::tcp::socket> socket_;
};

}  // namespace lambent::telemetry
