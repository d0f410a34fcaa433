// Everything that can happen, as typed facts with times.  Log lines, JSON records, control routes
// and test assertions are all rendered from these.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

/// A part of an invoke.  `name`: responseLatency (event handed out → the runtime begins to post),
/// responseDuration (→ the end of the upload), runtimeOverhead (→ next), extensionOverhead (the
/// runtime's next → the last extension's).
struct Span {
  std::string_view name;
  base::WallTime start{};
  Micros duration{0};
};

struct RuntimeDone {
  Status status = Status::Success;
  std::string error_type;
  Micros duration{0};
  std::uint64_t produced_bytes = 0;
  std::vector<Span> spans;
};

struct Report {
  Status status = Status::Success;
  std::string error_type;
  Micros duration{0};
  std::int64_t billed_ms = 0;
  int max_memory_mb = 0;
  std::optional<Micros> init_duration;
  std::vector<Span> spans;
};

/// One for each extension when an init has ended.
struct Extension {
  std::string name;
  std::string state;                ///< "Ready"; runtime-api.md §2.4
  std::vector<std::string> events;  ///< "INVOKE", "SHUTDOWN"
  std::string error_type;           ///< empty: none
};

struct TelemetrySubscription {
  std::string name;                ///< of the extension
  std::string state;               ///< "Subscribed", "Already subscribed"
  std::vector<std::string> types;  ///< "platform", "function", "extension"
};

struct LogsSubscription {
  std::string name;
  std::string state;
  std::vector<std::string> types;
};

/// Telemetry that its subscriber will never see.
struct LogsDropped {
  std::string name;  ///< of the extension that had subscribed
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::string reason;
};

// --- what the function and its extensions wrote -------------------------------------------------

/// One line of stdout or stderr, or one framed record, without its newline.
struct FunctionLog {
  std::string text;
  /// False: below the function's log level.  Telemetry has it all the same, the log has not.
  /// Source: runtime-api.md §3.2, §6.4.
  bool is_logged = true;
};

/// One line of an external extension.
struct ExtensionLog {
  std::string name;  ///< of the extension
  std::string text;
};

// --- facts of our own ----------------------------------------------------------------------------

enum class StartedBy { Spawn, Fork };

/// The runtime process has started.
struct EnvironmentStarted {
  int pid = 0;
  std::uint16_t port = 0;
  Phase phase = Phase::Init;
  StartedBy by = StartedBy::Spawn;
  std::string spawn_reason = {};  ///< what of the function forbids a fork: "PYTHONPATH is set"
};

/// The runtime process has ended.
struct EnvironmentExited {
  int pid = 0;
  std::string error_type;  ///< "Runtime.ExitError"
  std::string message;     ///< "Runtime exited with error: exit status 1"
};

enum class ResetReason { Timeout, Failure };

struct EnvironmentReset {
  ResetReason reason = ResetReason::Failure;
};

/// Why an environment is no more; Exited: one of its processes left while it was idle.
enum class StopReason { Idle, Reset, Shutdown, Exited };

struct EnvironmentStopped {
  StopReason reason = StopReason::Shutdown;
};

enum class FrozenBy { Signals, Cgroup };

/// Between invokes nothing of the environment runs.
struct EnvironmentFrozen {
  FrozenBy by = FrozenBy::Signals;
};
struct EnvironmentThawed {};

/// An external extension's process has started.
struct ExtensionStarted {
  std::string name;
  int pid = 0;
};

struct ExtensionRegistered {
  std::string name;
  bool is_external = true;
  std::vector<std::string> events;
};

/// An extension has asked for its first event.
struct ExtensionReady {
  std::string name;
};

/// An external extension's process has ended.
struct ExtensionExited {
  std::string name;
  int pid = 0;
  std::string message;  ///< "exit status 1"; runtime-api.md §4.5
};

/// What an extension is told of the end.  Source: runtime-api.md §2.3.
enum class ShutdownReason { Spindown, Timeout, Failure };

/// The Shutdown phase has begun.
struct ShutdownStart {
  ShutdownReason reason = ShutdownReason::Spindown;
  std::chrono::milliseconds budget{0};
};

/// The runtime's process group was sent a signal by the platform.
struct RuntimeSignalled {
  int pid = 0;
  std::string_view signal;  ///< "SIGTERM", "SIGKILL"
};

/// An extension's pending `next` was answered with SHUTDOWN.
struct ExtensionShutdown {
  std::string name;
  ShutdownReason reason = ShutdownReason::Spindown;
  std::int64_t deadline_ms = 0;  ///< since the Unix epoch
};

/// An external extension's process group was killed by the platform.
struct ExtensionKilled {
  std::string name;
  int pid = 0;
};

/// The Shutdown phase has ended: no process is left.
struct ShutdownReport {
  ShutdownReason reason = ShutdownReason::Spindown;
  Micros duration{0};    ///< of the whole phase
  Micros runtime{0};     ///< of it, until the runtime was gone
  Micros extensions{0};  ///< of it, the rest
};

using Fact = std::variant<InitStart,
                          InitRuntimeDone,
                          InitReport,
                          Start,
                          RuntimeDone,
                          Report,
                          Extension,
                          TelemetrySubscription,
                          LogsSubscription,
                          LogsDropped,
                          FunctionLog,
                          ExtensionLog,
                          EnvironmentStarted,
                          EnvironmentExited,
                          EnvironmentReset,
                          EnvironmentStopped,
                          EnvironmentFrozen,
                          EnvironmentThawed,
                          ExtensionStarted,
                          ExtensionRegistered,
                          ExtensionReady,
                          ExtensionExited,
                          ExtensionKilled,
                          ExtensionShutdown,
                          RuntimeSignalled,
                          ShutdownStart,
                          ShutdownReport>;

struct Event {
  std::uint64_t id = 0;  ///< 1, 2, 3 … without gaps
  base::WallTime time{};
  std::shared_ptr<const Source> source;
  std::string request_id;  ///< empty outside an invoke
  Fact fact;
};

}  // namespace lambent::journal
