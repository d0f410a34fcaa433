// Clock: where every time and every timer of the daemon comes from.
#pragma once

#include <chrono>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace lambent::base {

namespace asio = boost::asio;

using SteadyTime = std::chrono::steady_clock::time_point;
/// Microseconds since the Unix epoch: for log stamps and deadline headers only.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// "No deadline": the end of time.
inline constexpr SteadyTime kNever = SteadyTime::max();

/// One of the three virtual seams.  A timer is set by the clock, so that tests can turn it.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  virtual SteadyTime now() const = 0;
  virtual WallTime wall_now() const = 0;

  /// Makes `timer` ring at `when` by this clock.  Call `disarm` before the timer dies.
  virtual void arm(asio::steady_timer& timer, SteadyTime when) = 0;
  virtual void disarm(asio::steady_timer& timer) = 0;

  /// Returns when `deadline` has come, or early when the waiting coroutine is cancelled.
  asio::awaitable<void> sleep_until(SteadyTime deadline);
};

/// The machine's own clock.
class SystemClock final : public Clock {
 public:
  SteadyTime now() const override;
  WallTime wall_now() const override;
  void arm(asio::steady_timer& timer, SteadyTime when) override;
  void disarm(asio::steady_timer& timer) override;
};

/// A clock that moves only when told.
class ManualClock final : public Clock {
 public:
  SteadyTime now() const override { return now_; }
  WallTime wall_now() const override { return wall_; }
  void arm(asio::steady_timer& timer, SteadyTime when) override;
  void disarm(asio::steady_timer& timer) override;

  /// Moves both times by `step` and rings what is due, earliest first.
  void advance(std::chrono::microseconds step);

 private:
  struct Alarm {
    asio::steady_timer* timer;
    SteadyTime when;
  };
  SteadyTime now_{std::chrono::hours{1}};
  WallTime wall_{std::chrono::seconds{1'700'000'000}};
  std::vector<Alarm> alarms_;
};

}  // namespace lambent::base
