// What the process says to its caller when it ends.
#pragma once

namespace lambent::cli {

/// Source: architecture.md §6.
enum class ExitCode {
  Success = 0,
  FunctionError = 1,  ///< `invoke` only: the function failed, its error is on stdout
  WrongUse = 2,       ///< of the command line, the configuration or the event
  CouldNotRun = 3,    ///< the port is taken, the disk is full, …
  Interrupted = 130,  ///< SIGINT ended an invoke before it had a result
  Terminated = 143,   ///< the same by SIGTERM
};

constexpr int to_int(ExitCode code) {
  return static_cast<int>(code);
}

}  // namespace lambent::cli
