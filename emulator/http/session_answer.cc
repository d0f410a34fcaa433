// The third of Session that sends answers.
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <string>
#include <string_view>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "emulator/base/check.h"
#include "emulator/http/response_head.h"
#include "emulator/http/session.h"

namespace lambent::http {
namespace {

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

/// A stream's peer may pause as long as it likes: on this machine a dead one closes its socket.
constexpr std::chrono::seconds kForEver{0};

using Parts = std::array<asio::const_buffer, 3>;

void consume(Parts& parts, std::size_t count) {
  for (asio::const_buffer& part : parts) {
    const std::size_t taken = std::min(count, part.size());
    part += taken;
    count -= taken;
  }
}

// The current date in the form of the header, made once a second.
std::string_view date_now() {
  thread_local std::time_t second = -1;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != second) {
    second = now;
    text = format_date(now);
  }
  return text;
}

}  // namespace

asio::awaitable<bool> Session::send(const Response& response, std::string_view body) {
  LAMBENT_CHECK(answer_ == Answer::None, "a handler sends exactly one answer");
  answer_ = Answer::Sent;
  if (!rest_is_worth_reading()) keep_alive_ = false;
  const std::string head = render_head(response, body.size(), keep_alive_, date_now());
  if (wants_no_body(response)) body = {};
  const bool written = co_await write(head, body, "", options_.body_idle_timeout);
  expect_nothing();
  if (!written) keep_alive_ = false;
  co_return written;
}

asio::awaitable<bool> Session::send_head(const Response& response) {
  LAMBENT_CHECK(answer_ == Answer::None, "a handler sends exactly one answer");
  answer_ = Answer::Begun;
  pieces_ = parser_->understands_chunks() ? Pieces::Chunked : Pieces::Bare;
  if (!rest_is_worth_reading() || pieces_ == Pieces::Bare) keep_alive_ = false;
  const bool chunked = pieces_ == Pieces::Chunked;
  const std::string head = render_stream_head(response, chunked, keep_alive_, date_now());
  if (wants_no_body(response)) pieces_ = Pieces::LeftOut;
  const bool was_gone = peer_has_hung_up();
  const bool written = co_await write(head, "", "", options_.body_idle_timeout);
  expect_nothing();
  co_return written && !was_gone;
}

asio::awaitable<bool> Session::send_piece(std::string_view piece) {
  LAMBENT_CHECK(answer_ == Answer::Begun, "pieces stand between the head and the end");
  if (peer_has_hung_up()) co_return false;
  // A chunk of no bytes would be the end.
  if (piece.empty() || pieces_ == Pieces::LeftOut) co_return true;
  if (pieces_ == Pieces::Bare) co_return co_await write(piece, "", "", kForEver);
  const std::string size = fmt::format("{:x}\r\n", piece.size());
  co_return co_await write(size, piece, "\r\n", kForEver);
}

asio::awaitable<bool> Session::send_end() {
  LAMBENT_CHECK(answer_ == Answer::Begun, "an answer in pieces ends once");
  const bool was_gone = peer_has_hung_up();
  const std::string_view end = pieces_ == Pieces::Chunked ? "0\r\n\r\n" : "";
  const bool written = co_await write(end, "", "", kForEver);
  answer_ = Answer::Sent;
  if (!written || was_gone) keep_alive_ = false;
  co_return written && !was_gone;
}

// A chunked answer is cut by closing before its last chunk; where closing is the end, by a reset.
void Session::cut_answer() {
  keep_alive_ = false;
  if (pieces_ != Pieces::Bare) return;
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
}

bool Session::wants_no_body(const Response& response) const {
  return status_forbids_body(response.status) || (parser_ && parser_->head().method == "HEAD");
}

// The wait is never cancelled: what ends it is the next request, which is read behind it.
void Session::watch_peer(base::Signal& changed) {
  *watcher_ = &changed;
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     [watcher = watcher_](const boost::system::error_code&) {
                       if (*watcher != nullptr) (*watcher)->notify();
                     });
}

// `patience`: for the peer's taking of any byte; zero: for ever.
asio::awaitable<bool> Session::write(std::string_view head,
                                     std::string_view body,
                                     std::string_view tail,
                                     std::chrono::seconds patience) {
  Parts parts{asio::buffer(head), asio::buffer(body), asio::buffer(tail)};
  // The kernel takes most answers whole: those need no turn of the event loop.
  boost::system::error_code error;
  consume(parts, socket_.write_some(parts, error));
  if (error && error != asio::error::would_block) co_return false;
  while (asio::buffer_size(parts) > 0) {
    expect_within(patience);
    const auto result = co_await socket_.async_write_some(parts, kResult);
    if (std::get<0>(result)) co_return false;
    consume(parts, std::get<1>(result));
  }
  co_return true;
}

bool Session::peer_has_hung_up() {
  char byte = 0;
  const ssize_t count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count == 0) return true;
  return count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
}

}  // namespace lambent::http
