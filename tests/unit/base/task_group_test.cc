#include "emulator/base/task_group.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/signal.h"
#include "tests/support/run.h"

namespace lambent::base {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TaskGroupTest : public ::testing::Test {
 public:
  asio::awaitable<void> wait_and_note(std::string name) {
    co_await signal_.wait();
    co_await signal_.wait();
    ended_.push_back(name);
  }

 protected:
  void SetUp() override {
    set_log_sink([this](std::string_view line) { lines_.emplace_back(line); });
  }
  void TearDown() override { set_log_sink(nullptr); }

  static asio::awaitable<void> fail(std::string why) {
    throw std::runtime_error(why);
    co_return;
  }
  void settle() {
    io_.restart();
    io_.poll();
  }

  asio::io_context io_{1};
  ManualClock clock_;
  Signal signal_{clock_};
  std::vector<std::string> ended_;
  std::vector<std::string> lines_;
};

TEST_F(TaskGroupTest, JoinOfAnEmptyGroupReturns) {
  TaskGroup tasks(io_.get_executor());

  test::run(io_, tasks.join());
}

TEST_F(TaskGroupTest, JoinWaitsForEveryChild) {
  TaskGroup tasks(io_.get_executor());
  tasks.spawn("a", wait_and_note("a"));
  tasks.spawn("b", wait_and_note("b"));
  settle();
  EXPECT_EQ(tasks.size(), 2U);

  signal_.notify();
  settle();
  signal_.notify();
  test::run(io_, tasks.join());

  EXPECT_THAT(ended_, ElementsAre("a", "b"));
  EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(TaskGroupTest, CancelEndsChildrenAtTheirNextWaitWithoutAWordInTheLog) {
  TaskGroup tasks(io_.get_executor());
  tasks.spawn("a", wait_and_note("a"));
  tasks.spawn("b", wait_and_note("b"));
  settle();

  tasks.cancel();
  test::run(io_, tasks.join());

  EXPECT_THAT(ended_, IsEmpty());
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(TaskGroupTest, CancelReachesAChildThatHasNotBegun) {
  TaskGroup tasks(io_.get_executor());
  tasks.spawn("a", wait_and_note("a"));

  tasks.cancel();
  test::run(io_, tasks.join());

  EXPECT_THAT(ended_, IsEmpty());
}

TEST_F(TaskGroupTest, AFailureIsLoggedUnderItsNameAndTheOthersGoOn) {
  TaskGroup tasks(io_.get_executor());
  tasks.spawn("queue", fail("no shelf"));
  tasks.spawn("a", wait_and_note("a"));
  settle();

  EXPECT_THAT(lines_, ElementsAre("lambent: error: a task failed task=queue error=\"no shelf\""));
  EXPECT_EQ(tasks.size(), 1U);
  signal_.notify();
  settle();
  signal_.notify();
  test::run(io_, tasks.join());
  EXPECT_THAT(ended_, ElementsAre("a"));
}

TEST_F(TaskGroupTest, AChildMaySpawnAnother) {
  TaskGroup tasks(io_.get_executor());
  auto parent = [](TaskGroup& group, TaskGroupTest& test) -> asio::awaitable<void> {
    group.spawn("child", test.wait_and_note("child"));
    co_return;
  };
  tasks.spawn("parent", parent(tasks, *this));
  settle();
  EXPECT_EQ(tasks.size(), 1U);

  tasks.cancel();
  test::run(io_, tasks.join());
}

TEST_F(TaskGroupTest, ACoroutineThatCancelsMayItselfBeWaitedFor) {
  TaskGroup tasks(io_.get_executor());
  tasks.spawn("a", wait_and_note("a"));
  auto stop = [](TaskGroup& group) -> asio::awaitable<void> {
    group.cancel();
    co_await group.join();
  };

  test::run(io_, stop(tasks));

  EXPECT_EQ(tasks.size(), 0U);
}

}  // namespace
}  // namespace lambent::base
