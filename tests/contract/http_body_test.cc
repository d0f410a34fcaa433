// Request bodies: framings, limits, `Expect`, and what happens to a body nobody read.
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/http_fixture.h"

namespace lambent::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kChunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string sized(std::size_t length) {
  return "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

/// Answers 200 "unread" at once.
asio::awaitable<void> answer_without_reading(Exchange& exchange) {
  Response response;
  response.body = "unread";
  co_await exchange.send(response);
}

class HttpBodyTest : public HttpTest {
 protected:
  /// The answer on a connection that stays open for a second request, or "closed: …".
  std::string answer_and_next(std::string_view request) {
    test::RawSocket client = connect();
    send(client, request);
    std::string answer = response(client);
    if (answer.find("Connection: close") != std::string::npos) {
      return "closed: " + answer + to_end(client);
    }
    send(client, "GET /next HTTP/1.1\r\n\r\n");
    EXPECT_THAT(response(client), StartsWith("HTTP/1.1 200 OK"));
    return answer;
  }
};

TEST_F(HttpBodyTest, ReadsChunksWithExtensions) {
  serve(Echo());

  const std::string request(kChunked);

  EXPECT_EQ(answer_and_next(request + "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"),
            ok("POST /? complete: abc0123456789"));
  EXPECT_EQ(answer_and_next(request + "0\r\n\r\n"), ok("POST /? complete: "));
}

TEST_F(HttpBodyTest, ReadsChunksThatComeByteByByte) {
  serve(Echo());
  test::RawSocket client = connect();
  const std::string request = std::string(kChunked) + "3\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n";

  for (const char byte : request) {
    send(client, std::string(1, byte));
    settle();
  }

  EXPECT_EQ(response(client), ok("POST /? complete: abcde"));
}

TEST_F(HttpBodyTest, HandsOverTrailersApartFromHeaders) {
  std::string type;
  bool is_a_header = true;
  auto handler = [&](Exchange& exchange) -> asio::awaitable<void> {
    std::string body;
    co_await exchange.read_body(body, 100);
    type = exchange.request().trailers.value_or("lambda-runtime-function-error-type", "");
    is_a_header = exchange.request().headers.find("Lambda-Runtime-Function-Error-Type").has_value();
    const Response response;
    co_await exchange.send(response);
  };
  serve(handler);

  test::RawSocket client = connect();
  send(client,
       std::string(kChunked) +
           "1\r\na\r\n0\r\nLambda-Runtime-Function-Error-Type: Runtime.Oops\r\n\r\n");
  response(client);
  EXPECT_EQ(type, "Runtime.Oops");
  EXPECT_FALSE(is_a_header);
}

TEST_F(HttpBodyTest, ReadsALargeBodyWithoutSpareCopies) {
  constexpr std::size_t kSize = 6'291'456;
  std::string body;
  BodyEnd end = BodyEnd::Truncated;
  auto handler = [&](Exchange& exchange) -> asio::awaitable<void> {
    end = co_await exchange.read_body(body, kSize);
    const Response response;
    co_await exchange.send(response);
  };
  serve(handler);
  test::RawSocket client = connect();
  std::string sent(kSize, 'x');
  sent.front() = 'a';
  sent.back() = 'z';

  send(client, sized(kSize) + sent);
  response(client);

  EXPECT_EQ(end, BodyEnd::Complete);
  EXPECT_TRUE(body == sent);
  EXPECT_GE(body.capacity(), kSize + 64) << "room for a parser's padding";
  EXPECT_LE(body.capacity(), kSize + 4'096) << "and no more";
}

TEST_F(HttpBodyTest, ALimitIsInclusive) {
  serve(Echo(10));

  EXPECT_EQ(answer_and_next(sized(10) + "0123456789"), ok("POST /? complete: 0123456789"));
  EXPECT_EQ(answer_and_next(std::string(kChunked) + "6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n"),
            ok("POST /? complete: 0123456789"));
}

constexpr std::string_view kTooLarge =
    "closed: HTTP/1.1 413 Payload Too Large\r\nDate: <date>\r\nContent-Length: 19\r\n"
    "Connection: close\r\n\r\nPOST /? too large: ";

TEST_F(HttpBodyTest, OneByteMoreThanTheLimitIsTooLargeAndCloses) {
  serve(Echo(10));
  // The client closes only after the server: nothing is reset.
  EXPECT_EQ(answer_and_next(sized(11) + "0123456789a"), kTooLarge);
  EXPECT_EQ(answer_and_next(std::string(kChunked) + "6\r\n012345\r\n5\r\n6789a\r\n0\r\n\r\n"),
            kTooLarge);
  EXPECT_EQ(answer_and_next(std::string(kChunked) + "FFFFFFFFFFFFFFFF\r\n"), kTooLarge);
}

TEST_F(HttpBodyTest, AClientThatSendsEverythingFirstStillSeesTheRefusal) {
  serve(Echo(10));
  test::RawSocket client = connect();
  const std::string body(12'000'000, 'x');

  send(client, sized(body.size()) + body);

  EXPECT_EQ("closed: " + to_end(client), kTooLarge);
}

TEST_F(HttpBodyTest, AClientThatNeverStopsSendingIsCutOff) {
  serve(Echo(10));
  test::RawSocket client = connect();
  const std::string piece(1'000'000, 'x');
  send(client, sized(1'000'000'000));

  std::size_t sent = 0;
  try {
    while (sent < 1'000'000'000) {
      send(client, piece);
      sent += piece.size();
    }
  } catch (const boost::system::system_error&) {
  }

  EXPECT_GT(sent, 10'000'000U);
  EXPECT_LT(sent, 40'000'000U);
  EXPECT_TRUE(becomes_true([&] { return listener_->connections() == 0; }));
}

TEST_F(HttpBodyTest, AClientThatStaysAfterTheRefusalIsClosedAfterFiveSeconds) {
  serve(Echo(10));
  test::RawSocket client = connect();
  send(client, sized(100));
  response(client);
  settle();

  listener_->close_overdue(in(std::chrono::seconds{4}));
  settle();
  EXPECT_EQ(listener_->connections(), 1U);
  listener_->close_overdue(in(std::chrono::seconds{5}));
  settle();
  EXPECT_EQ(listener_->connections(), 0U);
}

// --- Expect: 100-continue -----------------------------------------------------------------------

std::string expecting(std::size_t length, std::string_view version = "1.1") {
  return "POST / HTTP/" + std::string(version) + "\r\nContent-Length: " + std::to_string(length) +
         "\r\nExpect: 100-Continue\r\n\r\n";
}

TEST_F(HttpBodyTest, SaysContinueWhenTheHandlerReads) {
  serve(Echo());
  test::RawSocket client = connect();

  send(client, expecting(3));
  EXPECT_EQ(test::run(io_, client.read_until("\r\n\r\n")), "HTTP/1.1 100 Continue\r\n\r\n");
  send(client, "abc");
  EXPECT_EQ(response(client), ok("POST /? complete: abc"));
}

TEST_F(HttpBodyTest, DoesNotSayContinueWhenTheHandlerDoesNotRead) {
  serve(answer_without_reading);
  test::RawSocket client = connect();

  send(client, expecting(3));

  EXPECT_EQ(to_end(client), ok("unread", "close")) << "the body may come or not: close";
}

TEST_F(HttpBodyTest, DoesNotSayContinueToABodyThatIsTooLarge) {
  serve(Echo(10));
  test::RawSocket client = connect();

  send(client, expecting(11));

  EXPECT_EQ("closed: " + to_end(client), kTooLarge);
}

TEST_F(HttpBodyTest, DoesNotSayContinueWhenTheBodyIsHereAlready) {
  serve(Echo());
  test::RawSocket client = connect();

  send(client, expecting(3) + "abc");

  EXPECT_EQ(response(client), ok("POST /? complete: abc"));
}

TEST_F(HttpBodyTest, DoesNotSayContinueToHttp10OrWithoutABody) {
  serve(Echo());
  test::RawSocket old = connect();
  send(old, expecting(3, "1.0"));
  settle();
  send(old, "abc");
  EXPECT_EQ(to_end(old), ok("POST /? complete: abc", "close"));

  test::RawSocket empty = connect();
  send(empty, expecting(0));
  EXPECT_EQ(response(empty), ok("POST /? complete: "));
}

// --- Truncated ----------------------------------------------------------------------------------

TEST_F(HttpBodyTest, ABodyCutShortIsTruncated) {
  serve(Echo());
  for (const std::string& request : {
           sized(5) + "abcd",
           sized(5),
           std::string(kChunked),
           std::string(kChunked) + "4\r\nabc",
           std::string(kChunked) + "4\r\nabcd\r\n",
           std::string(kChunked) + "4\r\nabcd\r\n0\r\n",
           std::string(kChunked) + "4\r\nabcd\r\n0\r\nTrailer: x\r\n",
       }) {
    test::RawSocket client = connect();
    send(client, request);
    client.shutdown_send();
    EXPECT_EQ(to_end(client), ok("POST /? truncated: ", "close")) << request;
  }
}

TEST_F(HttpBodyTest, BrokenChunksAreTruncated) {
  serve(Echo());
  for (const std::string_view chunks : {
           "x\r\nabc\r\n0\r\n\r\n",
           "\r\nabc\r\n0\r\n\r\n",
           "-1\r\n\r\n",
           "3\r\nabcd\r\n0\r\n\r\n",
           "3\nabc\r\n0\r\n\r\n",
           "3 abc\r\n0\r\n\r\n",
           "11111111111111111\r\n",
           "0\r\nContent-Length: 4\r\n\r\n",
           "0\r\nbroken trailer\r\n\r\n",
       }) {
    EXPECT_EQ(answer_to(std::string(kChunked) + std::string(chunks)),
              ok("POST /? truncated: ", "close"))
        << chunks;
  }
}

TEST_F(HttpBodyTest, AnEndlessChunkLineOrTrailerIsTruncated) {
  ListenerOptions options;
  options.max_head = 1'000;
  serve(Echo(), options);
  const std::string filling(200'000, 'x');

  EXPECT_EQ(answer_to(std::string(kChunked) + "1;" + filling), ok("POST /? truncated: ", "close"));
  EXPECT_EQ(answer_to(std::string(kChunked) + "0\r\nName: " + filling),
            ok("POST /? truncated: ", "close"));
}

// --- Bodies nobody read -------------------------------------------------------------------------

TEST_F(HttpBodyTest, ASmallUnreadBodyIsPassedOver) {
  serve(answer_without_reading);
  const std::string body(262'144, 'x');

  EXPECT_EQ(answer_and_next(sized(body.size()) + body), ok("unread"));
  EXPECT_EQ(answer_and_next(std::string(kChunked) + "5\r\nabcde\r\n0\r\nA: b\r\n\r\n"),
            ok("unread"));
}

TEST_F(HttpBodyTest, ALargeUnreadBodyClosesTheConnection) {
  serve(answer_without_reading);
  const std::string body(262'145, 'x');

  EXPECT_EQ(answer_and_next(sized(body.size()) + body), "closed: " + ok("unread", "close"));
}

TEST_F(HttpBodyTest, ALargeUnreadChunkedBodyClosesTheConnection) {
  serve(answer_without_reading);

  // Its size was not known when the answer went out.
  EXPECT_EQ(
      answer_to(std::string(kChunked) + "40001\r\n" + std::string(0x40001, 'x') + "\r\n0\r\n\r\n"),
      ok("unread"));
}

TEST_F(HttpBodyTest, ReadingTwiceFindsNothingTheSecondTime) {
  std::string second = "untouched";
  BodyEnd end = BodyEnd::Truncated;
  auto handler = [&](Exchange& exchange) -> asio::awaitable<void> {
    std::string first;
    co_await exchange.read_body(first, 100);
    end = co_await exchange.read_body(second, 100);
    const Response response;
    co_await exchange.send(response);
  };
  serve(handler);

  answer_and_next(sized(3) + "abc");

  EXPECT_EQ(end, BodyEnd::Complete);
  EXPECT_EQ(second, "");
}

}  // namespace
}  // namespace lambent::http
