// When a runtime cannot be forked from a warm interpreter and be what a fresh one is.
#pragma once

#include <string>

#include "config/function.h"
#include "emulator/environment/runtime_command.h"
#include "emulator/environment/variables.h"

namespace lambent::environment {

/// What of this function acts before a runtime client runs, and so never would in a forked one:
/// "PYTHONOPTIMIZE is set", "AWS_LAMBDA_EXEC_WRAPPER is set".  Empty when there is no such thing.
///
/// Shape   a variable that the interpreter, the C library or the linker reads when a program
///         starts; a wrapper; another runtime client; a shared library where LD_LIBRARY_PATH
///         leads (the code's folder, its lib, the layers' lib), since the linker reads that
///         variable once.  The folders are looked at each time.
std::string spawn_reason(const config::FunctionConfig& function,
                         RuntimeClient client,
                         const VariableFacts& facts);

}  // namespace lambent::environment
