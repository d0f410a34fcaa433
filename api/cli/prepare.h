// From a command line to what the daemon is built from.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "api/cli/console_writer.h"
#include "api/cli/options.h"
#include "api/cli/report.h"
#include "api/daemon.h"

namespace lambent::cli {

struct Prepared {
  StartUp start_up;
  /// Complete but for on_event, which is the console's.
  api::DaemonOptions daemon;
  std::vector<std::filesystem::path> files;  ///< what it depends on: templates, code, layers
};

/// Reads settings and templates, chooses the functions, finds the interpreter.
///
/// Errors  config::Error: one sentence.
Prepared prepare(const CommandLine& line);

/// The part of it that may change while the daemon runs, read anew.
///
/// Errors  config::Error: one sentence.
struct Reread {
  api::Reloaded daemon;
  config::Notices notices;
  std::vector<std::filesystem::path> files;  ///< what it depends on: templates, code, layers
};
Reread reread(const CommandLine& line);

/// The console: each journal event on stderr, through `writer`, which outlives the daemon.
/// `lifecycle`: also what becomes of environments, but of functions with LogFormat JSON, whose
/// every line is to be JSON.
std::function<void(const journal::Event&)> console_for(const StartUp& start_up,
                                                       ConsoleWriter& writer,
                                                       bool lifecycle);

}  // namespace lambent::cli
