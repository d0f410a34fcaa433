// RuntimeProcess: one generation of an environment's runtime: its process, its log, its memory.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "emulator/environment/environment_host.h"
#include "emulator/environment/exit_text.h"
#include "emulator/process/child.h"
#include "emulator/process/output_reader.h"

namespace lambent::environment {

/// Told, on the loop, of what the process does.
struct RuntimeObserver {
  std::function<void(process::LogRecord)> on_log;
  std::function<void()> on_exit;
};

/// Once observed, `end` must have returned before this dies.
class RuntimeProcess {
 public:
  /// Starts the runtime; `memory_limit` in bytes.
  /// Errors: std::system_error "fork/exec <program>: …".
  RuntimeProcess(EnvironmentHost& host,
                 const FunctionSetup& setup,
                 const VariableFacts& facts,
                 std::uint64_t memory_limit,
                 RuntimeObserver observer);

  /// Begins to read the log and to wait for the end; the observer may be called at once.
  void observe();

  pid_t pid() const { return child_.pid(); }
  bool has_exited() const { return exit_.has_value(); }
  /// The same, asked of the kernel: true a moment earlier.
  bool is_dead() const { return child_.has_ended(); }

  /// How it ended; only when it has.
  Failure failure() const;

  /// The most bytes that were seen resident.
  std::uint64_t peak_bytes() const { return peak_; }
  bool is_over_limit() const { return host_.limit_memory && peak_ > memory_limit_; }

  /// Looks at the whole process tree and kills it when it holds more than the limit.
  void enforce_memory();
  /// Asks the kernel for the leader's high-water mark.
  void look_at_peak();

  /// Reads what has been written to the log so far; the last line needs no newline.
  void drain_log();

  void kill();
  /// Kills the group, waits until it is gone and its log is read.
  asio::awaitable<void> end();

 private:
  struct Started {
    process::Spawned spawned;
    process::File log;
  };
  static Started start(EnvironmentHost& host,
                       const FunctionSetup& setup,
                       const VariableFacts& facts);
  RuntimeProcess(EnvironmentHost& host,
                 Started started,
                 std::uint64_t memory_limit,
                 RuntimeObserver observer);
  asio::awaitable<void> watch();

  EnvironmentHost& host_;
  std::uint64_t memory_limit_;
  RuntimeObserver observer_;
  process::Child child_;
  process::OutputReader log_;
  std::optional<process::Exit> exit_;
  std::uint64_t peak_ = 0;
  bool killed_for_memory_ = false;
  base::Signal exited_;
  base::TaskGroup tasks_;
};

}  // namespace lambent::environment
