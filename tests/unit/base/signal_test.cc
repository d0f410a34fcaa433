#include "emulator/base/signal.h"

#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/task_group.h"
#include "tests/support/run.h"

namespace lambent::base {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SignalTest : public ::testing::Test {
 protected:
  void TearDown() override {
    tasks_.cancel();
    test::run(io_, tasks_.join());
  }

  void start_waiter(std::string name, SteadyTime deadline = kNever) {
    auto waiter =
        [](SignalTest& test, std::string mine, SteadyTime until) -> asio::awaitable<void> {
      co_await test.signal_.wait(until);
      test.woken_.push_back(mine);
    };
    tasks_.spawn("waiter", waiter(*this, std::move(name), deadline));
    settle();
  }
  void settle() {
    io_.restart();
    io_.poll();
  }

  asio::io_context io_{1};
  TaskGroup tasks_{io_.get_executor()};
  ManualClock clock_;
  Signal signal_{clock_};
  std::vector<std::string> woken_;
  int rounds_ = 0;
};

TEST_F(SignalTest, WakesEverybodyWhoWaits) {
  start_waiter("a");
  start_waiter("b");
  EXPECT_TRUE(signal_.has_waiters());
  EXPECT_THAT(woken_, IsEmpty());

  signal_.notify();
  settle();

  EXPECT_THAT(woken_, ElementsAre("a", "b"));
  EXPECT_FALSE(signal_.has_waiters());
}

TEST_F(SignalTest, IsNotRememberedForThoseWhoComeLater) {
  signal_.notify();
  start_waiter("a");

  EXPECT_THAT(woken_, IsEmpty());
}

TEST_F(SignalTest, TwoNotificationsWakeOnce) {
  start_waiter("a");

  signal_.notify();
  signal_.notify();
  settle();

  EXPECT_THAT(woken_, ElementsAre("a"));
}

TEST_F(SignalTest, EndsAtTheDeadline) {
  start_waiter("a", clock_.now() + 2s);

  clock_.advance(2s - 1us);
  settle();
  EXPECT_THAT(woken_, IsEmpty());
  clock_.advance(1us);
  settle();
  EXPECT_THAT(woken_, ElementsAre("a"));
  EXPECT_FALSE(signal_.has_waiters());
}

TEST_F(SignalTest, ForgetsCancelledWaiters) {
  start_waiter("a", clock_.now() + 2s);

  tasks_.cancel();
  settle();

  EXPECT_FALSE(signal_.has_waiters());
  signal_.notify();
  clock_.advance(5s);
}

TEST_F(SignalTest, AWaiterMayWaitAgainAtOnce) {
  auto waiter = [](Signal& signal, int& count) -> asio::awaitable<void> {
    for (;;) {
      co_await signal.wait();
      ++count;
    }
  };
  tasks_.spawn("waiter", waiter(signal_, rounds_));
  settle();

  for (int i = 0; i < 3; ++i) {
    signal_.notify();
    settle();
  }

  EXPECT_EQ(rounds_, 3);
}

}  // namespace
}  // namespace lambent::base
