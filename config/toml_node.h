// TOML as a Node.  Its source file is the only one that knows toml++.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "config/node.h"

namespace lambent::config {

/// The map that `text` is, members in the order of the file.
///
/// Shape   strings are quoted scalars; numbers, booleans, dates plain ones.
/// Errors  Error `filename:line:column: …` for what does not parse.
Node parse_toml(std::string_view text, const std::string& filename);

}  // namespace lambent::config
