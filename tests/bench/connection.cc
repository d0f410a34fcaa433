#include "tests/bench/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace lambent::bench {
namespace {

constexpr time_t kSilenceLimit = 30;            // seconds
constexpr std::size_t kReadSize = 256 * 1'024;  // bytes; one read of a large body
constexpr std::size_t kMaxHead = 16 * 1'024;    // bytes
constexpr std::size_t kShownHead = 300;         // bytes of an unexpected answer in a message
constexpr std::string_view kEndOfHead = "\r\n\r\n";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void set_option(int socket, int level, int name, const void* value, socklen_t size) {
  if (::setsockopt(socket, level, name, value, size) != 0) fail("setsockopt");
}

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return one.size() == other.size() && ::strncasecmp(one.data(), other.data(), one.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

[[noreturn]] void refuse(std::string_view rule, std::string_view head) {
  throw std::runtime_error(
      fmt::format("answer: expected {}, found \"{}\"", rule, head.substr(0, kShownHead)));
}

}  // namespace

std::size_t content_length_of(std::string_view head) {
  if (!head.starts_with("HTTP/1.1 200 ")) refuse("status 200", head);
  std::size_t length = 0;
  bool has_length = false;
  std::string_view rest = head.substr(head.find("\r\n") + 2);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 2));
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(std::min(line.size(), colon + 1)));
    if (equal_ignoring_case(name, "Content-Length")) {
      const auto [last, error] = std::from_chars(value.data(), value.data() + value.size(), length);
      has_length = error == std::errc{} && last == value.data() + value.size();
    }
    if (equal_ignoring_case(name, "X-Amz-Function-Error")) refuse("no function error", head);
    if (equal_ignoring_case(name, "Connection") && equal_ignoring_case(value, "close")) {
      refuse("keep-alive", head);
    }
  }
  if (!has_length) refuse("a Content-Length", head);
  return length;
}

Connection::Connection(const Request& request)
    : request_(request),
      head_(fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
                        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                        request.path,
                        request.port,
                        request.body.size())),
      answer_(kReadSize, '\0') {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) fail("socket");
  const int on = 1;
  const timeval limit{kSilenceLimit, 0};
  set_option(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  set_option(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  set_option(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(request.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(socket_);
    throw std::system_error(error, std::generic_category(), "connect");
  }
}

Connection::~Connection() {
  ::close(socket_);
}

std::size_t Connection::exchange() {
  send();
  return receive();
}

void Connection::send() {
  std::string_view head = head_;
  std::string_view body = request_.body;
  while (!head.empty() || !body.empty()) {
    std::array<iovec, 2> parts{
        {{const_cast<char*>(head.data()), head.size()},
         {const_cast<char*>(body.data()), body.size()}}
    };
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t count = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("send");
    const std::size_t sent = static_cast<std::size_t>(count);
    const std::size_t of_head = std::min(sent, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(sent - of_head);
  }
}

std::size_t Connection::receive() {
  std::size_t filled = 0;
  std::size_t end = std::string_view::npos;
  while (end == std::string_view::npos) {
    if (filled >= kMaxHead) refuse(fmt::format("a head of at most {} bytes", kMaxHead), answer_);
    filled += read_some(answer_.data() + filled, answer_.size() - filled);
    end = std::string_view(answer_).substr(0, filled).find(kEndOfHead);
  }
  const std::size_t length = content_length_of(std::string_view(answer_).substr(0, end + 2));
  std::size_t come = filled - end - kEndOfHead.size();
  while (come < length)
    come += read_some(answer_.data(), std::min(answer_.size(), length - come));
  if (come > length) throw std::runtime_error("answer: longer than its Content-Length");
  return length;
}

std::size_t Connection::read_some(char* into, std::size_t size) {
  ssize_t count = -1;
  do {
    count = ::recv(socket_, into, size, 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) fail("receive");
  if (count == 0) throw std::runtime_error("answer: the connection was closed before its end");
  return static_cast<std::size_t>(count);
}

}  // namespace lambent::bench
