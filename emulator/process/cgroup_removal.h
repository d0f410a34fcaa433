// How the cgroups of a daemon that ends, or has ended, are removed.
#pragma once

#include <chrono>
#include <filesystem>

namespace lambent::process {

/// Removes a home and the cgroups in it: thaws them, waits until all of their processes have ended,
/// but not longer than `patience`.  What is still in use stays.
void remove_cgroups(const std::filesystem::path& home, std::chrono::milliseconds patience);

}  // namespace lambent::process
