// The file of --env-vars: variables for all functions, or for one.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "config/model.h"

namespace lambent::config {

using Variables = std::map<std::string, std::string>;

struct EnvironmentFile {
  std::string file;
  Variables all;                             ///< `Parameters`, or all of a .env file
  std::map<std::string, Variables> by_name;  ///< by logical id or FunctionName
};

/// Reads `text`: a JSON object of objects, or `KEY=VALUE` lines.
///
/// Shape   JSON when the file is called so or begins with `{`.  A value is text, a number, or a
///         boolean; null, lists and maps become "".  In lines: `export ` in front, blank lines, `#`
///         comments, single quotes, and double quotes with \n \t \\ \" are understood.
/// Errors  Error `file:line:column: key: rule, found value`, also for reserved names.
/// Source  local-api.md §5.8.
EnvironmentFile parse_environment_file(std::string_view text, const std::string& filename);

EnvironmentFile load_environment_file(const std::filesystem::path& file);

/// Sets the variables of every function, those for one function last.  A name that no function has
/// becomes a notice.
///
/// Errors  Error when a function's variables together break the rules (4 KB).
void apply(const EnvironmentFile& file, Model& model);

}  // namespace lambent::config
