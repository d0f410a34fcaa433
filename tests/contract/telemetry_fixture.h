// TelemetryTest: a relay fed as an environment feeds it, and subscribers that listen on loopback.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/http/listener.h"
#include "emulator/journal/journal.h"
#include "emulator/telemetry/relay.h"
#include "tests/contract/http_fixture.h"

namespace lambent::telemetry {

using namespace std::chrono_literals;

/// An HTTP server that takes batches, or does not.
class HttpSubscriber {
 public:
  struct Request {
    std::string method;
    std::string target;
    std::string host;
    std::string content_type;
    std::string body;
    base::SteadyTime at{};  ///< when it had come
  };

  HttpSubscriber(asio::io_context& io, base::Clock& clock, std::uint16_t port = 0)
      : io_(io),
        clock_(clock),
        changed_(clock),
        listener_(io.get_executor(), at(port), [this](http::Exchange& e) { return serve(e); }) {
    listener_.start();
  }
  HttpSubscriber(const HttpSubscriber&) = delete;
  HttpSubscriber& operator=(const HttpSubscriber&) = delete;
  ~HttpSubscriber() { test::run(io_, listener_.stop()); }

  std::uint16_t port() const { return listener_.port(); }

  /// While false, requests are read and left without an answer.
  void answer(bool does) {
    answers_ = does;
    changed_.notify();
  }
  int status = 200;
  std::vector<Request> requests;

 private:
  static http::ListenerOptions at(std::uint16_t port) {
    http::ListenerOptions options;
    options.port = port;
    return options;
  }

  asio::awaitable<void> serve(http::Exchange& exchange) {
    Request request;
    co_await exchange.read_body(request.body, 10'000'000);
    const http::RequestHead& head = exchange.request();
    request.method = head.method;
    request.target = head.query.empty() ? head.path : head.path + '?' + head.query;
    request.host = head.headers.value_or("Host", "");
    request.content_type = head.headers.value_or("Content-Type", "");
    request.at = clock_.now();
    requests.push_back(std::move(request));
    while (!answers_)
      co_await changed_.wait();
    http::Response response;
    response.status = status;
    co_await exchange.send(response);
  }

  asio::io_context& io_;
  base::Clock& clock_;
  bool answers_ = true;
  base::Signal changed_;
  http::Listener listener_;
};

/// One connection of a TCP subscriber, which reads when the test says so.
class LineReader {
 public:
  explicit LineReader(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  /// Everything up to and with the first `mark`; what came behind it stays for the next read.
  asio::awaitable<std::string> read_until(std::string mark) {
    std::size_t searched = 0;
    std::size_t at = std::string::npos;
    for (;;) {
      at = unread_.find(mark, searched);
      if (at != std::string::npos) break;
      searched = unread_.size() < mark.size() ? 0 : unread_.size() - mark.size();
      const std::size_t count = co_await read_more();
      if (count == 0) throw std::runtime_error("the connection ended before " + mark);
    }
    std::string text = unread_.substr(0, at + mark.size());
    unread_.erase(0, text.size());
    co_return text;
  }
  asio::awaitable<std::string> read_to_end() {
    std::size_t count = 1;
    while (count > 0)
      count = co_await read_more();
    co_return std::exchange(unread_, {});
  }
  asio::ip::tcp::socket& socket() { return socket_; }

 private:
  asio::awaitable<std::size_t> read_more() {
    std::string chunk(65'536, '\0');
    const auto room = asio::buffer(chunk);
    const auto result = co_await socket_.async_read_some(room, asio::as_tuple(asio::use_awaitable));
    unread_.append(chunk.data(), std::get<1>(result));
    co_return std::get<1>(result);
  }

  asio::ip::tcp::socket socket_;
  std::string unread_;
};

/// A TCP port that is taken at once, and refuses connections until `listen`.
class TcpSubscriber {
 public:
  using tcp = asio::ip::tcp;

  explicit TcpSubscriber(asio::io_context& io) : acceptor_(io) {
    acceptor_.open(tcp::v4());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    port_ = acceptor_.local_endpoint().port();
  }

  std::uint16_t port() const { return port_; }
  /// Connections of it hold only little that is unread.
  void shrink() { acceptor_.set_option(tcp::socket::receive_buffer_size(4'096)); }
  void listen() { acceptor_.listen(); }

  asio::awaitable<void> accept(tcp::socket& into) {
    co_await acceptor_.async_accept(into, asio::use_awaitable);
  }

 private:
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
};

class TelemetryTest : public http::HttpTest {
 protected:
  using Outcome = Relay::Outcome;

  TelemetryTest() {
    journal::Source source;
    source.function = "orders";
    source.version = "$LATEST";
    source.environment = "e1";
    source_ = std::make_shared<const journal::Source>(source);
    relay_.open("e1", 0);
  }

  void TearDown() override {
    test::run(io_, relay_.stop());
    HttpTest::TearDown();
  }

  /// As an environment does it: first the journal, then the relay.
  void happens(journal::Fact fact) {
    journal_.append(source_, "the-request", std::move(fact));
    const journal::Event event = journal_.events().back();
    relay_.take(event);
  }
  void writes(std::string line) { happens(journal::FunctionLog{std::move(line)}); }

  static Subscription over_http(std::uint16_t port, std::vector<std::string> types) {
    Subscription subscription;
    subscription.schema_version = "2022-12-13";
    subscription.types = std::move(types);
    subscription.destination.port = port;
    subscription.buffering.timeout = 1'000ms;
    return subscription;
  }
  static Subscription over_tcp(std::uint16_t port, std::vector<std::string> types) {
    Subscription subscription = over_http(port, std::move(types));
    subscription.destination.protocol = Protocol::Tcp;
    return subscription;
  }

  /// The next connection that is made to `subscriber`.
  LineReader reader_of(TcpSubscriber& subscriber) {
    asio::ip::tcp::socket socket(io_);
    std::future<void> accepted = asio::co_spawn(io_, subscriber.accept(socket), asio::use_future);
    if (!comes_in_time([&] { return is_over(accepted); })) ADD_FAILURE() << "nobody connected";
    return LineReader(std::move(socket));
  }

  /// Moves the clock and lets the loop do all that is due.
  void advance(std::chrono::milliseconds step) {
    settle();
    clock_.advance(step);
    settle();
  }

  /// Lets the loop work, and the clock run on in steps while it has nothing to do, until
  /// `condition` holds.
  template <class Condition>
  [[nodiscard]] bool comes_in_time(Condition condition, std::chrono::milliseconds step = 10ms) {
    const base::SteadyTime deadline = in(30s);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      if (io_.stopped()) io_.restart();
      if (io_.run_one_for(1ms) == 0) clock_.advance(step);
    }
    return true;
  }

  /// {"time":…,"type":"function","record":"line"} of the present moment.
  std::string line(const std::string& text) const {
    return R"({"time":"2023-11-14T22:13:20.000Z","type":"function","record":")" + text + "\"}";
  }

  /// What of the journal is about dropped telemetry.
  std::vector<journal::LogsDropped> losses() const {
    std::vector<journal::LogsDropped> found;
    for (const journal::Event& event : journal_.events()) {
      if (const auto* lost = std::get_if<journal::LogsDropped>(&event.fact)) found.push_back(*lost);
    }
    return found;
  }

  std::future<void> flush(std::chrono::milliseconds limit) {
    return asio::co_spawn(io_, relay_.flush(clock_.now() + limit), asio::use_future);
  }
  static bool is_over(const std::future<void>& future) {
    return future.wait_for(0s) == std::future_status::ready;
  }

  base::ManualClock clock_;
  journal::Journal journal_{clock_};
  std::shared_ptr<const journal::Source> source_;
  Relay relay_{io_.get_executor(), clock_, journal_, [this](journal::Fact fact) {
                 happens(std::move(fact));
               }};
};

}  // namespace lambent::telemetry
