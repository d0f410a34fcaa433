#include "emulator/http/session.h"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "emulator/base/log.h"

namespace lambent::http {
namespace {

/// How much is still taken from a peer that was refused, and for how long.
constexpr std::size_t kLingerBytes = 16'777'216;
constexpr std::chrono::seconds kLingerTimeout{5};

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

}  // namespace

Session::Session(asio::ip::tcp::socket socket,
                 const ListenerOptions& options,
                 const Handler& handler,
                 Sweeper& sweeper)
    : socket_(std::move(socket)), options_(options), handler_(handler), sweeper_(sweeper) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
}

void Session::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// --- One request after another ------------------------------------------------------------------

asio::awaitable<void> Session::serve() {
  Next next = Next::Request;
  while (next == Next::Request) {
    next = co_await serve_one();
    parser_.reset();
    buffer_.shrink();
  }
  if (next == Next::CloseGently) co_await close_gently();
  close();
}

asio::awaitable<Session::Next> Session::serve_one() {
  answer_ = Answer::None;
  const bool came = co_await read_head();
  expect_nothing();
  if (!came) co_return Next::Close;
  if (parser_->refusal()) {
    const Refusal refusal = *parser_->refusal();
    co_await refuse(refusal.status, refusal.reason);
    co_return Next::CloseGently;
  }
  keep_alive_ = parser_->keeps_alive();
  body_left_ = parser_->head().content_length.value_or(0);
  chunks_left_ = parser_->head().chunked;
  owes_continue_ = parser_->expects_continue() && !body_is_read();
  co_await run_handler();
  co_return co_await finish_request();
}

// False when the connection ended first.
asio::awaitable<bool> Session::read_head() {
  expect_within(buffer_.empty() ? options_.keep_alive_timeout : options_.head_timeout);
  for (;;) {
    if (!buffer_.empty()) {
      if (!parser_) parser_.emplace(options_.max_head);
      const std::size_t used = parser_->put_head(buffer_.data());
      buffer_.consume(used);
      if (parser_->head_done() || parser_->refusal()) co_return true;
    }
    const bool is_first = !parser_;
    const bool came = co_await fill_buffer();
    if (!came) co_return false;
    if (is_first) expect_within(options_.head_timeout);
  }
}

asio::awaitable<void> Session::run_handler() {
  std::exception_ptr failure;
  try {
    co_await handler_(*this);
  } catch (...) {
    failure = std::current_exception();
  }
  *watcher_ = nullptr;
  expect_nothing();
  if (answer_ == Answer::Begun) cut_answer();
  if (!failure) co_return;
  const asio::cancellation_state stop = co_await asio::this_coro::cancellation_state;
  if (stop.cancelled() != asio::cancellation_type::none) std::rethrow_exception(failure);
  keep_alive_ = false;
  const RequestHead& head = request();
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    base::log(base::LogLevel::Error,
              "a request handler failed",
              {
                  {"method", head.method },
                  {"path",   head.path   },
                  {"error",  error.what()}
    });
  }
}

// After the handler: what the next step with this connection is.
asio::awaitable<Session::Next> Session::finish_request() {
  if (answer_ == Answer::Begun) co_return Next::Close;
  if (answer_ == Answer::None) co_await refuse(500, "internal error");
  if (!keep_alive_) co_return body_is_read() ? Next::Close : Next::CloseGently;
  if (body_is_read()) co_return Next::Request;
  const bool skipped = co_await skip_rest_of_body();
  expect_nothing();
  co_return skipped ? Next::Request : Next::CloseGently;
}

// Answers in the session's own name.
asio::awaitable<void> Session::refuse(int status, std::string reason) {
  keep_alive_ = false;
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain");
  response.body = std::move(reason);
  response.body += '\n';
  co_await Exchange::send(response);
}

// Closing while bytes are unread resets the connection, and the reset may overtake the answer.
// So: say that we are done, and let the peer finish for a while.
asio::awaitable<void> Session::close_gently() {
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  expect_within(kLingerTimeout);
  buffer_.reserve(kBodyReadSize);
  std::size_t taken = 0;
  while (taken < kLingerBytes) {
    buffer_.consume(buffer_.size());
    const bool came = co_await fill_buffer();
    if (!came) co_return;
    taken += buffer_.size();
  }
}

// --- The socket ---------------------------------------------------------------------------------

// Zero when the connection ended, whatever the reason.
asio::awaitable<std::size_t> Session::read_some(asio::mutable_buffer into) {
  const auto result = co_await socket_.async_read_some(into, kResult);
  co_return std::get<0>(result) ? 0 : std::get<1>(result);
}

asio::awaitable<bool> Session::fill_buffer() {
  const asio::mutable_buffer room = buffer_.prepare();
  const std::size_t count = co_await read_some(room);
  buffer_.commit(count);
  co_return count > 0;
}

void Session::expect_within(std::chrono::seconds limit) {
  if (limit == std::chrono::seconds::zero()) {
    expect_nothing();
    return;
  }
  deadline_ = std::chrono::steady_clock::now() + limit;
  sweeper_.wake();
}

}  // namespace lambent::http
