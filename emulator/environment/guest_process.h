// GuestProcess: one process of an environment, the runtime or an extension, with its group and log.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "emulator/environment/environment_host.h"
#include "emulator/environment/launch.h"
#include "emulator/process/child.h"
#include "emulator/process/output_reader.h"

namespace lambent::environment {

/// Told, on the loop, of what the process does.
struct GuestObserver {
  std::function<void(process::LogRecord)> on_log;
  std::function<void()> on_exit;
};

/// Once observed, `end` must have returned before this dies.
class GuestProcess {
 public:
  GuestProcess(EnvironmentHost& host, Launched launched, GuestObserver observer);

  /// Begins to read the log and to wait for the end; the observer may be called at once.
  void observe();

  pid_t pid() const { return child_.pid(); }
  bool has_exited() const { return exit_.has_value(); }
  /// The same, asked of the kernel: true a moment earlier.
  bool is_dead() const { return child_.has_ended(); }
  /// How it ended; only when it has.
  const process::Exit& exit() const { return *exit_; }

  /// Bytes its whole tree holds now; 0 when it has ended.
  std::uint64_t resident_bytes();
  /// The most bytes its leader ever held, asked of the kernel while it lives.
  std::uint64_t peak_bytes();

  /// Reads what has been written to the log so far; the last line needs no newline.
  void drain_log();

  /// To its whole group; nothing when it has ended.
  void signal(int number) { child_.signal_group(number); }

  /// Kills the group, waits until it is gone and its log is read.
  asio::awaitable<void> end();

 private:
  asio::awaitable<void> watch();

  EnvironmentHost& host_;
  GuestObserver observer_;
  process::Child child_;
  process::OutputReader log_;
  std::optional<process::Exit> exit_;
  std::uint64_t peak_ = 0;
  base::Signal exited_;
  base::TaskGroup tasks_;
};

}  // namespace lambent::environment
