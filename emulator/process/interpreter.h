// Interpreter: which Python 3.12 runs the handlers.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lambent::process {

struct InterpreterQuery {
  /// What was asked for: a path, or a bare name that is looked for on PATH.
  std::optional<std::filesystem::path> explicit_path;
  /// The variables of the daemon: LAMBENT_PYTHON, VIRTUAL_ENV, PATH, PYENV_ROOT,
  /// UV_PYTHON_INSTALL_DIR, XDG_DATA_HOME and HOME are read; candidates are tried under all of it.
  std::map<std::string, std::string> environment;
  /// Who named `explicit_path`, for messages.
  std::string explicit_origin = "--python";
};

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

struct InterpreterCandidate {
  std::filesystem::path path;
  std::string origin;  ///< explicit_origin, "LAMBENT_PYTHON", "VIRTUAL_ENV", "PATH", "pyenv", "uv"
  bool named = false;  ///< the user asked for this one and no other
};

/// The names in a folder; empty when it cannot be read.
using ListFolder = std::function<std::vector<std::string>(const std::filesystem::path&)>;

/// Where to look, best first.  Pure: whether a candidate exists is for the caller to see.
///
/// A named interpreter is the only candidate (under each folder of PATH when it is a bare name).
/// PATH skips pyenv's shim folder: a shim costs 0.1 s to start one of the versions that are in the
/// list anyway, or fails.
std::vector<InterpreterCandidate> interpreter_candidates(const InterpreterQuery& query,
                                                         const ListFolder& list_folder);

}  // namespace lambent::process
