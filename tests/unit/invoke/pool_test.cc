// Which environment serves, when one is started, and when one goes.
#include "invoke/pool.h"

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"
#include "tests/support/fake_environment.h"
#include "tests/support/run.h"

namespace lambent::invoke {
namespace {

using namespace std::chrono_literals;
using environment::InvokeResult;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kRetirement = 600s;

class PoolTest : public ::testing::Test {
 protected:
  PoolTest() { pool_.start(); }
  void TearDown() override {
    if (!stopped_) test::run(io_, pool_.stop());
  }

  std::future<InvokeResult> invoke(std::string request_id, std::string function = "f") {
    environment::InvokeEvent event;
    event.request_id = std::move(request_id);
    auto result = asio::co_spawn(
        io_, pool_.run(std::move(function), std::move(event), false), asio::use_future);
    settle();
    return result;
  }
  std::future<std::size_t> reset() {
    auto count = asio::co_spawn(io_, pool_.reset(), asio::use_future);
    settle();
    return count;
  }
  std::future<void> stop() {
    stopped_ = true;
    auto stopped = asio::co_spawn(io_, pool_.stop(), asio::use_future);
    settle();
    return stopped;
  }
  /// The environment that was made as the `number`th.
  test::FakeEnvironment& environment(std::size_t number) { return environments_.at(number); }
  void answers(std::size_t number, std::string payload = "{}") {
    environment(number).answers(std::move(payload));
    settle();
  }
  void asks_for_more(std::size_t number) {
    environment(number).asks_for_more();
    settle();
  }
  void finishes(std::size_t number) {
    answers(number);
    asks_for_more(number);
  }
  void advance(std::chrono::microseconds step) {
    clock_.advance(step);
    settle();
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  /// What happened since the last call.
  std::vector<std::string> news() { return std::exchange(environments_.diary, {}); }
  template <class T>
  static bool is_there(const std::future<T>& future) {
    return future.wait_for(0s) == std::future_status::ready;
  }

  asio::io_context io_{1};
  base::ManualClock clock_;
  test::FakeEnvironments environments_{io_.get_executor(), clock_};
  Pool pool_{io_.get_executor(),
             clock_,
             kRetirement,
             [this](const std::string& function, Pool::Settled settled) {
               return environments_.make(function, std::move(settled));
             }};
  bool stopped_ = false;
};

// --- Which one serves ----------------------------------------------------------------------------

TEST_F(PoolTest, StartsAnEnvironmentForTheFirstInvoke) {
  auto result = invoke("a");
  EXPECT_THAT(news(), ElementsAre("f#1 start", "f#1 invoke a"));
  EXPECT_FALSE(is_there(result));

  answers(1, "{\"x\":1}");

  ASSERT_TRUE(is_there(result)) << "before the runtime asks for more";
  EXPECT_EQ(result.get().payload, "{\"x\":1}");
}

TEST_F(PoolTest, HandsEventAndLogTailOn) {
  environment::InvokeEvent event;
  event.request_id = "a";
  event.payload = "[1]";
  auto result = asio::co_spawn(io_, pool_.run("f", event, true), asio::use_future);
  settle();

  EXPECT_EQ(environment(1).event().payload, "[1]");
  EXPECT_TRUE(environment(1).log_tail());
  environment(1).answers(InvokeResult{"no", true, "tail"});
  settle();

  const InvokeResult got = result.get();
  EXPECT_EQ(got.payload, "no");
  EXPECT_TRUE(got.function_error);
  EXPECT_EQ(got.log_tail, "tail");
}

TEST_F(PoolTest, ReusesAnIdleOne) {
  invoke("a");
  finishes(1);
  news();

  invoke("b");

  EXPECT_THAT(news(), ElementsAre("f#1 invoke b"));
}

TEST_F(PoolTest, StartsAnotherWhileAllAreBusy) {
  invoke("a");
  news();

  invoke("b");

  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b"));
}

TEST_F(PoolTest, SharesNothingBetweenFunctions) {
  invoke("a", "f");
  finishes(1);
  news();

  invoke("b", "g");

  EXPECT_THAT(news(), ElementsAre("g#2 start", "g#2 invoke b"));
}

TEST_F(PoolTest, PrefersTheMostRecentlyUsed) {
  invoke("a");
  invoke("b");
  invoke("c");
  finishes(2);
  finishes(3);
  finishes(1);
  news();

  invoke("d");
  invoke("e");
  invoke("g");
  EXPECT_THAT(news(), ElementsAre("f#1 invoke d", "f#3 invoke e", "f#2 invoke g"));
}

// --- Waiting for one that is nearly free ---------------------------------------------------------

TEST_F(PoolTest, WaitsForOneThatIsFinishing) {
  invoke("a");
  answers(1);
  news();

  invoke("b");
  EXPECT_THAT(news(), IsEmpty());
  advance(limits::kReuseGrace - 1us);
  EXPECT_THAT(news(), IsEmpty());
  asks_for_more(1);

  EXPECT_THAT(news(), ElementsAre("f#1 invoke b"));
}

TEST_F(PoolTest, StartsAnotherWhenTheFinishingOneTakesTooLong) {
  invoke("a");
  answers(1);
  invoke("b");
  news();

  advance(limits::kReuseGrace - 1us);
  EXPECT_THAT(news(), IsEmpty());
  advance(1us);

  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b"));
}

TEST_F(PoolTest, LetsOneInvokeWaitForEachFinishingOne) {
  invoke("a");
  invoke("b");
  answers(1);
  answers(2);
  news();

  invoke("c");
  invoke("d");
  EXPECT_THAT(news(), IsEmpty()) << "two wait for two";
  invoke("e");
  EXPECT_THAT(news(), ElementsAre("f#3 start", "f#3 invoke e")) << "a third would wait for none";

  asks_for_more(2);
  asks_for_more(1);
  EXPECT_THAT(news(), ElementsAre("f#2 invoke c", "f#1 invoke d"));
}

TEST_F(PoolTest, TakesAnIdleOneRatherThanWait) {
  invoke("a");
  invoke("b");
  answers(1);
  finishes(2);
  news();

  invoke("c");

  EXPECT_THAT(news(), ElementsAre("f#2 invoke c"));
}

TEST_F(PoolTest, DoesNotWaitForAFinishingOneOfAnotherFunction) {
  invoke("a", "f");
  answers(1);
  news();

  invoke("b", "g");

  EXPECT_THAT(news(), ElementsAre("g#2 start", "g#2 invoke b"));
}

TEST_F(PoolTest, StartsAnotherAtOnceWhenTheFinishingOneIsGone) {
  invoke("a");
  answers(1);
  invoke("b");
  news();

  environment(1).leaves();
  settle();

  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b", "f#1 stop exited"));
}

TEST_F(PoolTest, CountsAFinishingOneThatIsGoneNoMore) {
  invoke("a");
  answers(1);
  environment(1).leaves();
  settle();
  news();

  invoke("b");

  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b"));
}

// --- Growing old ---------------------------------------------------------------------------------

TEST_F(PoolTest, RetiresWhatWasIdleForTooLong) {
  invoke("a");
  finishes(1);
  news();

  advance(kRetirement - 1us);
  EXPECT_THAT(news(), IsEmpty());
  advance(1us);
  EXPECT_THAT(news(), ElementsAre("f#1 stop idle"));
  EXPECT_THAT(pool_.views(), IsEmpty());
}

TEST_F(PoolTest, CountsTheAgeFromTheLastInvoke) {
  invoke("a");
  finishes(1);
  advance(kRetirement - 1s);
  invoke("b");
  finishes(1);
  news();

  advance(kRetirement - 1us);
  EXPECT_THAT(news(), IsEmpty());
  advance(1us);
  EXPECT_THAT(news(), ElementsAre("f#1 stop idle"));
}

TEST_F(PoolTest, LetsTheUnusedOnesGrowOld) {
  invoke("a");
  invoke("b");
  finishes(1);
  finishes(2);
  news();

  // One invoke at a time needs one environment: the most recently used.
  advance(kRetirement / 2);
  invoke("c");
  finishes(2);
  advance(kRetirement / 2);

  EXPECT_THAT(news(), ElementsAre("f#2 invoke c", "f#1 stop idle"));
}

TEST_F(PoolTest, RetiresEachInItsTurn) {
  invoke("a", "f");
  finishes(1);
  advance(10s);
  invoke("b", "g");
  finishes(2);
  news();

  advance(kRetirement - 10s);
  EXPECT_THAT(news(), ElementsAre("f#1 stop idle"));
  advance(10s - 1us);
  EXPECT_THAT(news(), IsEmpty());
  advance(1us);
  EXPECT_THAT(news(), ElementsAre("g#2 stop idle"));
}

TEST_F(PoolTest, NeverRetiresWhatIsBusy) {
  invoke("a");
  invoke("b");
  answers(2);
  news();

  advance(kRetirement * 3);

  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(PoolTest, RetiresNothingBeforeItIsStarted) {
  Pool pool(io_.get_executor(),
            clock_,
            kRetirement,
            [this](const std::string& function, Pool::Settled settled) {
              return environments_.make(function, std::move(settled));
            });
  asio::co_spawn(io_, pool.run("f", {}, false), asio::use_future);
  settle();
  finishes(1);
  news();

  advance(kRetirement * 2);
  EXPECT_THAT(news(), IsEmpty());

  test::run(io_, pool.stop());
  EXPECT_THAT(news(), ElementsAre("f#1 stop shutdown"));
}

// --- Leaving by themselves -----------------------------------------------------------------------

TEST_F(PoolTest, ReplacesAnIdleOneThatLeft) {
  invoke("a");
  finishes(1);
  news();

  environment(1).leaves();
  settle();
  EXPECT_THAT(news(), ElementsAre("f#1 stop exited"));
  EXPECT_THAT(pool_.views(), IsEmpty());

  invoke("b");
  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b"));
}

TEST_F(PoolTest, DoesNotUseOneThatIsOnItsWayOut) {
  invoke("a");
  finishes(1);
  environment(1).is_slow_to_stop = true;
  environment(1).leaves();
  settle();
  news();

  invoke("b");

  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b"));
  environment(1).stops_now();
  settle();
  EXPECT_THAT(news(), ElementsAre("f#1 stop exited"));
}

// --- A factory that fails ------------------------------------------------------------------------

TEST_F(PoolTest, PassesTheFailureOfTheFactoryOn) {
  environments_.failure =
      std::make_exception_ptr(std::system_error(EMFILE, std::generic_category(), "port"));
  auto failed = invoke("a");

  ASSERT_TRUE(is_there(failed));
  EXPECT_THROW(failed.get(), std::system_error);
  EXPECT_THAT(pool_.views(), IsEmpty());

  environments_.failure = nullptr;
  invoke("b");
  EXPECT_THAT(news(), ElementsAre("f#1 start", "f#1 invoke b")) << "the next one tries again";
}

// --- Reset ---------------------------------------------------------------------------------------

TEST_F(PoolTest, ResetsNothingWhenThereIsNothing) {
  auto count = reset();

  ASSERT_TRUE(is_there(count));
  EXPECT_EQ(count.get(), 0U);
}

TEST_F(PoolTest, ResetsIdleOnesNow) {
  invoke("a", "f");
  invoke("b", "g");
  finishes(1);
  finishes(2);
  news();

  auto count = reset();

  ASSERT_TRUE(is_there(count));
  EXPECT_EQ(count.get(), 2U);
  EXPECT_THAT(news(), ElementsAre("f#1 stop reset", "g#2 stop reset"));
  invoke("c");
  EXPECT_THAT(news(), ElementsAre("f#3 start", "f#3 invoke c"));
}

TEST_F(PoolTest, ResetsBusyOnesWhenTheyAreFree) {
  auto result = invoke("a");
  news();

  auto count = reset();
  ASSERT_TRUE(is_there(count)) << "it does not wait for them";
  EXPECT_EQ(count.get(), 1U);
  EXPECT_THAT(news(), IsEmpty());

  answers(1, "fine");
  EXPECT_EQ(result.get().payload, "fine") << "the invoke is not disturbed";
  EXPECT_THAT(news(), IsEmpty());
  asks_for_more(1);
  EXPECT_THAT(news(), ElementsAre("f#1 stop reset"));

  invoke("b");
  EXPECT_THAT(news(), ElementsAre("f#2 start", "f#2 invoke b"));
}

TEST_F(PoolTest, ResetsAFinishingOneWhenItIsFree) {
  invoke("a");
  answers(1);
  auto count = reset();
  EXPECT_EQ(count.get(), 1U);
  news();

  asks_for_more(1);

  EXPECT_THAT(news(), ElementsAre("f#1 stop reset"));
}

TEST_F(PoolTest, WaitsForTheEndOfTheIdleOnes) {
  invoke("a");
  finishes(1);
  environment(1).is_slow_to_stop = true;

  auto count = reset();
  EXPECT_FALSE(is_there(count));

  environment(1).stops_now();
  settle();
  ASSERT_TRUE(is_there(count));
  EXPECT_EQ(count.get(), 1U);
}

TEST_F(PoolTest, CountsWhatIsOnItsWayOutOnce) {
  invoke("a");
  finishes(1);
  environment(1).is_slow_to_stop = true;
  auto first = reset();

  auto second = reset();
  environment(1).stops_now();
  settle();

  EXPECT_EQ(first.get(), 1U);
  EXPECT_EQ(second.get(), 0U);
  news();
}

// --- Views ---------------------------------------------------------------------------------------

TEST_F(PoolTest, ShowsWhatThereIs) {
  using environment::Condition;
  invoke("a", "f");
  finishes(1);
  invoke("b", "f");
  finishes(1);
  invoke("c", "g");
  answers(2);
  invoke("d", "h");

  const auto views = pool_.views();

  ASSERT_EQ(views.size(), 3U);
  EXPECT_EQ(views[0].id, "f#1");
  EXPECT_EQ(views[0].function, "f");
  EXPECT_EQ(views[0].condition, Condition::Idle);
  EXPECT_EQ(views[0].invokes, 2U);
  EXPECT_EQ(views[1].condition, Condition::Finishing);
  EXPECT_EQ(views[2].condition, Condition::Running);
}

// --- The end -------------------------------------------------------------------------------------

TEST_F(PoolTest, IsQuietWithoutAnInvoke) {
  invoke("a");
  finishes(1);

  auto quiet = asio::co_spawn(io_, pool_.wait_until_quiet(base::kNever), asio::use_future);
  settle();

  EXPECT_TRUE(is_there(quiet));
}

TEST_F(PoolTest, BecomesQuietWhenTheLastInvokeIsOver) {
  invoke("a");
  invoke("b");
  auto quiet = asio::co_spawn(io_, pool_.wait_until_quiet(clock_.now() + 1h), asio::use_future);
  settle();

  finishes(1);
  EXPECT_FALSE(is_there(quiet));
  answers(2);
  EXPECT_FALSE(is_there(quiet)) << "the runtime is still at it";
  asks_for_more(2);
  EXPECT_TRUE(is_there(quiet));
}

TEST_F(PoolTest, IsWaitedForUntilTheDeadlineOnly) {
  invoke("a");
  auto quiet = asio::co_spawn(io_, pool_.wait_until_quiet(clock_.now() + 2s), asio::use_future);
  settle();

  advance(2s - 1us);
  EXPECT_FALSE(is_there(quiet));
  advance(1us);
  EXPECT_TRUE(is_there(quiet));
}

TEST_F(PoolTest, StopsEverything) {
  auto running = invoke("a", "f");
  invoke("b", "g");
  answers(2);
  invoke("c", "h");
  finishes(3);
  news();

  auto stopped = stop();

  EXPECT_TRUE(is_there(stopped));
  EXPECT_THAT(news(), ElementsAre("f#1 stop shutdown", "g#2 stop shutdown", "h#3 stop shutdown"));
  ASSERT_TRUE(is_there(running)) << "nobody waits for ever";
  EXPECT_TRUE(running.get().function_error);
  EXPECT_THAT(pool_.views(), IsEmpty());
}

TEST_F(PoolTest, StopsOnlyWhenAllHaveEnded) {
  invoke("a");
  finishes(1);
  environment(1).is_slow_to_stop = true;

  auto stopped = stop();
  EXPECT_FALSE(is_there(stopped));
  environment(1).stops_now();
  settle();

  EXPECT_TRUE(is_there(stopped));
}

TEST_F(PoolTest, WaitsAlsoForThoseThatWereAlreadyLeaving) {
  invoke("a");
  finishes(1);
  environment(1).is_slow_to_stop = true;
  auto count = reset();

  auto stopped = stop();
  EXPECT_FALSE(is_there(stopped));
  environment(1).stops_now();
  settle();

  EXPECT_TRUE(is_there(stopped));
  EXPECT_EQ(count.get(), 1U);
}

}  // namespace
}  // namespace lambent::invoke
