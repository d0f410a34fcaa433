// What reaches a subscriber, and when; runtime-api.md §3.2.
#include <string>
#include <vector>

#include "config/limits.h"
#include "tests/contract/telemetry_fixture.h"

namespace lambent::telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TelemetryDelivery : public TelemetryTest {
 protected:
  HttpSubscriber http_{io_, clock_};
};

TEST_F(TelemetryDelivery, PostsAnArrayToTheTargetOfTheUri) {
  Subscription subscription = over_http(http_.port(), {"function"});
  subscription.destination.target = "/in/box?a=b";
  relay_.subscribe("tools", subscription);
  writes("one");
  writes("two");

  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));

  const HttpSubscriber::Request& request = http_.requests.front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/in/box?a=b");
  EXPECT_EQ(request.host, "sandbox.localdomain:" + std::to_string(http_.port()));
  EXPECT_EQ(request.content_type, "application/json");
  EXPECT_EQ(request.body, "[" + line("one") + "," + line("two") + "]");
}

TEST_F(TelemetryDelivery, UsesTheMethodOfTheLogsApi) {
  Subscription subscription = over_http(http_.port(), {"function"});
  subscription.api = Api::Logs;
  subscription.schema_version = "2020-08-15";
  subscription.destination.method = "PUT";
  relay_.subscribe("tools", subscription);
  writes("one");

  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));

  EXPECT_EQ(http_.requests.front().method, "PUT");
  EXPECT_EQ(http_.requests.front().body, "[" + line("one") + "]");
}

TEST_F(TelemetryDelivery, WaitsUntilTheFirstEventIsOldEnough) {
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(999ms);
  writes("two");
  settle();
  EXPECT_THAT(http_.requests, IsEmpty());

  advance(1ms);

  EXPECT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
}

TEST_F(TelemetryDelivery, SendsAtOnceWhenABatchHasItsItems) {
  Subscription subscription = over_http(http_.port(), {"function"});
  subscription.buffering.max_items = 1'000;
  relay_.subscribe("tools", subscription);
  for (int i = 0; i < 1'500; ++i)
    writes("x");

  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  settle();

  EXPECT_EQ(http_.requests.front().body.size(), 1'000 * (line("x").size() + 1) + 1);
  EXPECT_THAT(http_.requests, SizeIs(1)) << "the other 500 are not due";
}

TEST_F(TelemetryDelivery, SendsAtOnceWhenABatchHasItsBytes) {
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes(std::string(200'000, 'a'));
  writes(std::string(200'000, 'b'));

  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));

  EXPECT_GT(http_.requests.front().body.size(), 400'000U);
}

TEST_F(TelemetryDelivery, NeverHasTwoBatchesOut) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  writes("two");
  advance(1'000ms);
  EXPECT_THAT(http_.requests, SizeIs(1));

  http_.answer(true);

  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 2; }));
  EXPECT_EQ(http_.requests[1].body,
            R"([{"time":"2023-11-14T22:13:21.000Z","type":"function","record":"two"}])");
}

TEST_F(TelemetryDelivery, GivesEachSubscriberItsTypesInOrder) {
  HttpSubscriber other(io_, clock_);
  relay_.subscribe("a", over_http(http_.port(), {"function"}));
  relay_.subscribe("b", over_http(other.port(), {"extension", "function"}));
  writes("one");
  happens(journal::ExtensionLog{"a", "two"});
  writes("three");

  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() + other.requests.size() == 2; }));

  const std::string two =
      R"({"time":"2023-11-14T22:13:20.000Z","type":"extension","record":"two"})";
  EXPECT_EQ(http_.requests.front().body, "[" + line("one") + "," + line("three") + "]");
  EXPECT_EQ(other.requests.front().body, "[" + line("one") + "," + two + "," + line("three") + "]");
}

TEST_F(TelemetryDelivery, WritesALineForEachEventOnOneTcpConnection) {
  TcpSubscriber tcp(io_);
  tcp.listen();
  relay_.subscribe("tools", over_tcp(tcp.port(), {"function"}));
  writes("one");
  writes("two");
  advance(1'000ms);
  LineReader reader = reader_of(tcp);
  EXPECT_EQ(test::run(io_, reader.read_until("two\"}\n")), line("one") + '\n' + line("two") + '\n');

  writes("three");
  advance(1'000ms);

  EXPECT_THAT(test::run(io_, reader.read_until("\n")), ::testing::HasSubstr("three"));
}

TEST_F(TelemetryDelivery, ConnectsAnewWhenATcpSubscriberHadHungUp) {
  TcpSubscriber tcp(io_);
  tcp.listen();
  relay_.subscribe("tools", over_tcp(tcp.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  {
    LineReader reader = reader_of(tcp);
    reader.socket().write_some(asio::buffer("what a subscriber says is ignored"));
    test::run(io_, reader.read_until("\n"));
  }
  writes("two");
  advance(1'000ms);

  LineReader reader = reader_of(tcp);

  EXPECT_THAT(test::run(io_, reader.read_until("\n")), ::testing::HasSubstr("two"));
}

TEST_F(TelemetryDelivery, SendsNothingWhilePaused) {
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  relay_.pause();
  advance(10s);
  EXPECT_THAT(http_.requests, IsEmpty());

  relay_.resume();

  EXPECT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
}

TEST_F(TelemetryDelivery, BeginsPausedWhenTheEnvironmentIsFrozen) {
  relay_.pause();
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(10s);
  EXPECT_THAT(http_.requests, IsEmpty());
}

TEST_F(TelemetryDelivery, HasNoTimeLimitWhilePaused) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  advance(limits::kDeliveryLimit - 2 * limits::kFirstRetryDelay);
  relay_.pause();
  advance(1h);
  relay_.resume();
  advance(limits::kFirstRetryDelay);
  EXPECT_THAT(http_.requests, SizeIs(1)) << "some time is left";

  advance(limits::kFirstRetryDelay);
  advance(limits::kFirstRetryDelay);

  EXPECT_TRUE(becomes_true([&] { return http_.requests.size() == 2; })) << "it is tried again";
}

TEST_F(TelemetryDelivery, TakesTheAnswerThatCameThroughAPause) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  relay_.pause();
  advance(1h);
  http_.answer(true);
  settle();
  relay_.resume();
  writes("two");
  advance(1'000ms);

  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 2; }));
  EXPECT_THAT(http_.requests[1].body, ::testing::HasSubstr("two"));
  EXPECT_THAT(losses(), IsEmpty());
}

TEST_F(TelemetryDelivery, FlushSendsWhatWaitsAtOnce) {
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");

  test::run(io_, relay_.flush(clock_.now() + 1s));

  ASSERT_THAT(http_.requests, SizeIs(1));
  EXPECT_EQ(http_.requests.front().body, "[" + line("one") + "]");
}

TEST_F(TelemetryDelivery, FlushWaitsForTheBatchThatIsOut) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  std::future<void> flushed = flush(1s);
  settle();
  EXPECT_FALSE(is_over(flushed));

  http_.answer(true);

  EXPECT_TRUE(becomes_true([&] { return is_over(flushed); }));
}

TEST_F(TelemetryDelivery, FlushEndsAtItsDeadline) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  std::future<void> flushed = flush(1s);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  advance(999ms);
  EXPECT_FALSE(is_over(flushed));

  advance(1ms);

  EXPECT_TRUE(becomes_true([&] { return is_over(flushed); }));
}

TEST_F(TelemetryDelivery, FlushHasNothingToDoWithoutEventsOrSubscribers) {
  test::run(io_, relay_.flush(clock_.now() + 1s));
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  test::run(io_, relay_.flush(clock_.now() + 1s));
  EXPECT_THAT(http_.requests, IsEmpty());
}

TEST_F(TelemetryDelivery, StopsThoughABatchIsOut) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));

  test::run(io_, relay_.stop());

  EXPECT_FALSE(relay_.has_subscribers());
  writes("two");
  EXPECT_EQ(relay_.subscribe("tools", over_http(http_.port(), {"function"})), Outcome::Closed);
}

}  // namespace
}  // namespace lambent::telemetry
