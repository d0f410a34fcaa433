// Our client against our server.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/http/client.h"
#include "tests/contract/http_fixture.h"

namespace lambent::http {
namespace {

class HttpClientTest : public HttpTest {
 protected:
  Client client() { return {io_.get_executor(), "127.0.0.1", listener_->port()}; }
  Response request(Client& client,
                   std::string_view method,
                   std::string_view target,
                   const Headers& headers = {},
                   std::string_view body = {}) {
    return test::run(io_, client.request(method, target, headers, body));
  }
};

TEST_F(HttpClientTest, SendsABodyAndReadsTheAnswer) {
  serve(Echo());
  Client client = this->client();

  const Response response = request(client, "POST", "/a?b", {}, "hello");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "POST /a?b complete: hello");
  EXPECT_EQ(response.headers.value_or("connection", ""), "keep-alive");
}

TEST_F(HttpClientTest, UsesOneConnectionForManyRequests) {
  serve(Echo());
  Client client = this->client();

  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(request(client, "GET", "/").status, 200);
  }

  EXPECT_EQ(listener_->connections(), 1U);
  EXPECT_TRUE(client.is_connected());
}

TEST_F(HttpClientTest, ConnectsAgainAfterTheServerClosed) {
  serve(Echo());
  Client client = this->client();
  request(client, "GET", "/");
  listener_->close_overdue(in(std::chrono::hours{1}));
  ASSERT_TRUE(becomes_true([this] { return listener_->connections() == 0; }));

  EXPECT_EQ(request(client, "GET", "/").status, 200);
}

TEST_F(HttpClientTest, LeavesAConnectionThatTheServerWillClose) {
  serve(Echo());
  Client client = this->client();
  const Headers headers{
      {"Connection", "close"}
  };

  EXPECT_EQ(request(client, "GET", "/", headers).status, 200);

  EXPECT_FALSE(client.is_connected());
}

TEST_F(HttpClientTest, PassesOverContinueAndReadsNoBodyAfterHead) {
  serve(Echo());
  Client client = this->client();
  const Headers headers{
      {"Expect", "100-continue"}
  };

  EXPECT_EQ(request(client, "POST", "/", headers, "abc").body, "POST /? complete: abc");
  EXPECT_EQ(request(client, "HEAD", "/").body, "");
  EXPECT_EQ(request(client, "GET", "/").body, "GET /? complete: ");
}

TEST_F(HttpClientTest, CarriesALargeBodyBothWays) {
  serve(Echo(10'000'000));
  Client client = this->client();
  const std::string body(8'500'000, 'x');

  EXPECT_TRUE(request(client, "POST", "/", {}, body).body == "POST /? complete: " + body);
}

TEST_F(HttpClientTest, SaysThatNobodyListens) {
  serve(Echo());
  Client client = this->client();
  listener_->stop_accepting();

  EXPECT_THROW(request(client, "GET", "/"), boost::system::system_error);
}

}  // namespace
}  // namespace lambent::http
