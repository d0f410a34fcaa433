// How an environment is ended: who is asked, who is killed, and when.  Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace lambent::environment {

/// What is there when the Shutdown phase begins.
struct ShutdownFacts {
  struct External {
    std::string name;
    bool is_alive = true;  ///< its process has not ended
    bool is_registered = false;
    bool wants_shutdown = false;  ///< has subscribed to SHUTDOWN
  };
  std::vector<External> external;
  bool has_internal = false;  ///< at least one internal extension has registered
};

/// Times count from the beginning of the phase.
///
/// Shape   no extension registered: budget 0, everything is killed at once and nobody is asked.
///         Else the runtime's group gets SIGTERM, is waited for until `runtime_share` and then
///         killed; `killed` are killed when the runtime is gone, `told` get SHUTDOWN then, and
///         whoever is left at `budget` is killed.  An early end of the runtime gives its unused
///         share to the extensions.
/// Source  runtime-api.md §4.8.
struct ShutdownPlan {
  std::chrono::milliseconds budget{0};
  bool asks_runtime = false;  ///< false: SIGKILL at once
  std::chrono::milliseconds runtime_share{0};
  std::vector<std::string> told;    ///< external, alive, registered for SHUTDOWN
  std::vector<std::string> killed;  ///< external, alive, all others
};

ShutdownPlan plan_shutdown(const ShutdownFacts& facts);

}  // namespace lambent::environment
