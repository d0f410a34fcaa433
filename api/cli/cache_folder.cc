#include "api/cli/cache_folder.h"

namespace lambent::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kOurs = "lambent";

// Empty unless it is an absolute path.
fs::path folder_in(const std::map<std::string, std::string>& environment, const char* variable) {
  const auto found = environment.find(variable);
  if (found == environment.end() || !fs::path(found->second).is_absolute()) return {};
  return found->second;
}

}  // namespace

fs::path default_cache_folder(const std::map<std::string, std::string>& environment) {
  const fs::path caches = folder_in(environment, "XDG_CACHE_HOME");
  if (!caches.empty()) return caches / kOurs;
  const fs::path home = folder_in(environment, "HOME");
  return home.empty() ? fs::path() : home / ".cache" / kOurs;
}

}  // namespace lambent::cli
