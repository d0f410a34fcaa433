#include "emulator/environment/exit_text.h"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lambent::environment {
namespace {

struct SignalRow {
  int number;
  std::string_view name;
};

// Source: runtime-api.md §4.5.
constexpr auto kSignals = std::to_array<SignalRow>({
    {1,  "hangup"                  },
    {2,  "interrupt"               },
    {3,  "quit"                    },
    {4,  "illegal instruction"     },
    {5,  "trace/breakpoint trap"   },
    {6,  "aborted"                 },
    {7,  "bus error"               },
    {8,  "floating point exception"},
    {9,  "killed"                  },
    {10, "user defined signal 1"   },
    {11, "segmentation fault"      },
    {12, "user defined signal 2"   },
    {13, "broken pipe"             },
    {14, "alarm clock"             },
    {15, "terminated"              },
    {24, "CPU time limit exceeded" },
    {25, "file size limit exceeded"},
    {31, "bad system call"         },
});

constexpr std::string_view kExitError = "Runtime.ExitError";
constexpr std::string_view kExtensionLaunchError = "Extension.LaunchError";

// Go, whose words these are, writes the system's reason in lower case.
void lower_first(std::string& text, std::size_t at) {
  char& first = text[at];
  if (first >= 'A' && first <= 'Z') first = static_cast<char>(first - 'A' + 'a');
}

std::string_view extension_error_type(ExtensionState state) {
  if (state == ExtensionState::InitError) return "Extension.InitError";
  if (state == ExtensionState::ExitError) return "Extension.ExitError";
  return "Extension.Crash";
}

}  // namespace

std::string signal_name(int number) {
  for (const SignalRow& row : kSignals) {
    if (row.number == number) return std::string(row.name);
  }
  return fmt::format("signal {}", number);
}

Failure runtime_exit(const process::Exit& exit) {
  if (exit.by_signal) {
    return {std::string(kExitError),
            fmt::format("Runtime exited with error: signal: {}", signal_name(exit.code))};
  }
  if (exit.code == 0) {
    return {std::string(kExitError), "Runtime exited without providing a reason"};
  }
  return {std::string(kExitError),
          fmt::format("Runtime exited with error: exit status {}", exit.code)};
}

Failure cannot_start(const std::system_error& error) {
  std::string message = error.what();
  const std::string reason = error.code().message();
  if (!reason.empty() && message.ends_with(reason)) {
    lower_first(message, message.size() - reason.size());
  }
  return {"Runtime.InvalidEntrypoint", message};
}

Failure extension_exit(const process::Exit& exit, ExtensionState state) {
  std::string type(extension_error_type(state));
  if (exit.by_signal) return {std::move(type), fmt::format("signal: {}", signal_name(exit.code))};
  // As AWS does: another word for status 0 alone.
  const std::string_view word = exit.code == 0 ? "exit code" : "exit status";
  return {std::move(type), fmt::format("{} {}", word, exit.code)};
}

Failure extension_launch(std::string_view name, const std::system_error& error) {
  // The name as the function knows it, not that of the file behind it.
  std::string reason = error.code().message();
  lower_first(reason, 0);
  return {std::string(kExtensionLaunchError),
          fmt::format("fork/exec /opt/extensions/{}: {}", name, reason)};
}

Failure too_many_extensions() {
  return {std::string(kExtensionLaunchError), "ErrTooManyExtensions"};
}

std::string launch_error_name(const std::system_error& error) {
  const bool is_denied = error.code() == std::errc::permission_denied ||
                         error.code() == std::errc::operation_not_permitted;
  return is_denied ? "PermissionDenied" : "UnknownError";
}

Failure out_of_memory() {
  return {"Runtime.OutOfMemory", "Runtime exited with error: signal: killed"};
}

Failure timed_out(std::chrono::seconds timeout) {
  return {"Sandbox.Timedout", fmt::format("Task timed out after {}.00 seconds", timeout.count())};
}

std::string failure_payload(const Failure& failure, std::string_view request_id) {
  const std::string message =
      request_id.empty() ? fmt::format("Error: {}", failure.message)
                         : fmt::format("RequestId: {} Error: {}", request_id, failure.message);
  const nlohmann::ordered_json payload = {
      {"errorType",    failure.type},
      {"errorMessage", message     }
  };
  return payload.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lambent::environment
