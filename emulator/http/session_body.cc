// The third of Session that reads bodies.
#include <algorithm>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>

#include "emulator/http/session.h"

namespace lambent::http {
namespace {

/// Room behind a body, so that a JSON parser which reads past the end need not move it (bytes).
constexpr std::size_t kParserPadding = 64;
/// What a handler left unread is read over up to this, to keep the connection (bytes).
constexpr std::size_t kMaxSkippedBody = 262'144;

}  // namespace

asio::awaitable<BodyEnd> Session::read_body(std::string& into, std::size_t limit) {
  into.clear();
  if (body_left_ > limit) {
    keep_alive_ = false;
    co_return BodyEnd::TooLarge;
  }
  if (body_is_read()) co_return BodyEnd::Complete;
  if (owes_continue_ && buffer_.empty()) {
    co_await write("HTTP/1.1 100 Continue\r\n\r\n", "", "", options_.body_idle_timeout);
  }
  owes_continue_ = false;
  BodyEnd end = BodyEnd::Complete;
  if (chunks_left_) {
    end = co_await read_chunks(&into, limit);
  } else {
    end = co_await read_sized(into);
  }
  expect_nothing();
  if (end != BodyEnd::Complete) {
    keep_alive_ = false;
    into.clear();
    into.shrink_to_fit();
  }
  co_return end;
}

// The body lands where it will stay.  The string is grown step by step behind the bytes that
// came, since growing it writes zeros: a client that only promises 6 MiB costs nothing.
asio::awaitable<BodyEnd> Session::read_sized(std::string& into) {
  const std::size_t total = body_left_;
  into.reserve(total + kParserPadding);
  const std::size_t at_hand = std::min(total, buffer_.size());
  into.append(buffer_.data().substr(0, at_hand));
  buffer_.consume(at_hand);
  body_left_ -= at_hand;
  while (body_left_ > 0) {
    const std::size_t got = total - body_left_;
    if (got == into.size()) into.resize(std::min(total, got + kBodyReadSize));
    expect_within(options_.body_idle_timeout);
    const asio::mutable_buffer room(into.data() + got, into.size() - got);
    const std::size_t count = co_await read_some(room);
    if (count == 0) co_return BodyEnd::Truncated;
    body_left_ -= count;
  }
  co_return BodyEnd::Complete;
}

asio::awaitable<BodyEnd> Session::read_chunks(std::string* into, std::size_t limit) {
  for (;;) {
    if (!buffer_.empty()) {
      const RequestParser::ChunksStep step = parser_->put_chunks(buffer_.data(), into, limit);
      buffer_.consume(step.used);
      switch (step.state) {
        case RequestParser::Chunks::Done: chunks_left_ = false; co_return BodyEnd::Complete;
        case RequestParser::Chunks::TooLarge: co_return BodyEnd::TooLarge;
        case RequestParser::Chunks::Broken: co_return BodyEnd::Truncated;
        case RequestParser::Chunks::NeedMore: break;
      }
    }
    // What the parser leaves is part of a chunk's header or of the trailers.
    if (buffer_.size() > options_.max_head) co_return BodyEnd::Truncated;
    buffer_.reserve(kBodyReadSize);
    expect_within(options_.body_idle_timeout);
    const bool came = co_await fill_buffer();
    if (!came) co_return BodyEnd::Truncated;
  }
}

// True when the next request is at the front of the stream.
asio::awaitable<bool> Session::skip_rest_of_body() {
  if (chunks_left_) {
    const BodyEnd end = co_await read_chunks(nullptr, kMaxSkippedBody);
    co_return end == BodyEnd::Complete;
  }
  while (body_left_ > 0) {
    if (buffer_.empty()) {
      expect_within(options_.body_idle_timeout);
      const bool came = co_await fill_buffer();
      if (!came) co_return false;
    }
    const std::size_t count = std::min(body_left_, buffer_.size());
    buffer_.consume(count);
    body_left_ -= count;
  }
  co_return true;
}

bool Session::body_is_read() const {
  return body_left_ == 0 && !chunks_left_;
}

// Decided when the answer goes out, since its head says whether the connection stays.
bool Session::rest_is_worth_reading() const {
  if (body_is_read()) return true;
  // Nobody knows whether the client will send a body it was not told to send.
  if (owes_continue_) return false;
  return body_left_ <= kMaxSkippedBody;
}

}  // namespace lambent::http
