// Environment: what the layers above know of one execution environment.  A virtual seam.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "emulator/environment/runtime_link.h"
#include "emulator/journal/event.h"

namespace lambent::environment {

namespace asio = boost::asio;

/// What the caller gets.
struct InvokeResult {
  std::string payload;
  bool function_error = false;
  std::string log_tail;  ///< filled when asked for
};

enum class Condition {
  Idle,       ///< may be given an event
  Running,    ///< an event is being worked on
  Finishing,  ///< the caller has the answer; the runtime has not asked for more yet
  Stopped,    ///< of no more use
};

/// What an observer route shows of an environment.
struct EnvironmentView {
  std::string id;
  std::string function;
  Condition condition = Condition::Idle;
  int pid = 0;  ///< 0: no process now
  std::uint64_t invokes = 0;
};

/// One environment serves one event at a time.  Its owner is told through a callback, given at
/// construction, when `condition` has become Idle, Finishing, or Stopped by itself.
class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  virtual ~Environment() = default;

  virtual EnvironmentView view() const = 0;
  virtual Condition condition() const = 0;

  /// Runs `event`, with an init before it when there is none yet, and returns when the caller's
  /// answer is known; with `log_tail` only after the REPORT line.  Only when Idle.
  virtual asio::awaitable<InvokeResult> invoke(InvokeEvent event, bool log_tail) = 0;

  /// Ends all processes in order and returns when none is left.  An invoke in flight fails.
  /// Suspends at least once, so that its caller may go on before the environment is gone.
  virtual asio::awaitable<void> stop(journal::StopReason reason) = 0;
};

}  // namespace lambent::environment
