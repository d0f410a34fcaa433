// unpack_zip(): a zip archive nobody vouches for → a folder it cannot reach out of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace lambent::invoke {

/// What code and layers of one function may take unzipped.
struct Allowance {
  std::uint64_t limit = 0;  ///< bytes, all packages together; for the message
  std::uint64_t left = 0;   ///< bytes, for this package
};

/// Unpacks `archive` into `target`, an empty folder with no symbolic link in its path.  A refused
/// archive leaves there what came before the fault: the caller removes it.
///
/// `place` says in messages whose archive it is.
///
/// Shape   entries keep their permission bits, without set-user-id and the like; folders stay
///         writable for us.  Absolute names, `..`, links that leave `target`, hard links and
///         devices are refused, as is an archive without entries.
/// Units   bytes of content written.
/// Errors  config::Error naming the place, the archive, the entry and the rule; also when the disk
///         refuses an entry.
/// Source  runtime-api.md §4.12, local-api.md §5.9.
std::uint64_t unpack_zip(std::string_view place,
                         const std::filesystem::path& archive,
                         const std::filesystem::path& target,
                         Allowance allowance);

/// For an archive that took `size` bytes when another function needed it.
/// Errors: config::Error when that is more than `allowance` leaves.
void check_fits(std::string_view place,
                const std::filesystem::path& archive,
                std::uint64_t size,
                Allowance allowance);

}  // namespace lambent::invoke
