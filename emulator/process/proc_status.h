// One number of /proc/PID/status.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace lambent::process {

/// The number after `field` ("VmHWM"), without its unit; nullopt when `pid` is gone or has no such
/// field.
std::optional<std::uint64_t> status_number(pid_t pid, std::string_view field);

}  // namespace lambent::process
