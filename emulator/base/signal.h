// Signal: a place where coroutines wait until something changed or a deadline came.
#pragma once

#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "emulator/base/clock.h"

namespace lambent::base {

/// The owner changes its state and calls `notify`; a waiter looks at the state again.  Waiters
/// loop: `while (!condition && in_time) co_await signal.wait(deadline);`
class Signal {
 public:
  explicit Signal(Clock& clock) : clock_(clock) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  /// Wakes everybody who waits now.
  void notify();

  /// Returns at the next `notify`, at `deadline`, or when the coroutine is cancelled.
  asio::awaitable<void> wait(SteadyTime deadline = kNever);

  bool has_waiters() const { return !waiting_.empty(); }

 private:
  Clock& clock_;
  std::vector<asio::steady_timer*> waiting_;
};

}  // namespace lambent::base
