#include "invoke/file_digests.h"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "invoke/digest.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

/// The coarsest clock of a file system in use: FAT's.
constexpr std::chrono::seconds kClockOfFiles{2};

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool has_settled(const FileState& state) {
  // Compared with what the file system wrote, so it is the machine's time of day.
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now) - state.changed_ns > std::chrono::nanoseconds(kClockOfFiles).count();
}

}  // namespace

FileState state_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    throw std::system_error(errno, std::generic_category(), file.string());
  }
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = status.st_size,
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim)};
}

std::string FileDigests::of(const fs::path& file) {
  const FileState before = state_of(file);
  if (const auto known = known_.find(before); known != known_.end()) return known->second;
  const bool settled = has_settled(before);
  std::string digest = hex(digest_of_file(file).sha256);
  if (settled && state_of(file) == before) known_.emplace(before, digest);
  return digest;
}

}  // namespace lambent::invoke
