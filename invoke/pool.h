// Pool: the environments of all functions; which one serves, when to start one, when to retire one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "emulator/environment/environment.h"

namespace lambent::invoke {

namespace asio = boost::asio;
using environment::Environment;

/// The most recently used idle environment serves first, so that the others can grow old and be
/// retired.  An environment that has answered but not yet asked for more is waited for a moment
/// (limits::kReuseGrace) before another one is started.
class Pool {
 public:
  using Settled = std::function<void(Environment&)>;
  /// Makes an environment of `function` that reports to `settled`.
  using Factory =
      std::function<std::unique_ptr<Environment>(const std::string& function, Settled settled)>;

  Pool(asio::any_io_executor executor,
       base::Clock& clock,
       std::chrono::seconds idle_retirement,
       Factory factory);
  ~Pool();

  /// Begins to retire what has been idle for too long.  `stop` must follow.
  void start();

  /// Runs one event in an environment of its own.  Errors: what the factory throws.
  asio::awaitable<environment::InvokeResult> run(std::string function,
                                                 environment::InvokeEvent event,
                                                 bool log_tail);

  std::vector<environment::EnvironmentView> views() const;

  /// Retires what is idle now and what is busy as soon as it is free; returns when the idle ones
  /// are gone.  The number of environments concerned.
  asio::awaitable<std::size_t> reset();

  /// Returns when no invoke is in progress, or at `deadline`.
  asio::awaitable<void> wait_until_quiet(base::SteadyTime deadline);

  /// Ends every environment.
  asio::awaitable<void> stop();

 private:
  struct Group;
  struct Slot;

  asio::awaitable<Slot*> acquire(Group& group, const std::string& function);
  Slot* take_idle(Group& group);
  Slot* start_one(Group& group, const std::string& function);
  void on_settled(Slot& slot);
  void retire(Slot& slot, journal::StopReason reason);
  asio::awaitable<void> end(Slot& slot, journal::StopReason reason);
  asio::awaitable<void> retire_the_old();

  asio::any_io_executor executor_;
  base::Clock& clock_;
  std::chrono::seconds idle_retirement_;
  Factory factory_;
  std::map<std::string, std::unique_ptr<Group>, std::less<>> groups_;
  base::Signal settled_;  // something became idle, or went away
  base::TaskGroup endings_;
  base::TaskGroup watch_;
};

}  // namespace lambent::invoke
