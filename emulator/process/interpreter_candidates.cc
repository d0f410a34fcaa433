#include "emulator/process/interpreter_candidates.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace lambent::process {

namespace {

namespace fs = std::filesystem;
using Variables = std::map<std::string, std::string>;

constexpr const char* kProgram = "python3.12";

std::string_view value_of(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view{} : std::string_view{found->second};
}

std::vector<fs::path> search_path(const Variables& variables) {
  std::vector<fs::path> folders;
  std::string_view rest = value_of(variables, "PATH");
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    // A relative folder means another place in each working directory: not one to trust.
    if (rest.front() == '/') folders.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return folders;
}

/// `$NAME`, else `$HOME/otherwise`, else nothing.
std::optional<fs::path> folder_or_home(const Variables& variables,
                                       const std::string& name,
                                       const fs::path& otherwise) {
  if (const auto set = value_of(variables, name); !set.empty()) return fs::path(set);
  if (const auto home = value_of(variables, "HOME"); !home.empty()) return home / otherwise;
  return std::nullopt;
}

/// The number after "3.12." in a folder's name: 7 for "3.12.7" and "cpython-3.12.7-linux-…".
std::optional<int> patch_of(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  int patch = 0;
  std::size_t digits = 0;
  while (digits < name.size() && digits < 4 && name[digits] >= '0' && name[digits] <= '9') {
    patch = patch * 10 + (name[digits++] - '0');
  }
  return digits == 0 ? std::nullopt : std::optional<int>{patch};
}

void add_versions(std::vector<InterpreterCandidate>& candidates,
                  const fs::path& folder,
                  std::string_view prefix,
                  std::string_view origin,
                  const ListFolder& list_folder) {
  std::vector<std::pair<int, std::string>> versions;
  for (std::string& name : list_folder(folder)) {
    if (const auto patch = patch_of(name, prefix)) versions.emplace_back(*patch, std::move(name));
  }
  std::sort(versions.rbegin(), versions.rend());
  for (const auto& [patch, name] : versions) {
    candidates.push_back({folder / name / "bin" / kProgram, std::string(origin)});
  }
}

std::vector<InterpreterCandidate> named_candidates(const NamedInterpreter& named,
                                                   const Variables& variables) {
  const bool bare_name = !named.path.native().empty() && named.path == named.path.filename();
  std::vector<InterpreterCandidate> candidates;
  if (!bare_name) {
    candidates.push_back({named.path, named.origin, true});
    return candidates;
  }
  for (const fs::path& folder : search_path(variables)) {
    candidates.push_back({folder / named.path, named.origin, true});
  }
  return candidates;
}

}  // namespace

std::optional<NamedInterpreter> named_interpreter(const InterpreterQuery& query) {
  if (query.explicit_path) {
    return NamedInterpreter{.path = *query.explicit_path, .origin = query.explicit_origin};
  }
  const auto variable = value_of(query.environment, "LAMBENT_PYTHON");
  if (variable.empty()) return std::nullopt;
  return NamedInterpreter{.path = variable, .origin = "LAMBENT_PYTHON"};
}

std::vector<InterpreterCandidate> interpreter_candidates(const InterpreterQuery& query,
                                                         const ListFolder& list_folder) {
  const Variables& variables = query.environment;
  if (const auto named = named_interpreter(query)) return named_candidates(*named, variables);

  std::vector<InterpreterCandidate> candidates;
  if (const auto venv = value_of(variables, "VIRTUAL_ENV"); !venv.empty()) {
    candidates.push_back({fs::path(venv) / "bin" / "python", "VIRTUAL_ENV"});
  }
  const auto pyenv = folder_or_home(variables, "PYENV_ROOT", ".pyenv");
  for (const fs::path& folder : search_path(variables)) {
    if (pyenv && folder == *pyenv / "shims") continue;
    candidates.push_back({folder / kProgram, "PATH"});
  }
  if (pyenv) add_versions(candidates, *pyenv / "versions", "3.12.", "pyenv", list_folder);
  const auto data = folder_or_home(variables, "XDG_DATA_HOME", ".local/share");
  const auto uv = value_of(variables, "UV_PYTHON_INSTALL_DIR");
  if (!uv.empty() || data) {
    const fs::path folder = uv.empty() ? *data / "uv" / "python" : fs::path(uv);
    add_versions(candidates, folder, "cpython-3.12.", "uv", list_folder);
  }
  return candidates;
}

}  // namespace lambent::process
