// FolderLock: who uses a folder, known to every process of this machine.
#pragma once

#include <filesystem>
#include <optional>

#include "emulator/process/file.h"

namespace lambent::invoke {

/// A hold on a folder by its file `lock`, until this object or its process dies.  Whoever uses a
/// folder, or is making it, holds it with others; whoever removes it holds it alone.  The lock
/// moves with the folder when that is renamed.
class FolderLock {
 public:
  /// With others.  nullopt: there is no such folder, it is being removed, or it cannot be locked.
  static std::optional<FolderLock> shared(const std::filesystem::path& folder);
  /// Without others.  nullopt: as above, or somebody uses it.
  static std::optional<FolderLock> alone(const std::filesystem::path& folder);

  /// Says that the folder was of use just now.
  void touch() const;

 private:
  explicit FolderLock(process::File file) : file_(std::move(file)) {}
  static std::optional<FolderLock> take(const std::filesystem::path& folder, int operation);

  process::File file_;
};

/// When the folder was last touched; the beginning of time when that is unknown.
std::filesystem::file_time_type last_touched(const std::filesystem::path& folder);

}  // namespace lambent::invoke
