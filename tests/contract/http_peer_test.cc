// Peers that leave, stall or come in numbers.
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/signal.h"
#include "tests/contract/http_fixture.h"

namespace lambent::http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\n\r\n";

class HttpPeerTest : public HttpTest {
 protected:
  bool all_left() {
    return becomes_true([this] { return listener_->connections() == 0; });
  }

  /// A handler that answers once `released_`, and notes whether it did so in vain.
  void serve_waiting(ListenerOptions options = {}) {
    auto handler = [this](Exchange& exchange) -> asio::awaitable<void> {
      ++waiting_;
      while (!released_) {
        co_await changed_.wait();
      }
      left_ = exchange.peer_has_hung_up();
      const Response response;
      sent_ = co_await exchange.send(response, "late");
    };
    serve(handler, options);
  }
  void release() {
    released_ = true;
    changed_.notify();
  }

  /// A handler that waits for `released_` or the peer's leaving.
  void serve_racing() {
    auto handler = [this](Exchange& exchange) -> asio::awaitable<void> {
      ++waiting_;
      exchange.watch_peer(changed_);
      while (!released_ && !exchange.peer_has_hung_up()) {
        co_await changed_.wait();
      }
      winners_.push_back(released_ ? "work" : "gone");
      released_ = false;
      const Response response;
      co_await exchange.send(response, "raced");
    };
    serve(handler);
  }
  bool handlers_wait(int count) {
    return becomes_true([this, count] { return waiting_ == count; });
  }

  base::ManualClock clock_;
  base::Signal changed_{clock_};
  bool released_ = false;
  int waiting_ = 0;
  std::optional<bool> left_;
  std::optional<bool> sent_;
  std::vector<std::string> winners_;
};

// --- Leaving ------------------------------------------------------------------------------------

TEST_F(HttpPeerTest, KnowsAPeerThatIsThere) {
  serve_waiting();
  test::RawSocket client = connect();
  send(client, kRequest);
  ASSERT_TRUE(handlers_wait(1));

  release();

  EXPECT_EQ(response(client), ok("late"));
  EXPECT_EQ(left_, false);
  EXPECT_EQ(sent_, true);
}

TEST_F(HttpPeerTest, KnowsThatThePeerHasClosed) {
  serve_waiting();
  test::RawSocket client = connect();
  send(client, kRequest);
  ASSERT_TRUE(handlers_wait(1));

  client.close();
  settle();
  release();

  EXPECT_TRUE(all_left());
  EXPECT_EQ(left_, true);
}

TEST_F(HttpPeerTest, SendIsFalseAfterAReset) {
  serve_waiting();
  test::RawSocket client = connect();
  send(client, kRequest);
  ASSERT_TRUE(handlers_wait(1));

  client.reset();
  settle();
  release();

  EXPECT_TRUE(all_left());
  EXPECT_EQ(left_, true);
  EXPECT_EQ(sent_, false);
}

TEST_F(HttpPeerTest, AClientThatVanishesEndsItsSessionWhereverItIs) {
  serve(Echo());
  for (const std::string_view request : {
           "",
           "GET / HT",
           "GET / HTTP/1.1\r\nName: va",
           "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab",
           "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
           "GET / HTTP/1.1\r\n\r\n",
       }) {
    for (const bool by_reset : {false, true}) {
      test::RawSocket client = connect();
      send(client, request);
      EXPECT_TRUE(becomes_true([this] { return listener_->connections() == 1; }));
      settle();
      by_reset ? client.reset() : client.close();
      EXPECT_TRUE(all_left()) << request;
    }
  }
}

TEST_F(HttpPeerTest, NoticesThatThePeerIsGone) {
  serve_racing();
  for (const bool by_reset : {false, true}) {
    winners_.clear();
    waiting_ = 0;
    test::RawSocket client = connect();
    send(client, kRequest);
    ASSERT_TRUE(handlers_wait(1));

    by_reset ? client.reset() : client.close();

    EXPECT_TRUE(all_left());
    EXPECT_THAT(winners_, ::testing::ElementsAre("gone"));
  }
}

TEST_F(HttpPeerTest, NoticesAPeerThatWasGoneBeforeAnybodyLooked) {
  serve_racing();
  test::RawSocket client = connect();
  send(client, kRequest);
  client.close();

  EXPECT_TRUE(becomes_true([&] { return !winners_.empty(); }));
  EXPECT_THAT(winners_, ::testing::ElementsAre("gone"));
}

TEST_F(HttpPeerTest, AWaitingPeerIsNotGone) {
  serve_racing();
  test::RawSocket client = connect();

  for (int round = 1; round <= 3; ++round) {
    send(client, kRequest);
    ASSERT_TRUE(handlers_wait(round));
    settle();
    EXPECT_EQ(winners_.size(), static_cast<std::size_t>(round - 1));
    release();
    EXPECT_EQ(response(client), ok("raced")) << "the wait left the connection whole";
  }

  EXPECT_THAT(winners_, ::testing::Each("work"));
}

TEST_F(HttpPeerTest, APipelinedRequestIsNoFarewell) {
  serve_racing();
  test::RawSocket client = connect();
  send(client, kRequest);
  ASSERT_TRUE(handlers_wait(1));
  send(client, kRequest);
  settle();
  EXPECT_TRUE(winners_.empty());

  release();
  EXPECT_EQ(response(client), ok("raced"));
  ASSERT_TRUE(handlers_wait(2)) << "nothing of the second request was lost";
  release();
  EXPECT_EQ(response(client), ok("raced"));
}

// --- Deadlines ----------------------------------------------------------------------------------

TEST_F(HttpPeerTest, ClosesAnIdleConnectionAfterTheKeepAliveTimeout) {
  ListenerOptions options;
  options.keep_alive_timeout = 300s;
  serve(Echo(), options);
  test::RawSocket fresh = connect();
  test::RawSocket used = connect();
  send(used, kRequest);
  response(used);
  settle();

  listener_->close_overdue(in(299s));
  settle();
  EXPECT_EQ(listener_->connections(), 2U);
  listener_->close_overdue(in(300s));
  EXPECT_EQ(to_end(fresh), "");
  EXPECT_EQ(to_end(used), "");
}

TEST_F(HttpPeerTest, AHeadMustBeWholeInTimeHoweverOftenBytesCome) {
  ListenerOptions options;
  options.head_timeout = 30s;
  options.keep_alive_timeout = 300s;
  serve(Echo(), options);
  test::RawSocket client = connect();
  send(client, "GET / HTTP/1.1\r\n");
  settle();
  const base::SteadyTime limit = in(30s);
  send(client, "Name: value\r\n");
  settle();

  listener_->close_overdue(limit - 1s);
  settle();
  EXPECT_EQ(listener_->connections(), 1U);
  listener_->close_overdue(limit);
  EXPECT_EQ(to_end(client), "");
}

TEST_F(HttpPeerTest, ABodyThatStallsIsTruncated) {
  ListenerOptions options;
  options.body_idle_timeout = 60s;
  BodyEnd end = BodyEnd::Complete;
  bool sent = true;
  auto handler = [&](Exchange& exchange) -> asio::awaitable<void> {
    std::string body;
    end = co_await exchange.read_body(body, 100);
    const Response response;
    sent = co_await exchange.send(response, "");
  };
  serve(handler, options);
  test::RawSocket client = connect();
  send(client, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc");
  settle();

  listener_->close_overdue(in(59s));
  settle();
  EXPECT_EQ(end, BodyEnd::Complete) << "still waiting";
  listener_->close_overdue(in(60s));
  EXPECT_TRUE(all_left());
  EXPECT_EQ(end, BodyEnd::Truncated);
  EXPECT_FALSE(sent);
}

TEST_F(HttpPeerTest, AnAnswerNobodyReadsIsGivenUp) {
  ListenerOptions options;
  options.body_idle_timeout = 60s;
  const std::string large(20'000'000, 'x');
  std::optional<bool> sent;
  auto handler = [&](Exchange& exchange) -> asio::awaitable<void> {
    const Response head;
    sent = co_await exchange.send(head, large);
  };
  serve(handler, options);
  test::RawSocket client = connect();
  send(client, kRequest);
  settle();

  listener_->close_overdue(in(60s));

  EXPECT_TRUE(all_left());
  EXPECT_EQ(sent, false);
}

TEST_F(HttpPeerTest, AHandlerMayTakeAsLongAsItLikes) {
  serve_waiting();
  test::RawSocket client = connect();
  send(client, kRequest);
  ASSERT_TRUE(handlers_wait(1));

  listener_->close_overdue(in(100h));
  release();

  EXPECT_EQ(response(client), ok("late"));
}

TEST_F(HttpPeerTest, ZeroMeansNever) {
  ListenerOptions options;
  options.head_timeout = 0s;
  options.body_idle_timeout = 0s;
  options.keep_alive_timeout = 0s;
  serve(Echo(), options);
  test::RawSocket idle = connect();
  test::RawSocket in_head = connect();
  test::RawSocket in_body = connect();
  send(in_head, "GET / HTTP/1.1\r\n");
  send(in_body, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na");
  settle();

  listener_->close_overdue(in(100h));

  send(idle, kRequest);
  send(in_head, "\r\n");
  send(in_body, "bc");
  EXPECT_EQ(response(idle), ok("GET /? complete: "));
  EXPECT_EQ(response(in_head), ok("GET /? complete: "));
  EXPECT_EQ(response(in_body), ok("POST /? complete: abc"));
}

TEST_F(HttpPeerTest, OverdueConnectionsAreFoundWithoutHelp) {
  ListenerOptions options;
  options.keep_alive_timeout = 1s;
  serve(Echo(), options);
  test::RawSocket client = connect();

  EXPECT_EQ(to_end(client), "");
}

// --- Listeners ----------------------------------------------------------------------------------

TEST_F(HttpPeerTest, FurtherConnectionsWaitUntilOneLeaves) {
  ListenerOptions options;
  options.max_connections = 2;
  serve(Echo(), options);
  test::RawSocket first = connect();
  test::RawSocket second = connect();
  test::RawSocket third = connect();
  send(third, kRequest);
  ASSERT_TRUE(becomes_true([this] { return listener_->connections() == 2; }));
  settle();
  EXPECT_EQ(listener_->connections(), 2U);

  first.close();

  EXPECT_EQ(response(third), ok("GET /? complete: "));
  EXPECT_EQ(listener_->connections(), 2U);
}

TEST_F(HttpPeerTest, StopAcceptingLeavesSessionsAlone) {
  serve(Echo());
  test::RawSocket client = connect();
  send(client, kRequest);
  response(client);

  listener_->stop_accepting();

  EXPECT_THROW(connect(), boost::system::system_error);
  send(client, kRequest);
  EXPECT_EQ(response(client), ok("GET /? complete: "));
}

TEST_F(HttpPeerTest, StopCancelsHandlersAndClosesEverythingWithoutComplaint) {
  std::vector<std::string> lines;
  base::set_log_sink([&lines](std::string_view line) { lines.emplace_back(line); });
  serve_waiting();
  test::RawSocket idle = connect();
  test::RawSocket busy = connect();
  send(busy, kRequest);
  ASSERT_TRUE(handlers_wait(1));
  ASSERT_TRUE(becomes_true([this] { return listener_->connections() == 2; }));

  test::run(io_, listener_->stop());
  base::set_log_sink(nullptr);

  EXPECT_THAT(lines, ::testing::IsEmpty());
  EXPECT_EQ(listener_->connections(), 0U);
  EXPECT_EQ(to_end(idle), "");
  EXPECT_EQ(to_end(busy), "");
  EXPECT_FALSE(sent_.has_value());
}

TEST_F(HttpPeerTest, StopWithoutStartReturns) {
  listener_ = std::make_unique<Listener>(io_.get_executor(), ListenerOptions{}, Echo());

  test::run(io_, listener_->stop());

  EXPECT_THROW(connect(), boost::system::system_error);
}

TEST_F(HttpPeerTest, APortInUseIsNamed) {
  serve(Echo());
  ListenerOptions options;
  options.port = listener_->port();

  try {
    const Listener second(io_.get_executor(), options, Echo());
    ADD_FAILURE() << "two listeners on one port";
  } catch (const std::system_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "port " + std::to_string(options.port) + " on 127.0.0.1: Address already in use");
  }
}

TEST_F(HttpPeerTest, ListensOnANameAndOnVersion6) {
  for (const std::string host : {"localhost", "::1"}) {
    ListenerOptions options;
    options.host = host;
    const Listener listener(io_.get_executor(), options, Echo());
    EXPECT_NE(listener.port(), 0);
  }
}

// Bytes of memory this process has in use.
std::size_t resident() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t pages = 0;
  statm >> total >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(HttpPeerTest, AThousandIdleConnectionsAreCheap) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer's own memory is counted too";
#endif
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
  ListenerOptions options;
  options.max_head = 200'000;
  serve(Echo(), options);
  const std::size_t before = resident();

  // Each has had a request that needed a larger buffer, and is idle again.
  const std::string request = "POST / HTTP/1.1\r\nName: " + std::string(100'000, 'x') +
                              "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
  std::vector<test::RawSocket> clients;
  for (int i = 0; i < 1'000; ++i) {
    clients.push_back(connect());
    send(clients.back(), request);
    response(clients.back());
  }

  const std::size_t cost = resident() - before;
  RecordProperty("bytes", static_cast<int>(cost));
  EXPECT_EQ(listener_->connections(), 1'000U);
  EXPECT_LT(cost, 40U << 20U);
}

}  // namespace
}  // namespace lambent::http
