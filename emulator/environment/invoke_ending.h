// InvokeEnding: how one invoke, or one init, came to its end, and the numbers of its REPORT.  Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "emulator/environment/exit_text.h"
#include "emulator/journal/event.h"

namespace lambent::environment {

struct InvokeEnding {
  journal::Status status = journal::Status::Success;
  /// With Status::Error: what telemetry and REPORT name.
  std::string error_type;
  /// What the caller gets instead of an answer; unset when it has one.
  std::optional<std::string> payload;
  /// Bytes the runtime posted.
  std::uint64_t produced_bytes = 0;

  bool is_broken() const { return status != journal::Status::Success; }
};

/// The REPORT of an invoke.
///
/// Shape   Duration is clamped to `timeout` when the invoke timed out; Billed Duration is the
///         ceiling of Duration + Init Duration in whole milliseconds.
/// Source  runtime-api.md §6.2.
journal::Report report_of(const InvokeEnding& ending,
                          journal::Micros duration,
                          std::optional<journal::Micros> init_duration,
                          std::chrono::seconds timeout,
                          std::uint64_t memory_bytes);

}  // namespace lambent::environment
