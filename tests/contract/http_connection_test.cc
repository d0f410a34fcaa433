// The bytes of plain requests and answers, and when a connection stays.
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/log.h"
#include "tests/contract/http_fixture.h"

namespace lambent::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

asio::awaitable<void> answer_conflict(Exchange& exchange) {
  Response response;
  response.status = 409;
  response.headers.add("Content-Type", "application/json");
  response.headers.add("X-Amzn-RequestId", "r-1");
  response.body = "{}";
  co_await exchange.send(response);
}

asio::awaitable<void> answer_no_content(Exchange& exchange) {
  Response response;
  response.status = 204;
  co_await exchange.send(response);
}

asio::awaitable<void> answer_nothing(Exchange&) {
  co_return;
}

asio::awaitable<void> fail(Exchange&) {
  throw std::runtime_error("no such shelf");
  co_return;
}

TEST_F(HttpTest, WritesStatusDateOwnHeadersLengthAndConnection) {
  serve(answer_conflict);
  test::RawSocket client = connect();

  send(client, "GET / HTTP/1.1\r\nHost: here\r\n\r\n");

  EXPECT_EQ(response(client),
            "HTTP/1.1 409 Conflict\r\nDate: <date>\r\nContent-Type: application/json\r\n"
            "X-Amzn-RequestId: r-1\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}");
}

TEST_F(HttpTest, HandsOverMethodPathQueryAndHeadersAsSent) {
  std::vector<std::string> seen;
  serve([&seen](Exchange& exchange) {
    const RequestHead& head = exchange.request();
    seen = {head.method, head.path, head.query};
    for (const auto& [name, value] : head.headers) {
      seen.push_back(name + "=" + value);
    }
    return answer_no_content(exchange);
  });
  test::RawSocket client = connect();

  send(client, "PATCH /a%2Fb//c?x=%20&y HTTP/1.1\r\nhost: h\r\nX-One:  1 \r\nx-one: 2\r\n\r\n");
  response(client);

  EXPECT_THAT(seen, ElementsAre("PATCH", "/a%2Fb//c", "x=%20&y", "host=h", "X-One=1", "x-one=2"));
}

TEST_F(HttpTest, KeepsTheConnectionFromRequestToRequest) {
  serve(Echo());
  test::RawSocket client = connect();

  for (const std::string name : {"one", "two", "three"}) {
    send(client, "POST /" + name + " HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(response(client), ok("POST /" + name + "? complete: abc"));
  }

  EXPECT_EQ(listener_->connections(), 1U);
}

TEST_F(HttpTest, AnswersPipelinedRequestsInTheirOrder) {
  serve(Echo());
  test::RawSocket client = connect();

  send(client,
       "POST /1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /"
       "GET /2 HTTP/1.1\r\n\r\n"
       "POST /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
       "GET /4 HTTP/1.1\r\n\r\n");

  EXPECT_EQ(response(client), ok("POST /1? complete: GET /"));
  EXPECT_EQ(response(client), ok("GET /2? complete: "));
  EXPECT_EQ(response(client), ok("POST /3? complete: hi"));
  EXPECT_EQ(response(client), ok("GET /4? complete: "));
}

TEST_F(HttpTest, PassesOverEmptyLinesBeforeARequest) {
  serve(Echo());
  test::RawSocket client = connect();

  send(client, "\r\n\r\nGET /a HTTP/1.1\r\n\r\n\r\n");
  EXPECT_EQ(response(client), ok("GET /a? complete: "));
  send(client, "GET /b HTTP/1.1\r\n\r\n");
  EXPECT_EQ(response(client), ok("GET /b? complete: "));
}

TEST_F(HttpTest, ClosesWhenTheClientAsksForIt) {
  serve(Echo());

  EXPECT_EQ(answer_to("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"),
            ok("GET /a? complete: ", "close"));
}

TEST_F(HttpTest, ClosesAfterARequestOfHttp10) {
  serve(Echo());

  EXPECT_EQ(answer_to("GET /a HTTP/1.0\r\n\r\n"), ok("GET /a? complete: ", "close"));
}

TEST_F(HttpTest, KeepsAnHttp10ConnectionOnRequest) {
  serve(Echo());
  test::RawSocket client = connect();

  for (const std::string name : {"one", "two"}) {
    send(client, "GET /" + name + " HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_EQ(response(client), ok("GET /" + name + "? complete: "));
  }
}

TEST_F(HttpTest, AnswersHeadWithTheLengthButNotTheBody) {
  serve(Echo());
  test::RawSocket client = connect();

  send(client, "HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nConnection: close\r\n\r\n");

  EXPECT_EQ(to_end(client),
            "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Length: 19\r\n"
            "Connection: keep-alive\r\n\r\n" +
                ok("GET /b? complete: ", "close"));
}

TEST_F(HttpTest, SendsNoLengthWith204) {
  serve(answer_no_content);
  test::RawSocket client = connect();

  send(client, "GET / HTTP/1.1\r\n\r\n");

  EXPECT_EQ(response(client),
            "HTTP/1.1 204 No Content\r\nDate: <date>\r\nConnection: keep-alive\r\n\r\n");
}

TEST_F(HttpTest, TakesATargetInAbsoluteForm) {
  serve(Echo());
  test::RawSocket client = connect();

  send(client, "GET http://here:80/a?b HTTP/1.1\r\n\r\n");
  EXPECT_EQ(response(client), ok("GET /a?b complete: "));
  send(client, "GET http://here?b HTTP/1.1\r\n\r\n");
  EXPECT_EQ(response(client), ok("GET /?b complete: "));
  send(client, "OPTIONS * HTTP/1.1\r\n\r\n");
  EXPECT_EQ(response(client), ok("OPTIONS *? complete: "));
}

constexpr std::string_view kInternalError =
    "HTTP/1.1 500 Internal Server Error\r\nDate: <date>\r\nContent-Type: text/plain\r\n"
    "Content-Length: 15\r\nConnection: close\r\n\r\ninternal error\n";

TEST_F(HttpTest, Answers500WhenTheHandlerForgets) {
  serve(answer_nothing);

  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\n\r\n"), kInternalError);
}

TEST_F(HttpTest, Answers500AndSaysWhyWhenTheHandlerThrows) {
  std::vector<std::string> lines;
  base::set_log_sink([&lines](std::string_view line) { lines.emplace_back(line); });
  serve(fail);

  const std::string answer = answer_to("GET /shelf HTTP/1.1\r\n\r\n");
  base::set_log_sink(nullptr);

  EXPECT_EQ(answer, kInternalError);
  EXPECT_THAT(lines, ElementsAre(HasSubstr("method=GET path=/shelf error=\"no such shelf\"")));
}

TEST_F(HttpTest, SendsALargeAnswerToAClientThatReadsLate) {
  const std::string large(20'000'000, 'x');
  bool sent = false;
  auto answer = [&](Exchange& exchange) -> asio::awaitable<void> {
    const Response head;
    sent = co_await exchange.send(head, large);
  };
  serve(answer);
  test::RawSocket client = connect();
  send(client, "GET / HTTP/1.1\r\n\r\n");
  settle();

  const bool sent_before_the_client_read = sent;
  const std::string got = response(client);

  EXPECT_FALSE(sent_before_the_client_read) << "the kernel takes less than that";
  EXPECT_TRUE(becomes_true([&] { return sent; }));
  EXPECT_TRUE(got == ok(large));
}

TEST_F(HttpTest, ServesOthersWhileOneSendsByteByByte) {
  serve(Echo());
  test::RawSocket slow = connect();
  test::RawSocket quick = connect();
  const std::string request = "POST /slow HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd";

  for (const char byte : request) {
    send(quick, "GET /quick HTTP/1.1\r\n\r\n");
    EXPECT_EQ(response(quick), ok("GET /quick? complete: "));
    send(slow, std::string(1, byte));
    settle();
  }

  EXPECT_EQ(response(slow), ok("POST /slow? complete: abcd"));
}

TEST_F(HttpTest, ServesOthersWhileAnAnswerIsNotRead) {
  const std::string large(20'000'000, 'x');
  auto answer = [&](Exchange& exchange) -> asio::awaitable<void> {
    const Response head;
    const bool is_large = exchange.request().path == "/large";
    const std::string_view body = is_large ? std::string_view(large) : "small";
    co_await exchange.send(head, body);
  };
  serve(answer);
  test::RawSocket stuck = connect();
  test::RawSocket quick = connect();
  send(stuck, "GET /large HTTP/1.1\r\n\r\n");
  settle();

  send(quick, "GET /quick HTTP/1.1\r\n\r\n");

  EXPECT_EQ(response(quick), ok("small"));
}

}  // namespace
}  // namespace lambent::http
