// Who may start: so many at a time, in their order, and nobody waits for one that sleeps.
#include "emulator/environment/start_gate.h"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class StartGateTest : public ::testing::Test {
 protected:
  void TearDown() override {
    for (asio::cancellation_signal& stop : stops_)
      stop.emit(asio::cancellation_type::terminal);
    settle();
  }

  // The start with this number asks to be let in.
  void arrives(int number) {
    asio::co_spawn(io_,
                   pass_through(number),
                   asio::bind_cancellation_slot(stops_[number].slot(), [](std::exception_ptr) {}));
    settle();
  }
  void leaves(int number) {
    passes_[number].reset();
    settle();
  }
  void advance(std::chrono::milliseconds step) {
    clock_.advance(step);
    settle();
  }
  std::vector<int> let_in() { return std::exchange(let_in_, {}); }

  base::ManualClock clock_;
  asio::io_context io_{1};
  StartGate gate_{clock_, 2, 25ms};
  bool is_busy_[8] = {true, true, true, true, true, true, true, true};
  asio::cancellation_signal stops_[8];
  std::optional<StartGate::Pass> passes_[8];
  std::vector<int> let_in_;

  void settle() {
    io_.restart();
    io_.poll();
  }

 private:
  asio::awaitable<void> pass_through(int number) {
    std::function<bool()> is_busy = [this, number] { return is_busy_[number]; };
    StartGate::Pass pass = co_await gate_.enter(std::move(is_busy));
    passes_[number].emplace(std::move(pass));
    let_in_.push_back(number);
  }
};

TEST_F(StartGateTest, LetsSoManyIn) {
  for (int number = 0; number < 4; ++number)
    arrives(number);
  EXPECT_THAT(let_in(), ElementsAre(0, 1));
  EXPECT_EQ(gate_.waiting(), 2U);
}

TEST_F(StartGateTest, LetsTheNextInForEachThatLeaves) {
  for (int number = 0; number < 5; ++number)
    arrives(number);
  let_in();

  leaves(1);
  EXPECT_THAT(let_in(), ElementsAre(2));
  leaves(0);
  EXPECT_THAT(let_in(), ElementsAre(3));
  leaves(2);
  leaves(3);
  EXPECT_THAT(let_in(), ElementsAre(4));
  EXPECT_EQ(gate_.waiting(), 0U);
}

TEST_F(StartGateTest, LetsNobodyInWhileThoseInsideUseTheProcessor) {
  for (int number = 0; number < 3; ++number)
    arrives(number);
  let_in();

  for (int i = 0; i < 10; ++i)
    advance(25ms);

  EXPECT_THAT(let_in(), ElementsAre());
}

TEST_F(StartGateTest, LetsTheNextInForOneThatSleeps) {
  for (int number = 0; number < 4; ++number)
    arrives(number);
  let_in();
  is_busy_[0] = false;

  advance(24ms);
  EXPECT_THAT(let_in(), ElementsAre());
  advance(1ms);
  EXPECT_THAT(let_in(), ElementsAre(2));
  leaves(0);
  EXPECT_THAT(let_in(), ElementsAre()) << "it had given its place away";
  is_busy_[1] = is_busy_[2] = false;
  advance(25ms);
  EXPECT_THAT(let_in(), ElementsAre(3));
}

TEST_F(StartGateTest, GoesOnWithoutOneThatStoppedWaiting) {
  for (int number = 0; number < 5; ++number)
    arrives(number);
  let_in();

  stops_[2].emit(asio::cancellation_type::terminal);
  settle();
  leaves(0);

  EXPECT_THAT(let_in(), ElementsAre(3));
  EXPECT_EQ(gate_.waiting(), 1U);
}

TEST_F(StartGateTest, IsNotOvertakenByOneThatComesLater) {
  for (int number = 0; number < 3; ++number)
    arrives(number);
  let_in();
  passes_[0].reset();  // its place is free, and number 2 has not been woken yet

  arrives(3);

  EXPECT_THAT(let_in(), ElementsAre(2));
}

}  // namespace
}  // namespace lambent::environment
