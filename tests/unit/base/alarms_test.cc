// Many alarms on one timer ring as if each had its own.
#include "emulator/base/alarms.h"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::base {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class AlarmsTest : public ::testing::Test {
 protected:
  std::unique_ptr<Alarm> alarm(int number) {
    return std::make_unique<Alarm>(alarms_, [this, number] { rung_.push_back(number); });
  }
  SteadyTime in(std::chrono::milliseconds time) const { return clock_.now() + time; }
  void advance(std::chrono::milliseconds step) {
    clock_.advance(step);
    io_.restart();
    io_.poll();
  }
  std::vector<int> rung() { return std::exchange(rung_, {}); }

  ManualClock clock_;
  asio::io_context io_{1};
  Alarms alarms_{io_.get_executor(), clock_};
  std::vector<int> rung_;
};

TEST_F(AlarmsTest, RingEachInItsTime) {
  const auto one = alarm(1);
  const auto two = alarm(2);
  const auto three = alarm(3);
  two->set(in(20ms));
  one->set(in(10ms));
  three->set(in(30ms));

  advance(9ms);
  EXPECT_THAT(rung(), ElementsAre());
  advance(1ms);
  EXPECT_THAT(rung(), ElementsAre(1));
  advance(10ms);
  EXPECT_THAT(rung(), ElementsAre(2));
  advance(100ms);
  EXPECT_THAT(rung(), ElementsAre(3));
}

TEST_F(AlarmsTest, RingOnceForEachSetting) {
  const auto one = alarm(1);
  one->set(in(10ms));
  EXPECT_TRUE(one->is_set());

  advance(10ms);
  EXPECT_FALSE(one->is_set());
  advance(10ms);

  EXPECT_THAT(rung(), ElementsAre(1));
}

TEST_F(AlarmsTest, DoNotRingWhenCleared) {
  const auto one = alarm(1);
  const auto two = alarm(2);
  one->set(in(10ms));
  two->set(in(20ms));
  one->clear();

  advance(10ms);
  EXPECT_THAT(rung(), ElementsAre());
  advance(10ms);
  EXPECT_THAT(rung(), ElementsAre(2)) << "the timer went on to the next";
}

TEST_F(AlarmsTest, RingAtTheLatestSetting) {
  const auto one = alarm(1);
  one->set(in(10ms));
  one->set(in(30ms));

  advance(29ms);
  EXPECT_THAT(rung(), ElementsAre());
  advance(1ms);
  EXPECT_THAT(rung(), ElementsAre(1));

  one->set(in(30ms));
  one->set(in(10ms));
  advance(10ms);
  EXPECT_THAT(rung(), ElementsAre(1));
}

TEST_F(AlarmsTest, DoNotRingWhenGone) {
  auto one = alarm(1);
  const auto two = alarm(2);
  one->set(in(10ms));
  two->set(in(10ms));

  one.reset();
  advance(10ms);

  EXPECT_THAT(rung(), ElementsAre(2));
}

TEST_F(AlarmsTest, MaySetItselfAndMakeAndEndOthersWhileItRings) {
  std::unique_ptr<Alarm> late;
  std::optional<Alarm> one;
  std::unique_ptr<Alarm> other;
  one.emplace(alarms_, [&] {
    rung_.push_back(1);
    other.reset();
    late = alarm(3);
    late->set(in(5ms));
    one->set(in(10ms));
  });
  other = alarm(2);
  one->set(in(10ms));
  other->set(in(10ms));

  advance(10ms);
  EXPECT_THAT(rung(), ElementsAre(1)) << "the other one had been made after it";
  advance(5ms);
  EXPECT_THAT(rung(), ElementsAre(3));
  advance(5ms);
  EXPECT_THAT(rung(), ElementsAre(1));
}

TEST_F(AlarmsTest, RingAllThatAreDue) {
  std::vector<std::unique_ptr<Alarm>> many;
  for (int number = 0; number < 4; ++number) {
    many.push_back(alarm(number));
    many.back()->set(in(10ms));
  }
  many.erase(many.begin() + 1);

  advance(1h);

  EXPECT_THAT(rung(), UnorderedElementsAre(0, 2, 3));
}

TEST(Alarms, MayDieBeforeTheirTimer) {
  SystemClock clock;
  asio::io_context io{1};
  bool has_rung = false;
  {
    Alarms alarms(io.get_executor(), clock);
    Alarm alarm(alarms, [&] { has_rung = true; });
    alarm.set(clock.now() - 1ms);
  }
  io.run();
  EXPECT_FALSE(has_rung);
}

TEST(Alarms, RingOnTheMachinesClock) {
  SystemClock clock;
  asio::io_context io{1};
  Alarms alarms(io.get_executor(), clock);
  bool has_rung = false;
  Alarm alarm(alarms, [&] { has_rung = true; });
  const SteadyTime due = clock.now() + 2ms;
  alarm.set(due);

  io.run_for(10s);

  EXPECT_TRUE(has_rung);
  EXPECT_GE(clock.now(), due);
}

}  // namespace
}  // namespace lambent::base
