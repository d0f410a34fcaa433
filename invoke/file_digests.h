// FileDigests: digests of files, remembered as long as the files have not changed.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace lambent::invoke {

/// Which state of which file; two that are equal have the same content.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
  std::int64_t changed_ns = 0;   ///< the same; not even `touch` can set it back

  // NOLINTNEXTLINE(modernize-use-nullptr): the check's mistake about <=>
  auto operator<=>(const FileState&) const = default;
};

/// Errors: std::system_error naming the file.
FileState state_of(const std::filesystem::path& file);

/// It blocks on files, and belongs to one thread.
class FileDigests {
 public:
  /// Hexadecimal digits.  A file that has just been written is read every time: the clock of the
  /// file system is too coarse to tell whether it has been written again.
  ///
  /// Errors  std::system_error naming the file.
  std::string of(const std::filesystem::path& file);

 private:
  std::map<FileState, std::string> known_;
};

}  // namespace lambent::invoke
