#include "invoke/package_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "config/error.h"
#include "invoke/kept_package.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

/// Others make and remove the same package now and then, not again and again.
constexpr int kAttempts = 5;

[[noreturn]] void refuse(const fs::path& folder, const std::string& finding) {
  throw config::Error(
      fmt::format("cache folder {}: {}", config::in_quotes(folder.string()), finding));
}

void make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return;
  refuse(folder, std::generic_category().message(errno));
}

struct stat status_of(const fs::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) {
    refuse(folder, std::generic_category().message(errno));
  }
  return status;
}

/// The folder itself, or the one above it that is there.
fs::path nearest_existing(fs::path folder) {
  while (!fs::exists(folder) && folder.has_relative_path())
    folder = folder.parent_path();
  return folder;
}

/// Others' code must not come in, and root must not leave folders where a user wants to write.
void require_own(const fs::path& folder) {
  const uid_t us = ::geteuid();
  const struct stat status = status_of(folder);
  if (!S_ISDIR(status.st_mode)) refuse(folder, "expected a folder");
  if (status.st_uid != us) {
    refuse(folder, fmt::format("expected one of user {}, found user {}'s", us, status.st_uid));
  }
}

}  // namespace

fs::path open_package_cache(const fs::path& folder) {
  const fs::path absolute = fs::absolute(folder).lexically_normal();
  if (::geteuid() == 0) require_own(nearest_existing(absolute));
  std::error_code error;
  fs::create_directories(absolute.parent_path(), error);
  if (error) refuse(absolute, error.message());
  make_folder(absolute);
  require_own(absolute);
  if ((status_of(absolute).st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    refuse(absolute, "expected one that no other user may write to");
  }
  fs::path packages = fs::canonical(absolute) / "packages";
  make_folder(packages);
  if (::access(packages.c_str(), W_OK) != 0) {
    refuse(packages, std::generic_category().message(errno));
  }
  return packages;
}

/// nullopt: not there, damaged, or going.
std::optional<KeptPackage> PackageCache::find(const fs::path& place) const {
  std::optional<FolderLock> lock = FolderLock::shared(place);
  if (!lock) return std::nullopt;
  const std::optional<PackageRecord> record = read_record(place);
  if (!record || !is_whole(place, *record)) return std::nullopt;
  lock->touch();
  return KeptPackage{
      .files = place / kPackageFiles, .bytes = record->bytes, .lock = std::move(*lock)};
}

/// False when the disk says no.
bool PackageCache::make(const fs::path& place, const Fill& fill) const {
  const fs::path unfinished = unfinished_in(folder_);
  if (::mkdir(unfinished.c_str(), 0700) != 0) return false;
  const std::optional<FolderLock> lock = FolderLock::shared(unfinished);
  if (!lock) return false;
  std::error_code error;
  try {
    fs::create_directory(unfinished / kPackageFiles);
    write_record(unfinished, fill(unfinished / kPackageFiles));
  } catch (...) {
    fs::remove_all(unfinished, error);
    throw;
  }
  fs::rename(unfinished, place, error);
  if (!error) return true;
  // Somebody else was faster: theirs is as good.
  const bool taken = error == std::errc::directory_not_empty || error == std::errc::file_exists;
  fs::remove_all(unfinished, error);
  return taken;
}

std::optional<KeptPackage> PackageCache::take(const std::string& digest, const Fill& fill) {
  const fs::path place = folder_ / digest;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (std::optional<KeptPackage> found = find(place)) return found;
    if (fs::exists(place)) {
      const std::optional<FolderLock> damaged = FolderLock::alone(place);
      if (!damaged) return std::nullopt;
      remove_package(place);
    }
    if (!make(place, fill)) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace lambent::invoke
