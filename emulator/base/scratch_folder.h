// ScratchFolder: a private temporary folder that goes with its owner.
#pragma once

#include <filesystem>

namespace lambent::base {

/// Errors: std::system_error or std::filesystem::filesystem_error naming the folder.
class ScratchFolder {
 public:
  /// A new folder `lambent-XXXXXX` (mode 0700) among the machine's temporary files.
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  /// Absolute, without symbolic links.
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lambent::base
