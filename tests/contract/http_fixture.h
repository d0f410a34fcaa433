// HttpTest: a listener on a loopback port, and clients that see its bytes.
#pragma once

#include <chrono>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "emulator/http/listener.h"
#include "tests/support/raw_socket.h"
#include "tests/support/run.h"

namespace lambent::http {

class HttpTest : public ::testing::Test {
 protected:
  void serve(Handler handler, ListenerOptions options = {}) {
    listener_ =
        std::make_unique<Listener>(io_.get_executor(), std::move(options), std::move(handler));
    listener_->start();
  }

  void TearDown() override {
    if (listener_) test::run(io_, listener_->stop());
  }

  test::RawSocket connect() { return {io_.get_executor(), listener_->port()}; }
  void send(test::RawSocket& client, std::string_view bytes) {
    test::run(io_, client.write(bytes));
  }
  std::string response(test::RawSocket& client) {
    return without_date(test::run(io_, client.read_response()));
  }
  std::string to_end(test::RawSocket& client) {
    return without_date(test::run(io_, client.read_to_end()));
  }
  /// Sends `bytes` on a connection of their own; what comes back until the server closes.
  std::string answer_to(std::string_view bytes) {
    test::RawSocket client = connect();
    send(client, bytes);
    return to_end(client);
  }

  /// Lets the loop work until `condition` holds.
  template <class Condition>
  [[nodiscard]] bool becomes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!condition()) {
      if (io_.stopped()) io_.restart();
      if (io_.run_one_until(deadline) == 0) return false;
    }
    return true;
  }
  /// Lets the loop do everything that is ready now.
  void settle() {
    if (io_.stopped()) io_.restart();
    while (io_.poll() > 0) {
    }
  }

  /// Every date becomes "<date>", provided that it has the form of one.
  static std::string without_date(std::string text) {
    static const std::regex form("..., .. ... .... ..:..:.. GMT\r\n");
    constexpr std::string_view kName = "\r\nDate: ";
    constexpr std::size_t kLength = 29;
    for (std::size_t at = text.find(kName); at != std::string::npos; at = text.find(kName, at)) {
      at += kName.size();
      if (std::regex_match(text.substr(at, kLength + 2), form)) text.replace(at, kLength, "<date>");
    }
    return text;
  }
  static base::SteadyTime in(std::chrono::seconds time) {
    return std::chrono::steady_clock::now() + time;
  }

  asio::io_context io_{1};
  std::unique_ptr<Listener> listener_;
};

inline std::string_view name_of(BodyEnd end) {
  switch (end) {
    case BodyEnd::Complete: return "complete";
    case BodyEnd::TooLarge: return "too large";
    case BodyEnd::Truncated: return "truncated";
  }
  return "";
}

/// Answers 200 with "METHOD path?query <how the body ended>: body".
class Echo {
 public:
  explicit Echo(std::size_t limit = 1'000'000) : limit_(limit) {}
  asio::awaitable<void> operator()(Exchange& exchange) const { return echo(exchange, limit_); }

 private:
  static asio::awaitable<void> echo(Exchange& exchange, std::size_t limit) {
    std::string body;
    const BodyEnd end = co_await exchange.read_body(body, limit);
    const RequestHead& head = exchange.request();
    Response response;
    response.status = end == BodyEnd::TooLarge ? 413 : 200;
    response.body.append(head.method).append(" ").append(head.path).append("?").append(head.query);
    response.body.append(" ").append(name_of(end)).append(": ").append(body);
    co_await exchange.send(response);
  }

  std::size_t limit_;
};

/// What a 200 of these tests looks like.
inline std::string ok(std::string_view body, std::string_view connection = "keep-alive") {
  return "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: " + std::string(connection) + "\r\n\r\n" + std::string(body);
}

}  // namespace lambent::http
