// Lifecycle: what becomes of environments, told to a person who watches.  Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/journal/event.h"

namespace lambent::cli {

/// One step in the life of an environment.
struct LifecycleStep {
  std::string text;  ///< "init 88 ms: runtime ready after 86 ms, extensions after 88 ms"
  bool is_failure = false;
};

/// Tells the steps of every environment from the facts of the journal, in their order.  Remembers
/// of an environment when its phases began, until it stops.
///
/// Shape   an extension that is ready, the end of an init, an invoke (cold or warm) with the time
/// of
///         each phase, the end of a shutdown with its reason; resets, exits and kills as they come.
class Lifecycle {
 public:
  /// The step that `event` completes, if any.
  std::optional<LifecycleStep> feed(const journal::Event& event);

  /// Environments remembered.
  std::size_t size() const { return environments_.size(); }

 private:
  struct Memory {
    base::WallTime init_began{};
    journal::Micros runtime_ready{0};
    journal::Micros init{0};
    journal::Micros handler{0};
    bool has_extensions = false;
    bool is_cold = false;  // since the latest init no invoke has ended
    bool is_shutting_down = false;
    std::chrono::milliseconds budget{0};
    std::vector<std::string> signals;  // that the runtime was sent
    std::vector<std::string> told;     // extensions that were sent SHUTDOWN
  };
  struct Teller;

  std::map<std::string, Memory> environments_;
};

/// The step as a line of the console: `● Orders 3f2a  reset: timeout`, with its newline.
std::string lifecycle_line(const journal::Event& event, const LifecycleStep& step, bool colour);

}  // namespace lambent::cli
