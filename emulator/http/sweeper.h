// Sweeper: one coarse timer for all deadlines of a listener's sessions.
#pragma once

#include <chrono>
#include <list>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "emulator/base/clock.h"

namespace lambent::http {

namespace asio = boost::asio;

class Session;

/// A deadline costs its session one assignment: nothing is armed or cancelled per read.  The
/// timer is still while nobody has a deadline.  These are the machine's seconds, not the
/// `Clock`'s: real peers live in real time, however tests turn the daemon's.
class Sweeper {
 public:
  explicit Sweeper(asio::any_io_executor executor);

  /// How late a deadline may be noticed.
  static constexpr std::chrono::seconds kTick{1};

  /// A session has got a deadline.
  void wake();

  /// Closes overdue sessions, until cancelled.
  asio::awaitable<void> run(std::list<Session>& sessions);

  /// Closes the sessions whose deadline is not after `now`.  True when others have deadlines.
  static bool sweep(std::list<Session>& sessions, base::SteadyTime now);

 private:
  asio::steady_timer timer_;
  bool asleep_ = false;
};

}  // namespace lambent::http
