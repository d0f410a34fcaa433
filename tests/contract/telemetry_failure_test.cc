// Subscribers that fail, refuse or stall, and what they learn of it; runtime-api.md §3.2.
#include <algorithm>
#include <string>
#include <vector>

#include "config/limits.h"
#include "emulator/telemetry/buffer.h"
#include "tests/contract/telemetry_fixture.h"

namespace lambent::telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class TelemetryFailure : public TelemetryTest {
 protected:
  bool come(std::size_t requests) {
    return comes_in_time([&] { return http_.requests.size() >= requests; });
  }
  static bool has_got(const HttpSubscriber& subscriber, const std::string& text) {
    return !subscriber.requests.empty() &&
           subscriber.requests.back().body.find(text) != std::string::npos;
  }

  HttpSubscriber http_{io_, clock_};
};

TEST_F(TelemetryFailure, TriesABatchAgainAfterAWait) {
  http_.status = 500;
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  ASSERT_TRUE(come(2));
  http_.status = 202;
  ASSERT_TRUE(come(3));
  advance(10s);

  EXPECT_THAT(http_.requests, SizeIs(3)) << "202 is as good as 200";
  EXPECT_GE(http_.requests[1].at - http_.requests[0].at, 100ms);
  EXPECT_GE(http_.requests[2].at - http_.requests[1].at, 200ms);
  EXPECT_LT(http_.requests[2].at - http_.requests[0].at, limits::kDeliveryLimit);
  EXPECT_EQ(http_.requests[0].body, http_.requests[2].body);
  EXPECT_THAT(losses(), IsEmpty());
}

TEST_F(TelemetryFailure, GivesABatchUpAndTellsOfItBeforeTheNext) {
  http_.status = 404;
  relay_.subscribe("tools", over_http(http_.port(), {"platform", "function"}));
  writes("lost");
  ASSERT_TRUE(come(limits::kDeliveryAttempts));
  EXPECT_THAT(losses(), IsEmpty());
  const std::string lost = http_.requests.front().body;
  http_.requests.clear();
  http_.status = 200;

  writes("found");
  ASSERT_TRUE(come(1));

  ASSERT_THAT(losses(), SizeIs(1));
  EXPECT_EQ(losses().front().name, "tools");
  EXPECT_EQ(losses().front().records, 2U) << "the subscription's own event and the line";
  EXPECT_EQ(losses().front().bytes, lost.size() - std::string("[,]").size());
  EXPECT_EQ(losses().front().reason, "could not send events: HTTP status 404");
  const std::string& body = http_.requests.front().body;
  EXPECT_THAT(body,
              AllOf(HasSubstr(R"("type":"platform.logsDropped","record":{"droppedBytes":)"),
                    HasSubstr(R"("droppedRecords":2,"reason":"could not send events: HTTP)"),
                    HasSubstr("found"),
                    Not(HasSubstr("\"lost\""))));
  EXPECT_LT(body.find("logsDropped"), body.find("found"));
}

TEST_F(TelemetryFailure, GivesANewDestinationAllItsAttempts) {
  HttpSubscriber second(io_, clock_);
  http_.status = second.status = 500;
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  ASSERT_TRUE(come(limits::kDeliveryAttempts - 1));

  relay_.subscribe("tools", over_http(second.port(), {"function"}));
  ASSERT_TRUE(comes_in_time([&] { return second.requests.size() == 2; }));
  second.status = 200;

  ASSERT_TRUE(comes_in_time([&] { return second.requests.size() == 3; }));
  EXPECT_THAT(losses(), IsEmpty());
  EXPECT_EQ(second.requests.back().body, http_.requests.front().body);
}

TEST_F(TelemetryFailure, TellsNobodyElse) {
  HttpSubscriber other(io_, clock_);
  http_.status = 500;
  relay_.subscribe("a", over_http(http_.port(), {"function"}));
  relay_.subscribe("b", over_http(other.port(), {"platform", "function"}));
  writes("lost");
  ASSERT_TRUE(come(limits::kDeliveryAttempts));
  http_.status = 200;
  writes("found");
  ASSERT_TRUE(comes_in_time([&] { return has_got(http_, "found") && has_got(other, "found"); }));
  EXPECT_THAT(http_.requests.back().body, HasSubstr("platform.logsDropped"));
  writes("later");
  ASSERT_TRUE(comes_in_time([&] { return has_got(other, "later"); }));

  for (const HttpSubscriber::Request& request : other.requests)
    EXPECT_THAT(request.body, Not(HasSubstr("platform.logsDropped")));
}

TEST_F(TelemetryFailure, OutlivesRefusedConnections) {
  TcpSubscriber tcp(io_);
  relay_.subscribe("tools", over_tcp(tcp.port(), {"function"}));
  writes("lost");
  advance(1'000ms);
  writes("found");
  // The next batch begins once the first is given up.
  ASSERT_TRUE(comes_in_time([&] { return !losses().empty(); }));

  tcp.listen();
  LineReader reader = reader_of(tcp);
  const std::string notice = test::run(io_, reader.read_until("\n"));
  const std::string found = test::run(io_, reader.read_until("\n"));

  EXPECT_THAT(notice,
              AllOf(HasSubstr(R"("type":"platform.logsDropped")"),
                    HasSubstr(R"("droppedRecords":1,"reason":"could not send events: )"
                              R"(Connection refused")")));
  EXPECT_THAT(found, HasSubstr("found"));
  EXPECT_THAT(losses(), SizeIs(1));
}

TEST_F(TelemetryFailure, ReachesASubscriberThatListensALittleLate) {
  TcpSubscriber tcp(io_);
  relay_.subscribe("tools", over_tcp(tcp.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  tcp.listen();

  LineReader reader = reader_of(tcp);

  EXPECT_THAT(test::run(io_, reader.read_until("\n")), HasSubstr("one"));
  EXPECT_THAT(losses(), IsEmpty());
}

TEST_F(TelemetryFailure, GivesASilentSubscriberItsTimeOnly) {
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("lost");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  advance(limits::kDeliveryLimit - 1ms);
  advance(0ms);
  EXPECT_THAT(http_.requests, SizeIs(1)) << "too early";
  writes("found");
  ASSERT_TRUE(comes_in_time([&] { return !losses().empty(); }, 100ms));
  EXPECT_THAT(http_.requests, SizeIs(limits::kDeliveryAttempts));

  http_.answer(true);

  ASSERT_TRUE(comes_in_time([&] { return has_got(http_, "found"); }));
  ASSERT_THAT(losses(), SizeIs(1));
  EXPECT_EQ(losses().front().reason, "could not send events: not taken within 5 s");
}

TEST_F(TelemetryFailure, KeepsABoundedAmountForWhoDoesNotRead) {
  TcpSubscriber stalled(io_);
  stalled.shrink();
  stalled.listen();
  relay_.subscribe("stalled", over_tcp(stalled.port(), {"function"}));
  relay_.subscribe("swift", over_http(http_.port(), {"function"}));
  writes("line 0 ");
  clock_.advance(1'000ms);
  LineReader reader = reader_of(stalled);

  constexpr std::size_t kLines = 200;
  constexpr std::size_t kLength = 50'000;  // 10 MB in all
  for (std::size_t i = 1; i <= kLines; ++i) {
    writes("line " + std::to_string(i) + ' ' + std::string(kLength, 'x'));
    settle();
  }
  std::size_t swift_bytes = 0;
  ASSERT_TRUE(becomes_true([&] {
    swift_bytes = 0;
    for (const HttpSubscriber::Request& request : http_.requests)
      swift_bytes += request.body.size();
    return swift_bytes > kLines * kLength - 300'000;
  })) << "the other one has got what is due";

  writes("the end");
  clock_.advance(1'000ms);
  const std::string all = test::run(io_, reader.read_until("the end\"}\n"));

  ASSERT_FALSE(losses().empty());
  std::uint64_t lost = 0;
  for (const journal::LogsDropped& loss : losses()) {
    EXPECT_EQ(loss.name, "stalled");
    EXPECT_EQ(loss.reason, kTooSlow);
    lost += loss.records;
  }
  std::size_t got = 0;
  for (std::size_t at = all.find("line "); at != std::string::npos; at = all.find("line ", at + 1))
    ++got;
  EXPECT_EQ(got + lost, kLines + 1) << "all that is missing is counted";
  EXPECT_GT(lost, kLines / 4);
  EXPECT_THAT(all, HasSubstr("line 200 ")) << "what is lost is the oldest";
}

TEST_F(TelemetryFailure, GoesOnBehindTheLastWholeLineOfABrokenConnection) {
  TcpSubscriber tcp(io_);
  tcp.shrink();
  tcp.listen();
  Subscription subscription = over_tcp(tcp.port(), {"function"});
  subscription.buffering.max_bytes = 1'048'576;
  relay_.subscribe("tools", subscription);
  // 5 MB: what the kernel takes, a batch that stays half written, and what may wait.
  for (int i = 0; i < 20; ++i) {
    writes("line " + std::to_string(i) + ' ' + std::string(250'000, 'x'));
    settle();
  }
  LineReader first = reader_of(tcp);
  LineReader second = reader_of(tcp);

  const std::string begin = test::run(io_, first.read_to_end());
  const std::string rest =
      test::run(io_, second.read_until("line 19 " + std::string(250'000, 'x')));

  const std::string whole = begin.substr(0, begin.rfind('\n') + 1);
  EXPECT_LT(whole.size(), begin.size()) << "it was cut within a line";
  const auto complete = std::count(whole.begin(), whole.end(), '\n');
  EXPECT_GT(complete, 0);
  EXPECT_TRUE(rest.starts_with(R"({"time":)"));
  EXPECT_THAT(losses(), IsEmpty());
  EXPECT_NE(rest.find("line " + std::to_string(complete) + ' '), std::string::npos);
  EXPECT_EQ(rest.find("line " + std::to_string(complete - 1) + ' '), std::string::npos);
}

}  // namespace
}  // namespace lambent::telemetry
