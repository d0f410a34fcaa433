#include "emulator/telemetry/line_connection.h"

#include <poll.h>

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace lambent::telemetry {
namespace {

using tcp = asio::ip::tcp;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

}  // namespace

asio::awaitable<void> LineConnection::write(std::string_view bytes, std::size_t& written) {
  written = 0;
  if (socket_ && has_hung_up()) socket_.reset();
  if (!socket_) co_await connect();
  try {
    while (written < bytes.size()) {
      const asio::const_buffer rest = asio::buffer(bytes.substr(written));
      written += co_await socket_->async_write_some(rest, asio::use_awaitable);
    }
  } catch (...) {
    socket_.reset();  // it may have ended within a line
    throw;
  }
}

asio::awaitable<void> LineConnection::connect() {
  tcp::socket socket(executor_);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port_);
  const auto connected = co_await socket.async_connect(endpoint, kResult);
  if (std::get<0>(connected)) throw boost::system::system_error(std::get<0>(connected));
  socket.set_option(tcp::no_delay(true));
  socket_ = std::move(socket);
}

// Asked of the kernel, since what a subscriber may have sent, and nobody reads, hides its end.
bool LineConnection::has_hung_up() {
  pollfd peer{socket_->native_handle(), POLLRDHUP, 0};
  return ::poll(&peer, 1, 0) > 0;
}

}  // namespace lambent::telemetry
