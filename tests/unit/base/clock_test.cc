#include "emulator/base/clock.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/task_group.h"
#include "tests/support/run.h"

namespace lambent::base {
namespace {

using namespace std::chrono_literals;
using asio::experimental::awaitable_operators::operator||;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ManualClockTest : public ::testing::Test {
 protected:
  void TearDown() override {
    tasks_.cancel();
    test::run(io_, tasks_.join());
  }

  /// Notes `name` when the clock has come to `deadline`.
  void set_alarm(std::string name, SteadyTime deadline) {
    auto alarm =
        [](ManualClockTest& test, std::string mine, SteadyTime when) -> asio::awaitable<void> {
      co_await test.clock_.sleep_until(when);
      test.rung_.push_back(mine);
    };
    tasks_.spawn("alarm", alarm(*this, std::move(name), deadline));
    settle();
  }
  void advance(std::chrono::microseconds step) {
    clock_.advance(step);
    settle();
  }
  void settle() {
    io_.restart();
    io_.poll();
  }

  asio::io_context io_{1};
  TaskGroup tasks_{io_.get_executor()};
  ManualClock clock_;
  std::vector<std::string> rung_;
};

TEST_F(ManualClockTest, MovesBothTimesOnlyWhenTold) {
  const SteadyTime steady = clock_.now();
  const WallTime wall = clock_.wall_now();
  EXPECT_EQ(clock_.now(), steady);

  clock_.advance(1'500us);

  EXPECT_EQ(clock_.now() - steady, 1'500us);
  EXPECT_EQ(clock_.wall_now() - wall, 1'500us);
}

TEST_F(ManualClockTest, RingsAtTheMomentAndNotBefore) {
  set_alarm("a", clock_.now() + 10s);

  advance(10s - 1us);
  EXPECT_THAT(rung_, IsEmpty());
  advance(1us);
  EXPECT_THAT(rung_, ElementsAre("a"));
}

TEST_F(ManualClockTest, RingsTheEarliestFirstAndEqualsInTheirOrder) {
  const SteadyTime start = clock_.now();
  set_alarm("late", start + 3s);
  set_alarm("first", start + 1s);
  set_alarm("second", start + 1s);
  set_alarm("later", start + 30s);

  advance(5s);

  EXPECT_THAT(rung_, ElementsAre("first", "second", "late"));
}

TEST_F(ManualClockTest, DoesNotSleepUntilWhatHasPassed) {
  set_alarm("now", clock_.now());
  set_alarm("before", clock_.now() - 1s);

  EXPECT_THAT(rung_, ElementsAre("now", "before"));
}

TEST_F(ManualClockTest, NeverIsNever) {
  set_alarm("never", kNever);

  advance(std::chrono::hours{1'000'000});

  EXPECT_THAT(rung_, IsEmpty());
}

TEST_F(ManualClockTest, ForgetsACancelledAlarm) {
  auto race = [](ManualClock& clock) -> asio::awaitable<std::size_t> {
    auto soon = clock.sleep_until(clock.now());
    auto late = clock.sleep_until(clock.now() + 10s);
    const auto first = co_await (std::move(late) || std::move(soon));
    co_return first.index();
  };
  EXPECT_EQ(test::run(io_, race(clock_)), 1U);

  advance(20s);  // the timer of the loser is gone: nobody may touch it
}

TEST_F(ManualClockTest, ForgetsTheAlarmsOfCancelledTasks) {
  set_alarm("a", clock_.now() + 10s);

  tasks_.cancel();
  settle();
  advance(20s);

  EXPECT_EQ(tasks_.size(), 0U);
}

TEST(SystemClock, FollowsTheMachine) {
  const SystemClock clock;
  const SteadyTime before = std::chrono::steady_clock::now();
  const SteadyTime now = clock.now();

  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::steady_clock::now());
  EXPECT_LT(std::chrono::abs(clock.wall_now() - std::chrono::system_clock::now()), 1min);
}

TEST(SystemClock, WakesAtItsDeadline) {
  asio::io_context io{1};
  SystemClock clock;
  const SteadyTime deadline = clock.now() + 5ms;

  test::run(io, clock.sleep_until(deadline));

  EXPECT_GE(clock.now(), deadline);
}

}  // namespace
}  // namespace lambent::base
