#include "tests/bench/hot_path_peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace lambent::bench {
namespace {

constexpr std::size_t kLargestAnswer = 16'384;  // bytes
constexpr std::string_view kVersion = "HTTP/1.1 ";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Peer::Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) fail("socket");
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("connect");
  }
}

Peer::~Peer() {
  ::close(socket_);
}

void Peer::send(std::string_view bytes) {
  const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(bytes.size())) fail("send");
}

void Peer::expect(boost::asio::io_context& io, std::string_view status) {
  std::array<char, kLargestAnswer> buffer;
  ssize_t count = -1;
  while (count < 0) {
    io.poll();
    count = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN) fail("receive");
  }
  const std::string_view answer(buffer.data(), static_cast<std::size_t>(count));
  if (answer.starts_with(kVersion) && answer.substr(kVersion.size()).starts_with(status)) return;
  throw std::runtime_error("answer: expected status " + std::string(status) + ", found \"" +
                           std::string(answer.substr(0, answer.find('\r'))) + '"');
}

}  // namespace lambent::bench
