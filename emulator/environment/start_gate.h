// StartGate: how many environments start at a time, so that those that run are not starved.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"

namespace lambent::environment {

namespace asio = boost::asio;

/// Lets so many starts through as can use the processors; the others wait in their order.  A start
/// that waits itself, for a database or an extension, gives its place to the next one.
class StartGate {
 public:
  /// A start that is through; its place is free when this dies.
  class Pass {
   public:
    Pass(StartGate& gate, std::uint64_t number) : gate_(&gate), number_(number) {}
    Pass(Pass&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), number_(other.number_) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (gate_ != nullptr) gate_->leave(number_);
    }

   private:
    StartGate* gate_;
    std::uint64_t number_;
  };

  /// `width`: starts that use a processor at a time.  `look`: how often a start that takes long is
  /// asked whether it still does.
  StartGate(base::Clock& clock, std::size_t width, std::chrono::milliseconds look)
      : clock_(clock), width_(width), look_(look) {}
  StartGate(const StartGate&) = delete;
  StartGate& operator=(const StartGate&) = delete;

  /// Returns when it is the caller's turn.  `uses_processor` is asked while others wait, and no
  /// longer than the pass lives.
  asio::awaitable<Pass> enter(std::function<bool()> uses_processor);

  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Inside {
    base::SteadyTime look;
    std::function<bool()> uses_processor;
  };
  struct Waiter {
    explicit Waiter(StartGate& gate);
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    StartGate& gate;
    base::Signal turn;
  };

  void leave(std::uint64_t number);
  void look_at_those_inside();
  base::SteadyTime next_look() const;
  void wake_first();

  base::Clock& clock_;
  std::size_t width_;
  std::chrono::milliseconds look_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, Inside> inside_;
  std::deque<Waiter*> waiting_;
};

}  // namespace lambent::environment
