#include "emulator/environment/runtime_command.h"

#include <algorithm>

#include <fmt/format.h>

namespace lambent::environment {
namespace {

constexpr std::string_view kWrapper = "AWS_LAMBDA_EXEC_WRAPPER=";

// The wrapper's part of the managed bootstrap.  Source: runtime-api.md §4.12.
constexpr const char* kRunWrapper = R"(
if [ ! -f "$AWS_LAMBDA_EXEC_WRAPPER" ]; then
  echo "$AWS_LAMBDA_EXEC_WRAPPER: does not exist"; exit 127
fi
if [ ! -x "$AWS_LAMBDA_EXEC_WRAPPER" ]; then
  echo "$AWS_LAMBDA_EXEC_WRAPPER: is not an executable"; exit 126
fi
exec "$AWS_LAMBDA_EXEC_WRAPPER" "$@")";

std::string as_found_here(std::string_view path, const VariableFacts& facts) {
  constexpr std::string_view kOpt = "/opt/";
  constexpr std::string_view kTask = "/var/task/";
  if (path.starts_with(kOpt) && !facts.opt.empty()) {
    return (facts.opt / path.substr(kOpt.size())).string();
  }
  if (path.starts_with(kTask)) return (facts.task_root / path.substr(kTask.size())).string();
  return std::string(path);
}

void add_private_variables(process::Command& command,
                           const RuntimePaths& paths,
                           const VariableFacts& facts) {
  command.environment.push_back(
      fmt::format("_LAMBDA_TELEMETRY_LOG_FD={}", process::kLogDescriptor));
  if (facts.opt.empty()) return;
  const std::string opt = facts.opt.string();
  if (paths.client == RuntimeClient::Lambent) {
    command.environment.push_back("LAMBENT_OPT=" + opt);
    return;
  }
  // awslambdaric alone knows nothing of layers: the launcher around it puts them on sys.path.
  std::string search = fmt::format("{0}/python/lib/python3.12/site-packages:{0}/python", opt);
  const auto own = std::find_if(
      command.environment.begin(), command.environment.end(), [](const std::string& text) {
        return text.starts_with("PYTHONPATH=");
      });
  if (own == command.environment.end()) {
    command.environment.push_back("PYTHONPATH=" + search);
  } else {
    *own += ':' + search;
  }
}

}  // namespace

process::Command runtime_command(const config::FunctionConfig& function,
                                 const RuntimePaths& paths,
                                 const VariableFacts& facts) {
  process::Command command;
  command.program = paths.python;
  command.working_directory = facts.task_root;
  command.has_log_descriptor = true;
  command.environment = runtime_variables(function, facts);
  add_private_variables(command, paths, facts);
  if (paths.client == RuntimeClient::Lambent) {
    command.arguments = {paths.python.string(), (paths.runtime_dir / "bootstrap.py").string()};
  } else {
    command.arguments = {paths.python.string(), "-m", "awslambdaric", function.handler};
  }

  const auto wrapper = std::find_if(
      command.environment.begin(), command.environment.end(), [](const std::string& text) {
        return text.starts_with(kWrapper);
      });
  if (wrapper != command.environment.end() && wrapper->size() > kWrapper.size()) {
    const std::string path =
        as_found_here(std::string_view(*wrapper).substr(kWrapper.size()), facts);
    *wrapper = std::string(kWrapper) + path;
    command.arguments.insert(command.arguments.begin(),
                             {"/bin/sh", "-c", kRunWrapper, "bootstrap"});
    command.program = "/bin/sh";
  }
  return command;
}

process::Command fork_server_command(const RuntimePaths& paths) {
  process::Command command;
  command.program = paths.python;
  command.arguments = {paths.python.string(), (paths.runtime_dir / "bootstrap.py").string()};
  command.working_directory = "/";
  command.environment = early_variables(paths.python.parent_path());
  command.environment.push_back("LAMBENT_FORK_SERVER=1");
  return command;
}

}  // namespace lambent::environment
