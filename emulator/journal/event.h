// Everything that can happen, as typed facts with times.  Log lines, JSON records, control routes
// and test assertions are all rendered from these.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "config/function.h"
#include "emulator/base/clock.h"

namespace lambent::journal {

using Micros = std::chrono::microseconds;

/// Init runs before any invoke, or ("suppressed") inside one.  Source: runtime-api.md §4.2.
enum class Phase { Init, Invoke };

enum class Status { Success, Error, Timeout };

/// Whose facts these are; one per environment.
struct Source {
  std::string function;
  std::string version;      ///< "$LATEST" or a number
  std::string environment;  ///< id of the environment, unique in the daemon's life
  std::string log_stream;
  int memory_mb = 0;
  config::LoggingConfig logging;
};

// --- platform facts; names as in the Telemetry API.  Source: runtime-api.md §3.4, §6 -------------

struct InitStart {
  Phase phase = Phase::Init;
  std::string runtime_version;  ///< "python:3.12.v18"
  std::string runtime_version_arn;
};

struct InitRuntimeDone {
  Phase phase = Phase::Init;
  Status status = Status::Success;
  std::string error_type;  ///< empty: none
};

struct InitReport {
  Phase phase = Phase::Init;
  Status status = Status::Success;
  std::string error_type;
  Micros duration{0};
};

struct Start {};

struct RuntimeDone {
  Status status = Status::Success;
  std::string error_type;
  Micros duration{0};
  std::uint64_t produced_bytes = 0;
};

struct Report {
  Status status = Status::Success;
  std::string error_type;
  Micros duration{0};
  std::int64_t billed_ms = 0;
  int max_memory_mb = 0;
  std::optional<Micros> init_duration;
};

// --- what the function wrote ---------------------------------------------------------------------

/// One line of stdout or stderr, or one framed record, without its newline.
struct FunctionLog {
  std::string text;
};

// --- facts of our own ----------------------------------------------------------------------------

enum class StartedBy { Spawn };

struct EnvironmentStarted {
  int pid = 0;
  std::uint16_t port = 0;
  Phase phase = Phase::Init;
  StartedBy by = StartedBy::Spawn;
};

struct EnvironmentExited {
  int pid = 0;
  std::string error_type;  ///< "Runtime.ExitError"
  std::string message;     ///< "Runtime exited with error: exit status 1"
};

enum class ResetReason { Timeout, Failure };

struct EnvironmentReset {
  ResetReason reason = ResetReason::Failure;
};

/// Why an environment is no more; Exited: its process left while it was idle.
enum class StopReason { Idle, Reset, Shutdown, Exited };

struct EnvironmentStopped {
  StopReason reason = StopReason::Shutdown;
};

using Fact = std::variant<InitStart,
                          InitRuntimeDone,
                          InitReport,
                          Start,
                          RuntimeDone,
                          Report,
                          FunctionLog,
                          EnvironmentStarted,
                          EnvironmentExited,
                          EnvironmentReset,
                          EnvironmentStopped>;

struct Event {
  std::uint64_t id = 0;  ///< 1, 2, 3 … without gaps
  base::WallTime time{};
  std::shared_ptr<const Source> source;
  std::string request_id;  ///< empty outside an invoke
  Fact fact;
};

}  // namespace lambent::journal
