// The Python runtime client as files on disk; the binary carries them.
#pragma once

#include <filesystem>

namespace lambent::bootstrap {

/// Writes the client into `folder`, which exists: LAMBDA_RUNTIME_DIR, with bootstrap.py in it.
/// Errors: std::system_error naming the file.
void write_runtime_files(const std::filesystem::path& folder);

}  // namespace lambent::bootstrap
