// Interpreter: which Python 3.12 runs the handlers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emulator/process/interpreter_candidates.h"

namespace lambent::process {

struct Interpreter {
  std::filesystem::path path;  ///< absolute; of a virtual environment: its own python
  std::string version;         ///< "3.12.1"
  /// One sentence each for the start-up report.
  std::vector<std::string> notices;
};

/// Finds the interpreter and has run it once.
///
/// Shape   the first of `interpreter_candidates` that runs and says 3.12.  One that the user named
///         (--python, LAMBENT_PYTHON) is taken as it is: another 3.x runs with a notice.
/// Units   one start of Python, some 8 ms; a candidate that hangs is given up after 5 s.
/// Errors  config::Error when the named one does not run, or when none is found: one sentence that
///         says what was tried and what to install.
/// Source  architecture.md §7.
Interpreter find_interpreter(const InterpreterQuery& query);

}  // namespace lambent::process
