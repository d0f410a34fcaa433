// Requests that never reach a handler.
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/http_fixture.h"

namespace lambent::http {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpRefusalTest : public HttpTest {
 protected:
  /// A server that counts the requests its handler gets.
  void serve_counting(ListenerOptions options = {}) {
    auto handler = [this](Exchange& exchange) {
      ++handled_;
      return echo_(exchange);
    };
    serve(handler, options);
  }

  void expect_refusal(std::string_view request, std::string_view status_line) {
    EXPECT_THAT(
        answer_to(request),
        AllOf(StartsWith(status_line), HasSubstr("\r\nConnection: close\r\n"), EndsWith("\n")))
        << request;
    EXPECT_EQ(handled_, 0) << request;
  }

  const Echo echo_{};
  int handled_ = 0;
};

TEST_F(HttpRefusalTest, RefusesAMalformedHead) {
  serve_counting();
  for (const std::string_view request : {
           "nonsense\r\n\r\n",
           "GET / HTTP/2.0\r\n\r\n",
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
           "GET / HTTP/1.1\n\n",
           "GET / HTTP/1.1\r\nno colon\r\n\r\n",
           "GET / HTTP/1.1\r\nName : value\r\n\r\n",
           "GET / HTTP/1.1\r\n: value\r\n\r\n",
           "GET / HTTP/1.1\r\nName: a\x01z\r\n\r\n",
           "GET  / HTTP/1.1\r\n\r\n",
           "GET /a b HTTP/1.1\r\n\r\n",
           "GET relative HTTP/1.1\r\n\r\n",
           "G(T / HTTP/1.1\r\n\r\n",
           "\x16\x03\x01\x02\x01\x01\x01",
       }) {
    expect_refusal(request, "HTTP/1.1 400 Bad Request\r\n");
  }
}

TEST_F(HttpRefusalTest, SaysWhyItRefused) {
  serve_counting();

  EXPECT_EQ(answer_to("GET / HTTP/3.1\r\n\r\n"),
            "HTTP/1.1 400 Bad Request\r\nDate: <date>\r\nContent-Type: text/plain\r\n"
            "Content-Length: 26\r\nConnection: close\r\n\r\nrequest head: bad version\n");
}

TEST_F(HttpRefusalTest, RefusesFramingThatCouldBeReadInTwoWays) {
  serve_counting();
  for (const std::string_view headers : {
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
           "Content-Length: 3\r\nContent-Length: 4\r\n",
           "Content-Length: 3, 4\r\n",
           "Content-Length: 3,\r\n",
           "Content-Length: \r\n",
           "Content-Length: -3\r\n",
           "Content-Length: +3\r\n",
           "Content-Length: 0x3\r\n",
           "Content-Length: 3 3\r\n",
           "Content-Length: 99999999999999999999\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Content-Length: 3\r\nTransfer-Encoding: identity\r\n",
       }) {
    expect_refusal("POST / HTTP/1.1\r\n" + std::string(headers) + "\r\nabc",
                   "HTTP/1.1 400 Bad Request\r\n");
  }
}

TEST_F(HttpRefusalTest, RefusesTransferEncodingInHttp10) {
  serve_counting();

  expect_refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 "HTTP/1.1 400 Bad Request\r\n");
}

TEST_F(HttpRefusalTest, RefusesEveryTransferCodingButChunked) {
  serve_counting();
  for (const std::string_view coding :
       {"gzip", "identity", "gzip, chunked", "chunked, gzip", "chunked;q=1", "xchunked", ""}) {
    expect_refusal("POST / HTTP/1.1\r\nTransfer-Encoding: " + std::string(coding) + "\r\n\r\n",
                   "HTTP/1.1 501 Not Implemented\r\n");
  }
}

TEST_F(HttpRefusalTest, TakesTheSameLengthTwice) {
  serve_counting();
  test::RawSocket client = connect();

  send(client, "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc");

  EXPECT_EQ(response(client), ok("POST /? complete: abc"));
}

constexpr std::string_view kTooLargeHead = "HTTP/1.1 431 Request Header Fields Too Large\r\n";

TEST_F(HttpRefusalTest, TheLimitOfTheHeadIsInclusive) {
  const std::string start = "GET / HTTP/1.1\r\nName: ";
  ListenerOptions options;
  options.max_head = 1'000;
  serve_counting(options);
  const std::string filling(1'000 - start.size() - 4, 'x');

  expect_refusal(start + filling + "x\r\n\r\n", kTooLargeHead);
  test::RawSocket client = connect();
  send(client, start + filling + "\r\n\r\n");
  EXPECT_EQ(response(client), ok("GET /? complete: "));
}

TEST_F(HttpRefusalTest, AHeadWithoutEndIsTooLarge) {
  ListenerOptions options;
  options.max_head = 1'000;
  serve_counting(options);

  expect_refusal("GET /" + std::string(2'000, 'x'), kTooLargeHead);
  expect_refusal("GET / HTTP/1.1\r\nName: " + std::string(200'000, 'x'), kTooLargeHead);
}

TEST_F(HttpRefusalTest, ManySmallLinesAddUp) {
  ListenerOptions options;
  options.max_head = 1'000;
  serve_counting(options);
  test::RawSocket client = connect();
  send(client, "GET / HTTP/1.1\r\n");

  for (int line = 0; line < 100; ++line) {
    settle();  // each line is read, and taken, on its own
    send(client, "A: 4567890\r\n");
  }

  EXPECT_THAT(to_end(client), StartsWith(kTooLargeHead));
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpRefusalTest, TakesAHeadOfAMebibyteWhereThatIsTheLimit) {
  ListenerOptions options;
  options.max_head = limits::kMaxRuntimeHead;
  serve_counting(options);
  test::RawSocket client = connect();

  send(client, "GET / HTTP/1.1\r\nX-Ray-Cause: " + std::string(1'048'576, 'x') + "\r\n\r\n");

  EXPECT_EQ(response(client), ok("GET /? complete: "));
}

}  // namespace
}  // namespace lambent::http
