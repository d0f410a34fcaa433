#include "emulator/process/cgroup_path.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace lambent::process {
namespace {

namespace fs = std::filesystem;

// The part of `rest` before `separator`, which is taken away with it.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// "/user.slice/…", from the line of the hierarchy that has number 0 and no name.
std::optional<std::string_view> path_in_hierarchy(std::string_view cgroup) {
  constexpr std::string_view kV2 = "0::";
  while (!cgroup.empty()) {
    const std::string_view line = take_until(cgroup, '\n');
    if (line.starts_with(kV2)) return line.substr(kV2.size());
  }
  return std::nullopt;
}

struct Mount {
  std::string_view root;   // the part of the hierarchy that is mounted
  std::string_view point;  // a space in it is written \040: such a folder will not be found
};

// "31 23 0:28 ROOT POINT options fields - TYPE source options"; nullopt for another type.
std::optional<Mount> cgroup2_mount(std::string_view line) {
  constexpr std::string_view kType = " - cgroup2 ";
  if (line.find(kType) == std::string_view::npos) return std::nullopt;
  for (int skipped = 0; skipped < 3; ++skipped)
    take_until(line, ' ');
  Mount mount;
  mount.root = take_until(line, ' ');
  mount.point = take_until(line, ' ');
  return mount;
}

// `path` as seen from `root`: "" or "/…"; nullopt when it lies outside.
std::optional<std::string_view> below(std::string_view path, std::string_view root) {
  if (root == "/") root = "";
  if (!path.starts_with(root)) return std::nullopt;
  path.remove_prefix(root.size());
  if (!path.empty() && path.front() != '/') return std::nullopt;
  // Outside of what a cgroup namespace shows.
  if (path.starts_with("/..")) return std::nullopt;
  return path == "/" ? "" : path;
}

}  // namespace

std::optional<fs::path> own_cgroup(std::string_view mountinfo, std::string_view cgroup) {
  const std::optional<std::string_view> path = path_in_hierarchy(cgroup);
  if (!path) return std::nullopt;
  while (!mountinfo.empty()) {
    const std::optional<Mount> mount = cgroup2_mount(take_until(mountinfo, '\n'));
    if (!mount) continue;
    const std::optional<std::string_view> rest = below(*path, mount->root);
    if (rest) return std::string(mount->point).append(*rest);
  }
  return std::nullopt;
}

}  // namespace lambent::process
