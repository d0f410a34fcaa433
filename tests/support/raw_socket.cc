#include "tests/support/raw_socket.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace lambent::test {
namespace {

constexpr std::size_t kReadSize = 65'536;

std::size_t content_length_of(const std::string& head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + kName.size()));
}

}  // namespace

RawSocket::RawSocket(const asio::any_io_executor& executor, std::uint16_t port)
    : socket_(executor) {
  socket_.connect({asio::ip::address_v4::loopback(), port});
  socket_.set_option(asio::ip::tcp::no_delay(true));
}

asio::awaitable<void> RawSocket::write(std::string_view bytes) {
  co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
}

asio::awaitable<std::string> RawSocket::read_until(std::string mark) {
  std::size_t at = unread_.find(mark);
  while (at == std::string::npos) {
    co_await read_more();
    at = unread_.find(mark);
  }
  std::string text = unread_.substr(0, at + mark.size());
  unread_.erase(0, text.size());
  co_return text;
}

asio::awaitable<std::string> RawSocket::read_exactly(std::size_t count) {
  while (unread_.size() < count) {
    co_await read_more();
  }
  std::string text = unread_.substr(0, count);
  unread_.erase(0, count);
  co_return text;
}

asio::awaitable<std::string> RawSocket::read_to_end() {
  std::string chunk(kReadSize, '\0');
  for (;;) {
    const auto room = asio::buffer(chunk);
    const auto result = co_await socket_.async_read_some(room, asio::as_tuple(asio::use_awaitable));
    if (std::get<0>(result) == asio::error::eof) co_return std::exchange(unread_, {});
    if (std::get<0>(result)) throw boost::system::system_error(std::get<0>(result));
    unread_.append(chunk.data(), std::get<1>(result));
  }
}

asio::awaitable<std::string> RawSocket::read_response() {
  std::string head = co_await read_until("\r\n\r\n");
  const std::size_t length = content_length_of(head);
  const std::string body = co_await read_exactly(length);
  co_return head + body;
}

void RawSocket::shutdown_send() {
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send);
}

void RawSocket::close() {
  socket_.close();
}

void RawSocket::reset() {
  socket_.set_option(asio::socket_base::linger(true, 0));
  socket_.close();
}

asio::awaitable<void> RawSocket::read_more() {
  std::string chunk(kReadSize, '\0');
  const auto room = asio::buffer(chunk);
  const std::size_t count = co_await socket_.async_read_some(room, asio::use_awaitable);
  unread_.append(chunk.data(), count);
}

}  // namespace lambent::test
