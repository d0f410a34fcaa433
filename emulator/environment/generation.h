// Generation: all processes of one environment from an init to the next reset.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/environment/environment_host.h"
#include "emulator/environment/exit_text.h"
#include "emulator/environment/extension_link.h"
#include "emulator/environment/guest_process.h"
#include "emulator/process/freezer.h"

namespace lambent::environment {

/// The runtime and the external extensions, their memory, and whether they run at all.
///
/// Any exit is fatal to the init or invoke in progress, and the first one is kept, until
/// `begin_shutdown`.  `end` must have returned before this dies.
class Generation {
 public:
  /// Told, on the loop, of what the processes do; log lines of the runtime have no `extension`.
  struct Observer {
    std::function<void(std::string_view extension, process::LogRecord)> on_log;
    std::function<void(journal::Fact)> tell;
    std::function<void()> on_exit;
  };

  /// `memory_limit`: bytes of all processes together; nullopt: none.
  Generation(EnvironmentHost& host,
             ExtensionLink& extensions,
             std::optional<std::uint64_t> memory_limit,
             Observer observer);

  /// Errors: std::system_error "fork/exec <program>: …".
  void start_extension(const std::string& name, process::Command command);
  /// Forks it where there is a fork server and `fact` has no reason against; `fact` is told with
  /// its pid and the way that was taken.
  asio::awaitable<void> start_runtime(process::Command command,
                                      journal::EnvironmentStarted fact,
                                      base::SteadyTime deadline);

  const GuestProcess* runtime() const { return runtime_.get(); }
  /// The process of an external extension; nullptr when there is none.
  const GuestProcess* extension(std::string_view name) const;

  enum class Wake { Done, Failed, Deadline };
  /// Waits for `done`, a failure, or the deadline, and keeps an eye on the memory.  `done` is asked
  /// whenever a link has changed.
  asio::awaitable<Wake> watch(const std::function<bool()>& done, base::SteadyTime deadline);

  /// The first fatal exit, or what `fail` was told.
  const std::optional<Failure>& failure() const { return failure_; }
  void fail(Failure failure);
  /// The runtime has a processor, or would like one; asked of the kernel.
  bool uses_processor() const;
  /// Some process has ended; asked of the kernel, which knows a moment earlier.
  bool has_dead() const;

  /// Looks at all processes and kills the runtime when they hold more than the limit.
  void enforce_memory();
  /// The most bytes that were seen resident, now looked at again.
  std::uint64_t peak_bytes();
  bool is_over_limit() const { return memory_limit_ && peak_ > *memory_limit_; }

  /// Reads what has been written to all logs so far.
  void drain_logs();

  /// Stops everything, and lets it go on.
  void freeze() { freezer_.freeze(); }
  void thaw() { freezer_.thaw(); }
  bool is_frozen() const { return freezer_.is_frozen(); }
  process::Freezer::Means frozen_by() const { return freezer_.means(); }

  // --- the Shutdown phase ---

  /// From here on an exit is no failure.
  void begin_shutdown() { is_shutting_down_ = true; }
  void signal_runtime(int number);
  void kill_extension(std::string_view name);
  /// Kills what is left and returns when nothing is.
  asio::awaitable<void> end();

 private:
  struct External {
    std::string name;
    std::unique_ptr<GuestProcess> process;
  };

  std::unique_ptr<GuestProcess> adopt(Launched launched, GuestObserver observer);
  void look_at_memory();
  void on_runtime_exit();
  void on_extension_exit(std::string_view name);

  EnvironmentHost& host_;
  ExtensionLink& extensions_;
  std::optional<std::uint64_t> memory_limit_;
  Observer observer_;
  process::Freezer freezer_;
  std::vector<External> external_;
  std::unique_ptr<GuestProcess> runtime_;
  std::optional<Failure> failure_;
  std::uint64_t peak_ = 0;
  bool killed_for_memory_ = false;
  bool is_shutting_down_ = false;
  bool is_watched_ = false;
  base::Alarm memory_look_;  // outlasts many a watch: most are over before it rings
};

}  // namespace lambent::environment
