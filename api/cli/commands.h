// The commands: each runs until it is done and returns the exit code.
#pragma once

#include "api/cli/exit_code.h"
#include "api/cli/options.h"

namespace lambent::cli {

// Errors of all: config::Error for wrong configuration, std::system_error and other exceptions for
// what could not run.

/// `lambent invoke`: one invoke, then shutdown.  The result is printed as soon as it is there.
ExitCode run_invoke(const CommandLine& line);

/// `lambent serve`, `lambent start-lambda` and `lambent start-api`: until SIGINT or SIGTERM.
ExitCode run_serve(const CommandLine& line);

/// `lambent logs`: prints what the journal of a running daemon holds; with --follow also what
/// comes, until SIGINT, SIGTERM or the daemon's end.
ExitCode run_logs(const CommandLine& line);

}  // namespace lambent::cli
