#include "emulator/journal/names.h"

#include <time.h>

#include <array>
#include <ctime>

#include <fmt/format.h>

namespace lambent::journal {

std::string_view type_of(const Fact& fact) {
  // In the order of the variant.
  static constexpr auto kTypes = std::to_array<std::string_view>({
      "platform.initStart",
      "platform.initRuntimeDone",
      "platform.initReport",
      "platform.start",
      "platform.runtimeDone",
      "platform.report",
      "platform.extension",
      "platform.telemetrySubscription",
      "platform.logsSubscription",
      "platform.logsDropped",
      "function",
      "extension",
      "environment.started",
      "environment.exited",
      "environment.reset",
      "environment.stopped",
      "environment.frozen",
      "environment.thawed",
      "extension.started",
      "extension.registered",
      "extension.ready",
      "extension.exited",
      "extension.killed",
      "extension.shutdown",
      "runtime.signalled",
      "shutdown.start",
      "shutdown.report",
  });
  static_assert(kTypes.size() == std::variant_size_v<Fact>);
  return kTypes[fact.index()];
}

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::Init: return "init";
    case Phase::Invoke: return "invoke";
  }
  return "";
}

std::string_view name_of(Status status) {
  switch (status) {
    case Status::Success: return "success";
    case Status::Error: return "error";
    case Status::Timeout: return "timeout";
  }
  return "";
}

std::string_view name_of(StartedBy by) {
  switch (by) {
    case StartedBy::Spawn: return "spawn";
    case StartedBy::Fork: return "fork";
  }
  return "";
}

std::string_view name_of(ResetReason reason) {
  switch (reason) {
    case ResetReason::Timeout: return "timeout";
    case ResetReason::Failure: return "failure";
  }
  return "";
}

std::string_view name_of(StopReason reason) {
  switch (reason) {
    case StopReason::Idle: return "idle";
    case StopReason::Reset: return "reset";
    case StopReason::Shutdown: return "shutdown";
    case StopReason::Exited: return "exited";
  }
  return "";
}

std::string_view name_of(FrozenBy by) {
  switch (by) {
    case FrozenBy::Signals: return "signals";
    case FrozenBy::Cgroup: return "cgroup";
  }
  return "";
}

std::string_view name_of(ShutdownReason reason) {
  switch (reason) {
    case ShutdownReason::Spindown: return "spindown";
    case ShutdownReason::Timeout: return "timeout";
    case ShutdownReason::Failure: return "failure";
  }
  return "";
}

std::string iso_time(base::WallTime time) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const std::time_t count = seconds.count();
  std::tm parts{};
  gmtime_r(&count, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                     parts.tm_year + 1900,
                     parts.tm_mon + 1,
                     parts.tm_mday,
                     parts.tm_hour,
                     parts.tm_min,
                     parts.tm_sec,
                     (since - seconds).count());
}

}  // namespace lambent::journal
