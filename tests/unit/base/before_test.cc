#include "emulator/base/before.h"

#include <optional>
#include <stdexcept>
#include <string>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "tests/support/run.h"

namespace lambent::base {
namespace {

using namespace std::chrono_literals;

class BeforeTest : public ::testing::Test {
 protected:
  /// "value" after a notification.
  asio::awaitable<std::string> value_later() {
    const Running running(*this);
    co_await signal_.wait();
    co_return "value";
  }
  asio::awaitable<std::string> fail_later() {
    co_await signal_.wait();
    throw std::runtime_error("no shelf");
  }
  static asio::awaitable<std::string> value_now() { co_return "now"; }

  /// Runs before() beside the test; its outcome lands in `outcome_`.
  void start(asio::awaitable<std::string> work, SteadyTime deadline) {
    auto race = [](BeforeTest& test,
                   asio::awaitable<std::string> op,
                   SteadyTime until) -> asio::awaitable<void> {
      try {
        auto value = co_await before(test.clock_, until, std::move(op));
        test.outcome_ = value.value_or("too late");
      } catch (const std::exception& error) {
        test.outcome_ = std::string("threw ") + error.what();
      }
    };
    tasks_.spawn("race", race(*this, std::move(work), deadline));
    settle();
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  void TearDown() override {
    tasks_.cancel();
    test::run(io_, tasks_.join());
  }

  struct Running {
    explicit Running(BeforeTest& owner) : test(owner) { test.running_ = true; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() { test.running_ = false; }
    BeforeTest& test;
  };

  asio::io_context io_{1};
  TaskGroup tasks_{io_.get_executor()};
  ManualClock clock_;
  Signal signal_{clock_};
  bool running_ = false;
  std::optional<std::string> outcome_;
};

TEST_F(BeforeTest, GivesTheValueThatCameInTime) {
  start(value_later(), clock_.now() + 1s);
  EXPECT_EQ(outcome_, std::nullopt);

  clock_.advance(1s - 1us);
  signal_.notify();
  settle();

  EXPECT_EQ(outcome_, "value");
}

TEST_F(BeforeTest, GivesNothingAtTheDeadlineAndEndsTheWork) {
  start(value_later(), clock_.now() + 1s);
  EXPECT_TRUE(running_);

  clock_.advance(1s);
  settle();

  EXPECT_EQ(outcome_, "too late");
  EXPECT_FALSE(running_);
}

TEST_F(BeforeTest, PassesOnWhatTheWorkThrows) {
  start(fail_later(), clock_.now() + 1s);

  signal_.notify();
  settle();

  EXPECT_EQ(outcome_, "threw no shelf");
}

TEST_F(BeforeTest, WorkThatIsReadyWinsAgainstADeadlineInTheFuture) {
  start(value_now(), clock_.now() + 1us);

  EXPECT_EQ(outcome_, "now");
}

TEST_F(BeforeTest, WaitsForEverWithoutADeadline) {
  start(value_later(), kNever);
  clock_.advance(1'000h);
  settle();
  EXPECT_EQ(outcome_, std::nullopt);

  signal_.notify();
  settle();

  EXPECT_EQ(outcome_, "value");
}

TEST_F(BeforeTest, LeavesNoAlarmBehind) {
  start(value_later(), clock_.now() + 1s);
  signal_.notify();
  settle();

  clock_.advance(5s);  // would touch a dead timer
  settle();

  EXPECT_EQ(outcome_, "value");
}

}  // namespace
}  // namespace lambent::base
