// The environment variables a runtime or an extension sees: closed lists, nothing inherited.  Pure.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/function.h"

namespace lambent::environment {

/// What is known about the environment beside the function's own settings.
struct VariableFacts {
  std::string region;
  std::string version;  ///< $LATEST or a number
  std::string log_stream;
  std::string runtime_api;  ///< host:port
  std::filesystem::path task_root;
  std::filesystem::path opt;          ///< where the layers are; empty: none
  std::filesystem::path runtime_dir;  ///< the folder of the runtime client
  std::filesystem::path python_bin;   ///< the folder of the interpreter
  /// Variables of the user's own shell that were asked for by name (--pass-env).
  std::map<std::string, std::string> passed_through;
};

/// "NAME=value" texts, sorted by name.
///
/// Shape   the list of runtime-api.md §4.11 in its precedence: unreserved defaults < passed
///         through < the function's own < reserved.  Keys of the function that begin with '_' are
///         dropped, as AWS does.
std::vector<std::string> runtime_variables(const config::FunctionConfig& function,
                                           const VariableFacts& facts);

/// The same for an external extension: without what concerns the runtime alone (the column
/// "Extension" of §4.11).
std::vector<std::string> extension_variables(const config::FunctionConfig& function,
                                             const VariableFacts& facts);

/// What the interpreter itself reads at its start, as far as it is the same for all functions.
std::vector<std::string> early_variables(const std::filesystem::path& python_bin);

}  // namespace lambent::environment
