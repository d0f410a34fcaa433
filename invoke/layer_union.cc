#include "invoke/layer_union.h"

#include <map>
#include <string>

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  return fs::symlink_status(path).type() == fs::file_type::directory;
}

}  // namespace

void link_union(const fs::path& target, const std::vector<fs::path>& layers) {
  std::map<std::string, std::vector<fs::path>> owners;
  for (const fs::path& layer : layers) {
    for (const fs::directory_entry& entry : fs::directory_iterator(layer)) {
      std::vector<fs::path>& found = owners[entry.path().filename().string()];
      const bool joins = !found.empty() && is_folder(found.back()) && is_folder(entry.path());
      if (!joins) found.clear();
      found.push_back(entry.path());
    }
  }
  fs::create_directory(target);
  for (const auto& [name, sources] : owners) {
    if (sources.size() == 1) {
      fs::create_symlink(sources.front(), target / name);
    } else {
      link_union(target / name, sources);
    }
  }
}

}  // namespace lambent::invoke
