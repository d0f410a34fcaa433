// Which of a function's own lines the platform drops.  Pure.
#pragma once

#include <string_view>

#include "config/function.h"

namespace lambent::journal {

/// True when a line of stdout or stderr is to be kept.
///
/// Shape   with LogFormat Text everything is kept; with Json a line that is a JSON object is
///         dropped when its `level` is below the function's; no or unknown level, or no valid
///         RFC 3339 `timestamp`, counts as INFO, as do lines that are no objects.
/// Source  runtime-api.md §6.4.
bool is_kept(std::string_view line, const config::LoggingConfig& logging);

}  // namespace lambent::journal
