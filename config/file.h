// Configuration files on the disk.
#pragma once

#include <filesystem>
#include <string>

namespace lambent::config {

/// The bytes of a regular file of at most limits::kMaxConfigFile.
///
/// Errors  Error that names the file: not there, a folder, too large, not readable.
std::string read_config_file(const std::filesystem::path& file);

/// True for a folder, and for a file called `….zip`.
bool is_code(const std::filesystem::path& path);

}  // namespace lambent::config
