// The one door: functions by name, and what an invoke carries and brings back.
#include "invoke/service.h"

#include <cerrno>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_environment.h"
#include "tests/support/run.h"

namespace lambent::invoke {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

constexpr const char* kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

config::FunctionConfig a_function(std::string name, std::string logical_id = {}) {
  config::FunctionConfig function;
  function.name = std::move(name);
  function.logical_id = std::move(logical_id);
  return function;
}

class ServiceTest : public ::testing::Test {
 protected:
  void TearDown() override { test::run(io_, pool_.stop()); }

  std::future<Outcome> start(Invocation invocation) {
    auto outcome = asio::co_spawn(io_, service_.run(std::move(invocation)), asio::use_future);
    settle();
    return outcome;
  }
  /// Runs an invoke whose function answers at once.
  Result run(Invocation invocation) {
    environments_.on_invoke = [](test::FakeEnvironment& environment) {
      environment.finishes("{}");
    };
    auto outcome = start(std::move(invocation));
    return std::get<Result>(outcome.get());
  }
  const environment::InvokeEvent& event() { return environments_.at(1).event(); }
  void settle() {
    io_.restart();
    io_.poll();
  }
  static Invocation invocation_of(std::string function) {
    Invocation invocation;
    invocation.function = std::move(function);
    return invocation;
  }

  asio::io_context io_{1};
  base::ManualClock clock_;
  base::SeededIds ids_{1};
  test::FakeEnvironments environments_{io_.get_executor(), clock_};
  Pool pool_{
      io_.get_executor(), clock_, 600s, [this](const std::string& function, Pool::Settled settled) {
        return environments_.make(function, std::move(settled));
      }};
  Service service_{clock_, ids_, 2, pool_};
};

// --- Functions -----------------------------------------------------------------------------------

TEST_F(ServiceTest, FindsAFunctionByItsNameAndByItsLogicalId) {
  service_.add(a_function("shop-orders", "OrdersFunction"));

  ASSERT_NE(service_.find("shop-orders"), nullptr);
  EXPECT_EQ(service_.find("shop-orders")->config.name, "shop-orders");
  EXPECT_EQ(service_.find("OrdersFunction"), service_.find("shop-orders"));
  EXPECT_EQ(service_.find("orders"), nullptr);
  EXPECT_EQ(service_.find("SHOP-ORDERS"), nullptr);
  EXPECT_EQ(service_.find(""), nullptr);
}

TEST_F(ServiceTest, PrefersTheNameToALogicalId) {
  service_.add(a_function("one", "two"));
  service_.add(a_function("two", "one"));

  EXPECT_EQ(service_.find("one")->config.name, "one");
  EXPECT_EQ(service_.find("two")->config.name, "two");
}

TEST_F(ServiceTest, NeedsNoLogicalId) {
  service_.add(a_function("plain"));

  EXPECT_NE(service_.find("plain"), nullptr);
  EXPECT_EQ(service_.find(""), nullptr);
}

TEST_F(ServiceTest, ListsFunctionsByName) {
  service_.add(a_function("b"));
  service_.add(a_function("a"));
  service_.add(a_function("c"));

  std::string names;
  for (const auto& [name, function] : service_.functions())
    names += name;
  EXPECT_EQ(names, "abc");
}

TEST_F(ServiceTest, NotesWhenAFunctionCameAndGivesItARevision) {
  clock_.advance(5s);
  service_.add(a_function("a"));
  service_.add(a_function("b"));

  EXPECT_EQ(service_.find("a")->last_modified, clock_.wall_now());
  EXPECT_THAT(service_.find("a")->revision_id, ::testing::ContainsRegex(kUuid));
  EXPECT_NE(service_.find("a")->revision_id, service_.find("b")->revision_id);
}

// --- What an invoke carries ----------------------------------------------------------------------

TEST_F(ServiceTest, HandsTheInvocationToTheEnvironment) {
  service_.add(a_function("f"));
  Invocation invocation = invocation_of("f");
  invocation.invoked_arn = "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST";
  invocation.payload = "[1, 2]";
  invocation.request_id = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";
  invocation.client_context = R"({"custom":{}})";
  invocation.cognito_identity = R"({"cognitoIdentityId":"i"})";
  invocation.tenant_id = "blue";
  invocation.log_tail = true;

  const Result result = run(invocation);

  EXPECT_EQ(event().request_id, invocation.request_id);
  EXPECT_EQ(event().invoked_arn, invocation.invoked_arn);
  EXPECT_EQ(event().payload, "[1, 2]") << "bytes pass untouched";
  EXPECT_EQ(event().client_context, invocation.client_context);
  EXPECT_EQ(event().cognito_identity, invocation.cognito_identity);
  EXPECT_EQ(event().tenant_id, "blue");
  EXPECT_TRUE(environments_.at(1).log_tail());
  EXPECT_EQ(result.request_id, invocation.request_id);
}

TEST_F(ServiceTest, TurnsAnEmptyPayloadIntoAnEmptyObject) {
  service_.add(a_function("f"));

  run(invocation_of("f"));

  EXPECT_EQ(event().payload, "{}");
}

TEST_F(ServiceTest, MakesARequestIdWhereTheCallerChoseNone) {
  service_.add(a_function("f"));

  const Result result = run(invocation_of("f"));

  EXPECT_THAT(result.request_id, ::testing::ContainsRegex(kUuid));
  EXPECT_EQ(result.request_id, event().request_id);
}

TEST_F(ServiceTest, MakesAnInvocationIdThatIsNeverReused) {
  service_.add(a_function("f"));
  Invocation invocation = invocation_of("f");
  invocation.request_id = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";

  run(invocation);
  const std::string first = event().invocation_id;
  run(invocation);

  EXPECT_THAT(first, ::testing::ContainsRegex(kUuid));
  EXPECT_NE(first, event().invocation_id) << "not even for the same request id";
  EXPECT_NE(first, invocation.request_id);
}

TEST_F(ServiceTest, SendsTheTraceHeaderBothWays) {
  service_.add(a_function("f"));
  Invocation invocation = invocation_of("f");
  invocation.trace_header = "Root=1-669f2d13-c6867523289ee374e75f22bf;Sampled=1";

  const Result result = run(invocation);

  EXPECT_THAT(event().trace_header, StartsWith("Root=1-669f2d13-c6867523289ee374e75f22bf;Parent="));
  EXPECT_EQ(result.trace_header, event().trace_header);
}

// --- What it brings back -------------------------------------------------------------------------

TEST_F(ServiceTest, BringsTheAnswerBack) {
  service_.add(a_function("f"));
  auto outcome = start(invocation_of("f"));

  environments_.at(1).answers(environment::InvokeResult{"oops", true, "the tail"});
  settle();

  const auto result = std::get<Result>(outcome.get());
  EXPECT_EQ(result.payload, "oops");
  EXPECT_TRUE(result.function_error);
  EXPECT_EQ(result.log_tail, "the tail");
  EXPECT_EQ(result.executed_version, "$LATEST");
}

TEST_F(ServiceTest, TellsAFailureOfOurOwnFromOneOfTheFunction) {
  service_.add(a_function("f"));
  environments_.failure = std::make_exception_ptr(
      std::system_error(EMFILE, std::generic_category(), "port 0 on 127.0.0.1"));

  auto outcome = start(invocation_of("f"));

  const auto failure = std::get<ServiceFailure>(outcome.get());
  EXPECT_EQ(failure.what, "port 0 on 127.0.0.1: Too many open files");
}

// --- Throttling ----------------------------------------------------------------------------------

bool is_throttled(std::future<Outcome>& outcome, ThrottleReason reason) {
  if (outcome.wait_for(0s) != std::future_status::ready) return false;
  const Outcome got = outcome.get();
  const auto* throttled = std::get_if<Throttled>(&got);
  return throttled != nullptr && throttled->reason == reason;
}

TEST_F(ServiceTest, ThrottlesWhenTheAccountIsFull) {
  service_.add(a_function("f"));
  service_.add(a_function("g"));
  auto one = start(invocation_of("f"));
  auto two = start(invocation_of("g"));

  auto three = start(invocation_of("f"));

  EXPECT_TRUE(is_throttled(three, ThrottleReason::AccountConcurrency));
  EXPECT_EQ(pool_.views().size(), 2U) << "nothing was started for it";
}

TEST_F(ServiceTest, GivesTheSlotBackWithTheAnswer) {
  service_.add(a_function("f"));
  auto one = start(invocation_of("f"));
  auto two = start(invocation_of("f"));
  environments_.at(1).answers("{}");
  settle();

  auto three = start(invocation_of("f"));
  EXPECT_NE(three.wait_for(0s), std::future_status::ready) << "admitted, and waits for #1";
  environments_.at(1).asks_for_more();
  settle();
  EXPECT_EQ(environments_.at(1).condition(), environment::Condition::Running);

  auto four = start(invocation_of("f"));
  EXPECT_TRUE(is_throttled(four, ThrottleReason::AccountConcurrency));
}

TEST_F(ServiceTest, GivesTheSlotBackWhenTheEnvironmentCannotBeHad) {
  service_.add(a_function("f"));
  environments_.failure =
      std::make_exception_ptr(std::system_error(EMFILE, std::generic_category()));

  for (int i = 0; i < 5; ++i) {
    auto outcome = start(invocation_of("f"));
    EXPECT_TRUE(std::holds_alternative<ServiceFailure>(outcome.get()));
  }
}

TEST_F(ServiceTest, ThrottlesAFunctionAtItsReservation) {
  config::FunctionConfig reserved = a_function("f");
  reserved.reserved_concurrency = 1;
  service_.add(reserved);
  auto one = start(invocation_of("f"));

  auto two = start(invocation_of("f"));

  EXPECT_TRUE(is_throttled(two, ThrottleReason::ReservedFunctionConcurrency));
}

TEST_F(ServiceTest, RunsNothingOfAFunctionWithReservationZero) {
  config::FunctionConfig off = a_function("f");
  off.reserved_concurrency = 0;
  service_.add(off);

  auto outcome = start(invocation_of("f"));

  EXPECT_TRUE(is_throttled(outcome, ThrottleReason::ReservedFunctionConcurrency));
  EXPECT_THAT(environments_.diary, IsEmpty());
}

}  // namespace
}  // namespace lambent::invoke
