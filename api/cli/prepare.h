// From a command line to what the daemon is built from.
#pragma once

#include <map>
#include <string>

#include "api/cli/console_writer.h"
#include "api/cli/options.h"
#include "api/cli/report.h"
#include "api/daemon.h"

namespace lambent::cli {

struct Prepared {
  StartUp start_up;
  /// Complete but for on_event, which is the console's.
  api::DaemonOptions daemon;
};

/// Reads settings and templates, chooses the functions, finds the interpreter.
///
/// Errors  config::Error: one sentence.
Prepared prepare(const CommandLine& line);

/// The console: each journal event on stderr, through `writer`, which outlives the daemon.
/// `lifecycle`: also what becomes of environments, but of functions with LogFormat JSON, whose
/// every line is to be JSON.
std::function<void(const journal::Event&)> console_for(const StartUp& start_up,
                                                       ConsoleWriter& writer,
                                                       bool lifecycle);

}  // namespace lambent::cli
