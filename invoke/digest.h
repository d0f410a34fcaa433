// What files and folders hold, as a SHA-256 and a size.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace lambent::invoke {

struct Digest {
  std::string sha256;      ///< the 32 bytes themselves
  std::uint64_t size = 0;  ///< bytes of content
};

Digest digest_of_text(std::string_view text);

/// Errors: std::system_error naming the file that cannot be read.
Digest digest_of_file(const std::filesystem::path& file);

/// Shape   over the regular files below `folder`, sorted by relative name: "<size> <name>\n", then
///         the content.  The size is the sum of theirs.  `__pycache__` is left out at every depth:
///         Python writes there, and running code is no change of it.
/// Errors  std::system_error naming the folder or file that cannot be read.
Digest digest_of_folder(const std::filesystem::path& folder);

/// The size of `digest_of_folder` without reading the files.  Errors: the same.
std::uint64_t size_of_folder(const std::filesystem::path& folder);

/// Whether files have changed, without reading them.
///
/// Shape   hexadecimal digits, over name, size, mode and time of change of the same files.
/// Errors  the same.
std::string fingerprint_of_folder(const std::filesystem::path& folder);

/// Two lower-case digits for each byte.
std::string hex(std::string_view bytes);

}  // namespace lambent::invoke
