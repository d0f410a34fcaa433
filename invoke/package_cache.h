// PackageCache: unzipped packages by digest, shared by all daemons of a user.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "invoke/folder_lock.h"

namespace lambent::invoke {

/// Where packages are kept below `folder`, which is made when it is missing (mode 0700).
///
/// Shape   absolute, without symbolic links.
/// Errors  config::Error naming the folder and what is wrong with it: another user's, writable by
///         others, or not to be made.
std::filesystem::path open_package_cache(const std::filesystem::path& folder);

/// A package in the cache.  It stays there as long as this lives.
struct KeptPackage {
  std::filesystem::path files;
  std::uint64_t bytes = 0;  ///< unzipped
  FolderLock lock;
};

/// One folder per digest.  A package is unpacked into an unfinished folder beside and renamed into
/// its place when it is whole, so daemons may do that at the same time and be killed at any time.
///
/// It blocks on files.
class PackageCache {
 public:
  /// Writes the package into a folder and returns its bytes unzipped.
  using Fill = std::function<std::uint64_t(const std::filesystem::path& target)>;

  /// `folder` is what open_package_cache() returned.
  explicit PackageCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The package with this digest (64 hexadecimal digits), filled when it is not there or damaged.
  ///
  /// Shape   nullopt when the cache cannot keep it: the disk says no, or it is damaged and another
  ///         daemon uses it.
  /// Errors  those of `fill`; nothing of the package stays then.
  std::optional<KeptPackage> take(const std::string& digest, const Fill& fill);

 private:
  std::optional<KeptPackage> find(const std::filesystem::path& place) const;
  bool make(const std::filesystem::path& place, const Fill& fill) const;

  std::filesystem::path folder_;
};

/// Removes what dead daemons left unfinished, and the packages longest out of use beyond `limit`
/// bytes.  What a living daemon uses stays.  It blocks on files, and ends early when asked to.
void tidy_packages(const std::filesystem::path& folder,
                   std::uint64_t limit,
                   const std::stop_token& stop);

}  // namespace lambent::invoke
