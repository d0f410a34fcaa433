// Answers in pieces: their bytes, their readers, and what becomes of those that are not ended.
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/signal.h"
#include "emulator/http/client.h"
#include "tests/contract/http_fixture.h"

namespace lambent::http {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view kHead =
    "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Type: text/plain\r\n"
    "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n";

Response plain() {
  Response response;
  response.headers = {
      {"Content-Type", "text/plain"}
  };
  response.body = "ignored";
  return response;
}

class HttpStreamTest : public HttpTest {
 protected:
  /// Each answer is these pieces; what `send_…` said is kept.
  void serve_pieces(std::vector<std::string> pieces, bool with_end = true) {
    auto handler = [this, pieces, with_end](Exchange& exchange) -> asio::awaitable<void> {
      const Response head = plain();
      const bool begun = co_await exchange.send_head(head);
      sent_.push_back(begun);
      for (const std::string& piece : pieces) {
        const bool sent = co_await exchange.send_piece(piece);
        sent_.push_back(sent);
      }
      if (!with_end) co_return;
      const bool ended = co_await exchange.send_end();
      sent_.push_back(ended);
    };
    serve(std::move(handler));
  }

  /// Sends a piece each time the test calls `go`, until one is refused.
  void serve_on_demand(std::string piece) {
    auto handler = [this, piece](Exchange& exchange) -> asio::awaitable<void> {
      const Response head = plain();
      bool there = co_await exchange.send_head(head);
      while (there) {
        sent_.push_back(true);
        co_await go_.wait();
        there = co_await exchange.send_piece(piece);
      }
      sent_.push_back(false);
    };
    serve(std::move(handler));
  }
  void go() {
    go_.notify();
    settle();
  }

  bool all_left() {
    return becomes_true([this] { return listener_->connections() == 0; });
  }

  base::ManualClock clock_;
  base::Signal go_{clock_};
  std::vector<bool> sent_;
};

// --- Bytes --------------------------------------------------------------------------------------

TEST_F(HttpStreamTest, IsChunkedPieceByPieceAndKeepsTheConnection) {
  serve_pieces({"hello", "", std::string(26, 'x')});
  test::RawSocket client = connect();

  for (int i = 0; i < 2; ++i) {
    send(client, kRequest);
    const std::string answer = without_date(test::run(io_, client.read_until("\r\n0\r\n\r\n")));
    EXPECT_EQ(answer,
              std::string(kHead) + "5\r\nhello\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
  }
  EXPECT_THAT(sent_, ElementsAre(true, true, true, true, true, true, true, true, true, true));
}

TEST_F(HttpStreamTest, MayHaveNoPieceAtAll) {
  serve_pieces({});
  test::RawSocket client = connect();

  send(client, kRequest);

  EXPECT_EQ(without_date(test::run(io_, client.read_until("\r\n0\r\n\r\n"))),
            std::string(kHead) + "0\r\n\r\n");
}

TEST_F(HttpStreamTest, ReachesTheClientBeforeItsEnd) {
  serve_on_demand("now");
  test::RawSocket client = connect();
  send(client, kRequest);

  EXPECT_EQ(without_date(test::run(io_, client.read_until("\r\n\r\n"))), kHead);
  for (int i = 0; i < 3; ++i) {
    go();
    EXPECT_EQ(test::run(io_, client.read_exactly(8)), "3\r\nnow\r\n");
  }
}

TEST_F(HttpStreamTest, IsBareUntilTheCloseForHttp10) {
  serve_pieces({"hello ", "world"});

  EXPECT_EQ(answer_to("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
            "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Type: text/plain\r\n"
            "Connection: close\r\n\r\nhello world");
}

TEST_F(HttpStreamTest, IsOnlyTheHeadForHead) {
  serve_pieces({"hello"});
  test::RawSocket client = connect();

  for (int i = 0; i < 2; ++i) {
    send(client, "HEAD / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(without_date(test::run(io_, client.read_until("\r\n\r\n"))), kHead);
  }
}

TEST_F(HttpStreamTest, ClosesWhenTheClientAskedForIt) {
  serve_pieces({"a"});

  EXPECT_THAT(answer_to("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              ::testing::EndsWith("Connection: close\r\n\r\n1\r\na\r\n0\r\n\r\n"));
}

TEST_F(HttpStreamTest, SkipsABodyThatTheHandlerLeftUnread) {
  serve_pieces({"a"});
  test::RawSocket client = connect();

  send(client, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" + std::string(kRequest));

  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(without_date(test::run(io_, client.read_until("\r\n0\r\n\r\n"))),
              std::string(kHead) + "1\r\na\r\n0\r\n\r\n");
  }
}

// --- Not ended ----------------------------------------------------------------------------------

TEST_F(HttpStreamTest, ThatIsNotEndedIsCutBeforeItsLastChunk) {
  serve_pieces({"hello"}, false);

  EXPECT_EQ(answer_to(kRequest), std::string(kHead) + "5\r\nhello\r\n");
}

TEST_F(HttpStreamTest, ThatIsNotEndedIsCutByAResetForHttp10) {
  serve_pieces({"hello"}, false);

  EXPECT_THROW(answer_to("GET / HTTP/1.0\r\n\r\n"), boost::system::system_error);
}

TEST_F(HttpStreamTest, OfAHandlerThatThrowsIsCut) {
  std::vector<std::string> lines;
  base::set_log_sink([&lines](std::string_view line) { lines.emplace_back(line); });
  auto handler = [](Exchange& exchange) -> asio::awaitable<void> {
    const Response head = plain();
    co_await exchange.send_head(head);
    throw std::runtime_error("in the middle");
  };
  serve(std::move(handler));

  EXPECT_EQ(answer_to(kRequest), kHead);
  base::set_log_sink(nullptr);
  EXPECT_THAT(lines, ElementsAre(::testing::HasSubstr("in the middle")));
}

TEST_F(HttpStreamTest, EndsWithTheListener) {
  serve_on_demand("now");
  test::RawSocket client = connect();
  send(client, kRequest);
  test::run(io_, client.read_until("\r\n\r\n"));

  test::run(io_, listener_->stop());

  EXPECT_EQ(listener_->connections(), 0U);
  EXPECT_EQ(to_end(client), "");
}

// --- Readers ------------------------------------------------------------------------------------

TEST_F(HttpStreamTest, NoticesAPeerThatLeftInTheMiddle) {
  for (const bool by_reset : {false, true}) {
    sent_.clear();
    if (!listener_) serve_on_demand("now");
    test::RawSocket client = connect();
    send(client, kRequest);
    test::run(io_, client.read_until("\r\n\r\n"));
    go();
    test::run(io_, client.read_exactly(8));

    by_reset ? client.reset() : client.close();
    go();

    EXPECT_TRUE(all_left());
    EXPECT_THAT(sent_, ElementsAre(true, true, false)) << by_reset;
  }
}

TEST_F(HttpStreamTest, WaitsForASlowReaderWithOnePieceInHand) {
  constexpr std::size_t kPiece = 1'000'000;
  constexpr int kPieces = 64;
  auto handler = [this](Exchange& exchange) -> asio::awaitable<void> {
    const std::string piece(kPiece, 'x');
    const Response head = plain();
    co_await exchange.send_head(head);
    for (int i = 0; i < kPieces; ++i) {
      const bool sent = co_await exchange.send_piece(piece);
      sent_.push_back(sent);
    }
    co_await exchange.send_end();
  };
  serve(std::move(handler));
  test::RawSocket client = connect();
  send(client, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  ASSERT_TRUE(becomes_true([this] { return !sent_.empty(); }));

  settle();
  listener_->close_overdue(in(std::chrono::hours{24}));
  settle();

  // What the kernel holds is far less than the whole; a pause of any length costs nobody the
  // stream.
  EXPECT_LT(sent_.size(), kPieces / 2);
  const std::string rest = to_end(client);
  EXPECT_GT(rest.size(), kPieces * kPiece);
  EXPECT_TRUE(rest.ends_with("\r\n0\r\n\r\n"));
  EXPECT_EQ(sent_.size(), kPieces);
}

TEST_F(HttpStreamTest, NoticesASlowReaderWhoLeaves) {
  auto handler = [this](Exchange& exchange) -> asio::awaitable<void> {
    const std::string piece(1'000'000, 'x');
    const Response head = plain();
    bool there = co_await exchange.send_head(head);
    while (there) {
      there = co_await exchange.send_piece(piece);
      sent_.push_back(there);
    }
  };
  serve(std::move(handler));
  test::RawSocket client = connect();
  send(client, kRequest);
  ASSERT_TRUE(becomes_true([this] { return !sent_.empty(); }));
  settle();
  ASSERT_TRUE(sent_.back());

  client.close();

  EXPECT_TRUE(all_left());
  EXPECT_FALSE(sent_.back());
}

// --- Our client ---------------------------------------------------------------------------------

class HttpStreamClientTest : public HttpStreamTest {
 protected:
  Client client() { return {io_.get_executor(), "127.0.0.1", listener_->port()}; }
  Client::Take keep() {
    return [this](std::string_view part) {
      parts_.emplace_back(part);
      return parts_.size() < wanted_;
    };
  }
  std::string all() const {
    std::string text;
    for (const std::string& part : parts_)
      text += part;
    return text;
  }

  const Headers no_headers_;  // a spawned stream looks at them later
  std::vector<std::string> parts_;
  std::size_t wanted_ = 1'000'000;
};

TEST_F(HttpStreamClientTest, HandsOverTheBodyAndKeepsTheConnection) {
  serve_pieces({"hello ", "world"});
  Client client = this->client();

  for (int i = 0; i < 2; ++i) {
    parts_.clear();
    const Response response = test::run(io_, client.stream("/", {}, keep()));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.headers.value_or("Content-Type", ""), "text/plain");
    EXPECT_EQ(all(), "hello world");
  }
  EXPECT_TRUE(client.is_connected());
}

TEST_F(HttpStreamClientTest, HandsOverEachPieceAsItComes) {
  serve_on_demand("now");
  Client client = this->client();
  wanted_ = 3;
  auto reading = asio::co_spawn(io_, client.stream("/", no_headers_, keep()), asio::use_future);
  ASSERT_TRUE(becomes_true([this] { return !sent_.empty(); }));

  for (std::size_t count = 1; count <= 3; ++count) {
    go();
    EXPECT_TRUE(becomes_true([&] { return parts_.size() == count; }));
  }

  settle();
  EXPECT_EQ(reading.get().status, 200) << "enough is enough";
  EXPECT_FALSE(client.is_connected());
}

TEST_F(HttpStreamClientTest, ReturnsAnotherAnswerWhole) {
  auto handler = [](Exchange& exchange) -> asio::awaitable<void> {
    Response response;
    response.status = 404;
    response.body = "no such thing";
    co_await exchange.send(response);
  };
  serve(std::move(handler));
  Client client = this->client();

  const Response response = test::run(io_, client.stream("/", {}, keep()));

  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "no such thing");
  EXPECT_TRUE(parts_.empty());
}

TEST_F(HttpStreamClientTest, SaysThatTheBodyWasCut) {
  serve_pieces({"hello"}, false);
  Client client = this->client();

  EXPECT_THROW(test::run(io_, client.stream("/", {}, keep())), boost::system::system_error);

  EXPECT_EQ(all(), "hello");
}

TEST_F(HttpStreamClientTest, EndsWhenItIsClosed) {
  serve_on_demand("now");
  Client client = this->client();
  auto reading = asio::co_spawn(io_, client.stream("/", no_headers_, keep()), asio::use_future);
  ASSERT_TRUE(becomes_true([this] { return !sent_.empty(); }));

  client.close();

  settle();
  EXPECT_THROW(reading.get(), boost::system::system_error);
}

TEST_F(HttpStreamClientTest, ReadsWhateverWayTheWireCutsIt) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  asio::ip::tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
  for (std::size_t cut = 1; cut < answer.size(); ++cut) {
    parts_.clear();
    Client client(io_.get_executor(), "127.0.0.1", acceptor.local_endpoint().port());
    auto reading = asio::co_spawn(io_, client.stream("/", no_headers_, keep()), asio::use_future);
    settle();
    asio::ip::tcp::socket server = acceptor.accept();
    server.set_option(asio::ip::tcp::no_delay(true));
    asio::write(server, asio::buffer(answer.data(), cut));
    settle();
    asio::write(server, asio::buffer(answer.data() + cut, answer.size() - cut));
    ASSERT_TRUE(becomes_true([&] {
      return reading.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
    })) << cut;
    EXPECT_EQ(reading.get().status, 200) << cut;
    EXPECT_EQ(all(), "abcde") << cut;
  }
}

}  // namespace
}  // namespace lambent::http
