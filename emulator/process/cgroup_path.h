// Where a process stands in the hierarchy of cgroup v2, as a folder.  Pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace lambent::process {

/// The folder of a process's own cgroup.
///
/// Shape   `mountinfo` and `cgroup` are the texts of /proc/PID/mountinfo and /proc/PID/cgroup.
///         nullopt when no cgroup2 file system is mounted, or none that shows this process.
/// Source  proc(5); cgroups(7), "/proc files".
std::optional<std::filesystem::path> own_cgroup(std::string_view mountinfo,
                                                std::string_view cgroup);

}  // namespace lambent::process
