// Settings of one run: flags > LAMBENT_* > lambent.toml > samconfig.toml > defaults.
#pragma once

#include <map>
#include <string>

#include "api/cli/options.h"
#include "config/settings.h"

namespace lambent::cli {

/// `logs` reads what `serve` reads, so that it finds that daemon.
///
/// Shape   lambent.toml is looked for where we run, samconfig.toml (.yaml, .yml) beside the
///         template when that is named, else where we run; `line` may name others.
/// Errors  config::Error.
config::Settings load_settings(const CommandLine& line,
                               const std::map<std::string, std::string>& environment);

/// The environment of this process.
std::map<std::string, std::string> variables_of_this_process();

}  // namespace lambent::cli
