// RuntimeFiles: the Python runtime client as files on disk; the binary carries them.
#pragma once

#include <filesystem>

namespace lambent::bootstrap {

/// Writes the client into a private temporary folder that goes with this object.
/// Errors: std::system_error or std::filesystem::filesystem_error naming the file.
class RuntimeFiles {
 public:
  RuntimeFiles();
  RuntimeFiles(const RuntimeFiles&) = delete;
  RuntimeFiles& operator=(const RuntimeFiles&) = delete;
  ~RuntimeFiles();

  /// LAMBDA_RUNTIME_DIR: holds bootstrap.py.
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace lambent::bootstrap
