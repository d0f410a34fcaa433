// Who may subscribe, what a newcomer is given, and what a reset leaves; runtime-api.md §3.1, §3.5.
#include <string>
#include <vector>

#include "tests/contract/telemetry_fixture.h"

namespace lambent::telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class TelemetryRelay : public TelemetryTest {
 protected:
  void shut_down() {
    happens(journal::ShutdownStart{});
    happens(journal::ShutdownReport{});
  }
  void begin_again() { relay_.open("e1", journal_.last_id()); }

  /// The types in the latest request of `subscriber`, in order.
  static std::vector<std::string> types_of(const HttpSubscriber& subscriber) {
    std::vector<std::string> types;
    const std::string& body = subscriber.requests.back().body;
    const std::string name = R"("type":")";
    for (std::size_t at = body.find(name); at != std::string::npos; at = body.find(name, at)) {
      at += name.size();
      types.push_back(body.substr(at, body.find('"', at) - at));
    }
    return types;
  }
  void flush_now() { test::run(io_, relay_.flush(clock_.now() + 1s)); }

  HttpSubscriber http_{io_, clock_};
};

TEST_F(TelemetryRelay, GivesANewcomerWhatHappenedBefore) {
  happens(journal::InitStart{});
  writes("imported");
  EXPECT_FALSE(relay_.has_subscribers());

  EXPECT_EQ(relay_.subscribe("tools", over_http(http_.port(), {"function", "platform"})),
            Outcome::Subscribed);
  EXPECT_TRUE(relay_.has_subscribers());
  happens(journal::InitRuntimeDone{});
  flush_now();

  EXPECT_THAT(types_of(http_),
              ElementsAre("platform.initStart",
                          "function",
                          "platform.telemetrySubscription",
                          "platform.initRuntimeDone"));
  EXPECT_THAT(
      http_.requests.front().body,
      HasSubstr(R"({"name":"tools","state":"Subscribed","types":["function","platform"]})"));
}

TEST_F(TelemetryRelay, GivesANewcomerNothingOfOthersOrOfBefore) {
  writes("an earlier init");
  journal::Source other = *source_;
  other.environment = "e2";
  relay_.open("e1", journal_.last_id());
  journal_.append(
      std::make_shared<const journal::Source>(other), "", journal::FunctionLog{"elsewhere"});
  writes("here");

  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  flush_now();

  EXPECT_EQ(http_.requests.front().body, "[" + line("here") + "]");
}

TEST_F(TelemetryRelay, TellsEverySubscriberOfPlatformOfTheOthers) {
  HttpSubscriber second(io_, clock_);
  relay_.subscribe("a", over_http(http_.port(), {"platform"}));
  relay_.subscribe("b", over_http(second.port(), {"platform"}));
  flush_now();

  for (const HttpSubscriber* subscriber : {&http_, &second}) {
    const std::string& body = subscriber->requests.back().body;
    ASSERT_THAT(body, HasSubstr(R"("name":"a")"));
    ASSERT_THAT(body, HasSubstr(R"("name":"b")"));
    EXPECT_LT(body.find(R"("name":"a")"), body.find(R"("name":"b")"));
  }
}

TEST_F(TelemetryRelay, TellsOfALogsSubscriptionInItsOwnWords) {
  Subscription logs = over_http(http_.port(), {"platform"});
  logs.api = Api::Logs;
  logs.schema_version = "2020-08-15";
  relay_.subscribe("tools", logs);
  flush_now();

  EXPECT_THAT(types_of(http_), ElementsAre("platform.logsSubscription"));
}

TEST_F(TelemetryRelay, RefusesWhoComesAfterTheInit) {
  relay_.close();
  EXPECT_EQ(relay_.subscribe("tools", over_http(http_.port(), {"platform"})), Outcome::Closed);
  EXPECT_FALSE(relay_.has_subscribers());
  EXPECT_EQ(journal_.last_id(), 0U);
}

TEST_F(TelemetryRelay, RefusesTheOtherApi) {
  Subscription logs = over_http(http_.port(), {"platform"});
  logs.api = Api::Logs;
  relay_.subscribe("tools", over_http(http_.port(), {"platform"}));
  const std::uint64_t told = journal_.last_id();

  EXPECT_EQ(relay_.subscribe("tools", logs), Outcome::OtherApi);
  EXPECT_EQ(relay_.subscribe("others", logs), Outcome::Subscribed);
  EXPECT_EQ(journal_.last_id(), told + 1);
}

TEST_F(TelemetryRelay, ReplacesTheDestinationOfWhoComesAgain) {
  HttpSubscriber second(io_, clock_);
  happens(journal::InitStart{});
  relay_.subscribe("tools", over_http(http_.port(), {"platform"}));
  EXPECT_EQ(relay_.subscribe("tools", over_http(second.port(), {"platform"})),
            Outcome::AlreadySubscribed);
  flush_now();

  EXPECT_THAT(http_.requests, IsEmpty());
  EXPECT_THAT(
      types_of(second),
      ElementsAre(
          "platform.initStart", "platform.telemetrySubscription", "platform.telemetrySubscription"))
      << "nothing twice";
  EXPECT_THAT(second.requests.front().body, HasSubstr(R"("state":"Already subscribed")"));
}

TEST_F(TelemetryRelay, KeepsWhatWasNotDeliveredForTheNextInit) {
  HttpSubscriber second(io_, clock_);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  flush_now();
  writes("two");
  shut_down();
  writes("three");
  advance(1h);
  test::run(io_, relay_.flush(clock_.now() + 1s));
  EXPECT_THAT(http_.requests, SizeIs(1)) << "nobody is there";

  begin_again();
  advance(1h);
  EXPECT_THAT(http_.requests, SizeIs(1)) << "it has not subscribed yet";
  EXPECT_EQ(relay_.subscribe("tools", over_http(second.port(), {"function"})),
            Outcome::AlreadySubscribed);
  writes("four");
  flush_now();

  std::string all;
  for (const HttpSubscriber::Request& request : second.requests)
    all += request.body;
  EXPECT_THAT(all, Not(HasSubstr("\"one\"")));
  ASSERT_THAT(all, HasSubstr("\"two\""));
  ASSERT_THAT(all, HasSubstr("\"three\""));
  EXPECT_LT(all.find("\"two\""), all.find("\"three\""));
  EXPECT_LT(all.find("\"three\""), all.find("\"four\""));
  EXPECT_THAT(http_.requests, SizeIs(1));
  EXPECT_THAT(losses(), IsEmpty());
}

TEST_F(TelemetryRelay, SendsNothingInANewInitToWhoHasNotSubscribedInIt) {
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  begin_again();
  advance(10s);
  EXPECT_THAT(http_.requests, IsEmpty());

  relay_.subscribe("tools", over_http(http_.port(), {"function"}));

  EXPECT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
}

TEST_F(TelemetryRelay, SendsABatchThatWasOutAtTheResetToTheNewDestination) {
  HttpSubscriber second(io_, clock_);
  http_.answer(false);
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  writes("one");
  advance(1'000ms);
  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  shut_down();
  settle();
  begin_again();

  relay_.subscribe("tools", over_http(second.port(), {"function"}));

  ASSERT_TRUE(becomes_true([&] { return second.requests.size() == 1; }));
  EXPECT_EQ(second.requests.front().body, "[" + line("one") + "]");
}

TEST_F(TelemetryRelay, ChangesTypesAndBufferingOfWhoComesAgain) {
  relay_.subscribe("tools", over_http(http_.port(), {"function"}));
  Subscription other = over_http(http_.port(), {"extension"});
  other.buffering.timeout = 25ms;
  relay_.subscribe("tools", other);
  writes("one");
  happens(journal::ExtensionLog{"tools", "two"});

  advance(25ms);

  ASSERT_TRUE(becomes_true([&] { return http_.requests.size() == 1; }));
  EXPECT_THAT(types_of(http_), ElementsAre("extension"));
}

TEST_F(TelemetryRelay, NamesInAFaultTheFirstProcessThatLeft) {
  Subscription logs = over_http(http_.port(), {"platform"});
  logs.api = Api::Logs;
  logs.schema_version = "2020-08-15";
  relay_.subscribe("tools", logs);
  const auto report = [] {
    journal::Report fact;
    fact.status = journal::Status::Error;
    fact.error_type = "Runtime.ExitError";
    return fact;
  };
  happens(journal::EnvironmentExited{7, "Runtime.ExitError", "exit status 1"});
  happens(journal::ExtensionExited{"tools", 8, "signal: killed"});
  happens(report());
  flush_now();
  EXPECT_THAT(http_.requests.back().body,
              HasSubstr(R"("RequestId: the-request Error: exit status 1\nRuntime.ExitError\n")"));

  happens(journal::ExtensionExited{"tools", 8, "signal: killed"});
  happens(journal::InitStart{});
  happens(report());
  flush_now();
  EXPECT_THAT(
      http_.requests.back().body,
      HasSubstr(R"("RequestId: the-request Error: Runtime.ExitError\nRuntime.ExitError\n")"))
      << "what left before this init is not its cause";
}

}  // namespace
}  // namespace lambent::telemetry
