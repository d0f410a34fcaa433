#include "emulator/environment/spawn_reason.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace lambent::environment {
namespace {

namespace fs = std::filesystem;

// Families of variables that act when a program starts: the interpreter's, the linker's, the
// allocator's, the locale's.
constexpr auto kPrefixes = std::to_array<std::string_view>({"PYTHON", "LD_", "MALLOC_", "LC_"});
// HOME leads to the user's own packages; GLIBC_TUNABLES, GCONV_PATH and LOCPATH are the C
// library's.
constexpr auto kNames = std::to_array<std::string_view>(
    {"AWS_LAMBDA_EXEC_WRAPPER", "GCONV_PATH", "GLIBC_TUNABLES", "HOME", "LANG", "LOCPATH"});

bool acts_at_start(std::string_view name) {
  const auto begins_name = [name](std::string_view prefix) { return name.starts_with(prefix); };
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), begins_name) ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// The first of `variables` that acts at start; empty when none does.
std::string early_variable(const std::map<std::string, std::string>& variables) {
  for (const auto& [name, value] : variables) {
    if (acts_at_start(name)) return name;
  }
  return {};
}

// Extension modules are found by path; what the linker looks for has another name.
bool is_shared_library(std::string_view name) {
  return name.find(".so") != std::string_view::npos &&
         name.find(".cpython-") == std::string_view::npos && !name.ends_with(".abi3.so");
}

std::string library_in(const fs::path& folder) {
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    if (is_shared_library(name)) return entry->path().string();
  }
  return {};
}

}  // namespace

std::string spawn_reason(const config::FunctionConfig& function,
                         RuntimeClient client,
                         const VariableFacts& facts) {
  if (client != RuntimeClient::Lambent) return "the runtime client is awslambdaric";
  const std::string passed = early_variable(facts.passed_through);
  if (!passed.empty()) return passed + " is set";
  if (function.environment) {
    const std::string own = early_variable(*function.environment);
    if (!own.empty()) return own + " is set";
  }
  for (const fs::path& folder : {facts.task_root, facts.task_root / "lib", facts.opt / "lib"}) {
    if (folder.is_relative()) continue;  // there are no layers
    const std::string library = library_in(folder);
    if (!library.empty()) return library + " is a shared library on LD_LIBRARY_PATH";
  }
  return {};
}

}  // namespace lambent::environment
