// Where Python 3.12 is looked for, best first.  Pure.
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

/// The interpreter that the user asked for, to take and no other.
struct NamedInterpreter {
  std::filesystem::path path;  ///< as it was written, perhaps a bare name
  std::string origin;          ///< explicit_origin or "LAMBENT_PYTHON"
};

/// `explicit_path`, else a LAMBENT_PYTHON that is not empty, else nothing.
std::optional<NamedInterpreter> named_interpreter(const InterpreterQuery& query);

struct InterpreterCandidate {
  std::filesystem::path path;
  std::string origin;  ///< explicit_origin, "LAMBENT_PYTHON", "VIRTUAL_ENV", "PATH", "pyenv", "uv"
  bool named = false;  ///< the user asked for this one and no other
};

/// The names in a folder; empty when it cannot be read.
using ListFolder = std::function<std::vector<std::string>(const std::filesystem::path&)>;

/// Where to look, best first; whether a candidate exists is for the caller to see.
///
/// Shape   a named interpreter is the only candidate (under each folder of PATH when it is a bare
///         name).  PATH skips pyenv's shim folder: a shim costs 0.1 s to start one of the versions
///         that are in the list anyway, or fails.
/// Source  architecture.md §7.
std::vector<InterpreterCandidate> interpreter_candidates(const InterpreterQuery& query,
                                                         const ListFolder& list_folder);

}  // namespace lambent::process
