// `KEY=VALUE` lines, as in a .env file.  Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lambent::config {

/// Errors  Error `filename:line: rule, found "line"`.
std::map<std::string, std::string> parse_environment_lines(std::string_view text,
                                                           const std::string& filename);

}  // namespace lambent::config
