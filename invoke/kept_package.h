// A kept package on the disk: its names, its record, and the ways it comes and goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lambent::invoke {

/// In a package's folder: what was in the archive.  Beside it are the files `record` and `lock`.
inline constexpr const char* kPackageFiles = "files";

/// What is known of a package that is whole.
struct PackageRecord {
  std::uint64_t bytes = 0;  ///< unzipped
  /// fingerprint_of_folder() of its files, to tell whether somebody has changed them since.
  std::string fingerprint = {};
};

/// Whether a folder of the cache is a package: 64 hexadecimal digits.  All other folders are being
/// made or removed, by their name as well as in fact.
bool is_package(const std::filesystem::path& folder);

/// A new name in `cache` for a folder that is being made or removed.
std::filesystem::path unfinished_in(const std::filesystem::path& cache);

/// The last thing written before the folder gets its final name.
/// Errors: std::system_error.
void write_record(const std::filesystem::path& folder, std::uint64_t bytes);

/// nullopt: there is none that can be read.
std::optional<PackageRecord> read_record(const std::filesystem::path& folder);

/// Whether the files are what the record says: names, sizes, modes, times of change.
bool is_whole(const std::filesystem::path& folder, const PackageRecord& record);

/// Removes a folder of the cache that the caller holds alone.  Killed in the middle, it leaves
/// nothing that is_package().  False when it cannot be removed.
bool remove_package(const std::filesystem::path& folder);

}  // namespace lambent::invoke
