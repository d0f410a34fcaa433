// How much memory a process and its descendants hold, read from /proc.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace lambent::process {

/// Bytes resident now in `pid` and all its descendants; nullopt when `pid` is gone.
std::optional<std::uint64_t> resident_bytes_of_tree(pid_t pid);

/// The most bytes `pid` itself ever had resident; nullopt when it is gone.
std::optional<std::uint64_t> peak_resident_bytes(pid_t pid);

}  // namespace lambent::process
