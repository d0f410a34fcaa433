// How a process ended → the error type and message that callers see.  Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>

#include "emulator/environment/extension_state.h"
#include "emulator/process/child.h"

namespace lambent::environment {

/// A failure of the platform's making: what ends up in the caller's payload and the REPORT line.
struct Failure {
  std::string type;     ///< "Runtime.ExitError"
  std::string message;  ///< without "RequestId: … Error: "
};

/// Source: runtime-api.md §4.5.
Failure runtime_exit(const process::Exit& exit);

/// The runtime could not be started at all: "fork/exec <program>: no such file or directory".
Failure cannot_start(const std::system_error& error);

/// An external extension's process ended in `state`: Extension.Crash, or Extension.InitError and
/// Extension.ExitError when it had announced its end.  Source: runtime-api.md §4.5.
Failure extension_exit(const process::Exit& exit, ExtensionState state);

/// An external extension could not be started: type Extension.LaunchError, message
/// "fork/exec /opt/extensions/<name>: permission denied".
Failure extension_launch(std::string_view name, const std::system_error& error);

/// /opt/extensions holds more than an environment may have: type Extension.LaunchError.
Failure too_many_extensions();

/// Why an extension could not be started, as its EXTENSION line names it: PermissionDenied,
/// UnknownError.  Source: runtime-api.md §6.1.
std::string launch_error_name(const std::system_error& error);
/// The same of the first extension that is too many.
inline constexpr std::string_view kTooManyExtensionsName = "TooManyExtensions";

/// The runtime was killed because it used more than the function's memory.
Failure out_of_memory();

/// `timeout_seconds` with two decimals, from the configured timeout.  Source: §5.
Failure timed_out(std::chrono::seconds timeout);

/// The caller's payload, key order errorType, errorMessage; no request id known: "Error: …".
/// Source: runtime-api.md §5.
std::string failure_payload(const Failure& failure, std::string_view request_id);

/// Go's names, as AWS prints them: 9 → "killed"; others "signal N".
std::string signal_name(int number);

}  // namespace lambent::environment
