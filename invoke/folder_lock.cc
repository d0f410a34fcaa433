#include "invoke/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <system_error>

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";

bool is_still_there(int descriptor, const fs::path& path) {
  struct stat held {};
  struct stat there {};
  return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &there) == 0 &&
         held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

}  // namespace

std::optional<FolderLock> FolderLock::take(const fs::path& folder, int operation) {
  const fs::path path = folder / kLockName;
  process::File file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open() || ::flock(file.get(), operation | LOCK_NB) != 0) return std::nullopt;
  // Between the two calls the folder may have gone, or another come in its place.
  if (!is_still_there(file.get(), path)) return std::nullopt;
  return FolderLock(std::move(file));
}

std::optional<FolderLock> FolderLock::shared(const fs::path& folder) {
  return take(folder, LOCK_SH);
}

std::optional<FolderLock> FolderLock::alone(const fs::path& folder) {
  return take(folder, LOCK_EX);
}

void FolderLock::touch() const {
  ::futimens(file_.get(), nullptr);
}

fs::file_time_type last_touched(const fs::path& folder) {
  std::error_code error;
  const fs::file_time_type time = fs::last_write_time(folder / kLockName, error);
  return error ? fs::file_time_type::min() : time;
}

}  // namespace lambent::invoke
