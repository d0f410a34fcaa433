// Alarms: many alarms on one timer, for those that are set far more often than they ring.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "emulator/base/clock.h"

namespace lambent::base {

class Alarms;

/// Rings on the loop, once for each `set`.
class Alarm {
 public:
  Alarm(Alarms& alarms, std::function<void()> ring);
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm();

  /// Replaces what was set before.
  void set(SteadyTime when);
  void clear() { when_ = kNever; }
  bool is_set() const { return when_ != kNever; }

 private:
  friend class Alarms;
  Alarms& alarms_;
  std::function<void()> ring_;
  SteadyTime when_ = kNever;
};

/// Setting and clearing cost an assignment as long as the timer is to ring earlier anyway: a
/// cleared alarm leaves it alone, and what it finds then is what rings.
class Alarms {
 public:
  Alarms(asio::any_io_executor executor, Clock& clock);
  Alarms(const Alarms&) = delete;
  Alarms& operator=(const Alarms&) = delete;
  /// Every alarm is gone by then.
  ~Alarms();

 private:
  friend class Alarm;
  void wake_at(SteadyTime when);
  void ring();

  Clock& clock_;
  asio::steady_timer timer_;
  SteadyTime next_ = kNever;    // when the timer rings
  std::vector<Alarm*> alarms_;  // nullptr: has died while others rang
  bool is_ringing_ = false;
  std::shared_ptr<Alarms*> self_;  // what a handler holds may be older than this
};

}  // namespace lambent::base
