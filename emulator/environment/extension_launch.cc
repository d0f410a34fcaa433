#include "emulator/environment/extension_launch.h"

#include <algorithm>
#include <system_error>

namespace lambent::environment {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "extensions";
constexpr const char* kDisablingFile = "disable-extensions-jwigqn8j";

}  // namespace

std::vector<std::string> find_extensions(const fs::path& opt) {
  std::vector<std::string> names;
  if (opt.empty()) return names;
  std::error_code failure;
  for (fs::directory_iterator entry(opt / kFolder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::error_code ignored;
    const fs::file_status status = entry->symlink_status(ignored);
    if (status.type() != fs::file_type::directory) names.push_back(entry->path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool are_extensions_disabled(const fs::path& opt) {
  std::error_code ignored;
  return !opt.empty() && fs::exists(opt / kDisablingFile, ignored);
}

process::Command extension_command(const std::string& name,
                                   const config::FunctionConfig& function,
                                   const VariableFacts& facts) {
  process::Command command;
  command.program = facts.opt / kFolder / name;
  command.arguments = {command.program.string()};
  command.environment = extension_variables(function, facts);
  command.working_directory = "/";
  return command;
}

}  // namespace lambent::environment
