// How the runtime process of a function is started: program, arguments, private variables.  Pure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/function.h"
#include "emulator/environment/variables.h"
#include "emulator/process/spawn.h"

namespace lambent::environment {

enum class RuntimeClient { Lambent, Awslambdaric };

struct RuntimePaths {
  std::filesystem::path python;
  std::filesystem::path runtime_dir;  ///< holds bootstrap.py
  RuntimeClient client = RuntimeClient::Lambent;
};

/// Shape   python <runtime_dir>/bootstrap.py, or python -m awslambdaric <handler>.  With
///         AWS_LAMBDA_EXEC_WRAPPER the wrapper is run with that command as its arguments; a
///         missing one exits 127, one that may not be executed 126.  A wrapper under /opt or
///         /var/task is looked for where this environment has those folders.
/// Source  runtime-api.md §4.9, §4.12.
process::Command runtime_command(const config::FunctionConfig& function,
                                 const RuntimePaths& paths,
                                 const VariableFacts& facts);

/// The interpreter that forks such runtimes once they are needed: the same program with the same
/// variables, as far as those are the same for all functions.
process::Command fork_server_command(const RuntimePaths& paths);

}  // namespace lambent::environment
