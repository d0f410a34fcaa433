// RawSocket: a TCP client that sends and sees exact bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace lambent::test {

namespace asio = boost::asio;

class RawSocket {
 public:
  /// Connects to 127.0.0.1 at once.  Errors: boost::system::system_error.
  RawSocket(const asio::any_io_executor& executor, std::uint16_t port);

  /// Errors of all below: boost::system::system_error.
  asio::awaitable<void> write(std::string_view bytes);
  /// Everything up to and with the first `mark`; what came behind it stays for the next read.
  asio::awaitable<std::string> read_until(std::string mark);
  asio::awaitable<std::string> read_exactly(std::size_t count);
  /// Everything until the peer closed.
  asio::awaitable<std::string> read_to_end();
  /// A response head and the body that its Content-Length announces.
  asio::awaitable<std::string> read_response();

  /// Says that nothing more will be sent.
  void shutdown_send();
  void close();
  /// Closes so that the peer sees a reset.
  void reset();

  asio::ip::tcp::socket& socket() { return socket_; }

 private:
  asio::awaitable<void> read_more();

  asio::ip::tcp::socket socket_;
  std::string unread_;
};

}  // namespace lambent::test
