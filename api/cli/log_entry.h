// What `lambent logs` asks the daemon for, and how it shows an entry.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "api/cli/console.h"
#include "api/cli/options.h"
#include "config/settings.h"

namespace lambent::cli {

/// The journal route with its query, for a stream of what `logs` is to print.
/// `function` is the name of a function; empty: all.
std::string journal_target(std::string_view function,
                           const LogsOptions& options,
                           config::Output output);

/// One entry of that stream as it is printed, with its newline.
///
/// Shape   Text: the lines of its `line`, in the style of the console.  Json: `entry` itself.
/// Errors  nlohmann::json::exception when it is no entry.
std::string log_entry_text(std::string_view entry,
                           config::Output output,
                           const ConsoleStyle& style);

}  // namespace lambent::cli
