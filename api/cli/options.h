// The command line: arguments → what to do, or the answer to a person who asked or erred.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/cli/exit_code.h"
#include "config/settings.h"

namespace lambent::cli {

enum class Command { Invoke, Serve, StartLambda, StartApi, Logs };

/// As samconfig.toml and messages know it: "invoke", "serve", "start-lambda", "start-api",
/// "logs".
std::string_view name_of(Command command);

/// Which entries of the journal `logs` is asked for; empty means any.  As they were written: the
/// daemon judges them.
struct LogsOptions {
  bool follow = false;
  std::string environment;
  std::string request_id;
  std::string type;
  std::string after;
};

/// A command line without a fault.
struct CommandLine {
  Command command = Command::Serve;
  config::SettingsLayer settings;                  ///< what the flags say
  std::optional<std::filesystem::path> config;     ///< --config: instead of ./lambent.toml
  std::optional<std::filesystem::path> samconfig;  ///< --config-file: instead of samconfig.toml
  std::string samconfig_environment = "default";   ///< --config-env
  std::vector<std::string> targets;  ///< functions of the template, or code; of `logs` one function
  std::string event = "{}";          ///< -e as it was written; `invoke` only
  std::string tenant_id;             ///< `invoke` only
  std::string api;                   ///< --api: the only API to serve; empty: all
  bool no_watch = false;             ///< `start-api` only
  LogsOptions logs;                  ///< `logs` only
  bool debug = false;
  std::vector<std::string> remarks;  ///< options that were taken without effect
};

/// Help and version go to stdout, faults to stderr.
struct Answer {
  ExitCode exit_code = ExitCode::Success;
  std::string text;  ///< with its newline
};

/// Reads the arguments behind the program's name.
///
/// Errors  none: wrong use is an Answer with ExitCode::WrongUse.
/// Source  architecture.md §6, local-api.md §5.12.
std::variant<CommandLine, Answer> parse_command_line(const std::vector<std::string>& arguments);

}  // namespace lambent::cli
