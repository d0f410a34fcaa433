// Which external extensions a function has, and how each is started.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/function.h"
#include "emulator/environment/variables.h"
#include "emulator/process/spawn.h"

namespace lambent::environment {

/// The names of all files in `opt`/extensions that are no folders, in byte order; none when `opt`
/// is empty.  A link counts as a file, whatever it points to.  Source: runtime-api.md §2.1.
std::vector<std::string> find_extensions(const std::filesystem::path& opt);

/// True when a layer carries the file that switches the Extensions API off.  Source: §2.1.
bool are_extensions_disabled(const std::filesystem::path& opt);

/// The file itself, without arguments, in `/`.  Source: runtime-api.md §4.9.
process::Command extension_command(const std::string& name,
                                   const config::FunctionConfig& function,
                                   const VariableFacts& facts);

}  // namespace lambent::environment
