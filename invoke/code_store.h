// CodeStore: a function's package and layers → folders on disk that a runtime can use.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/function.h"
#include "config/limits.h"
#include "invoke/file_digests.h"
#include "invoke/package_cache.h"

namespace lambent::invoke {

/// Where a runtime finds its files.
struct CodeLayout {
  std::filesystem::path task_root;            ///< LAMBDA_TASK_ROOT
  std::filesystem::path opt;                  ///< the merged layers; empty when there are none
  std::vector<std::filesystem::path> layers;  ///< folders, lowest first: a later one's files win
};

/// What GetFunctionConfiguration says about the package.
struct CodeFacts {
  std::string sha256_base64;
  std::uint64_t size = 0;                  ///< bytes
  std::vector<std::uint64_t> layer_sizes;  ///< bytes, in the order of the layers
};

struct CodeStoreOptions {
  /// Bytes of code and layers of one function together, archives only.
  std::uint64_t max_unzipped = limits::kMaxUnzipped;
  /// Where archives are kept unzipped, from open_package_cache().  Empty: in the store's folder.
  std::filesystem::path cache = {};
  /// False: `CodeLayout::opt` stays empty, because `layers` is all that is wanted.
  bool merge_layers = true;
};

/// Folders are used in place: an edit is seen at the next cold start.  Zip archives are unpacked
/// once per content, into the cache; inline code becomes index.py and several layers become one
/// tree, in a folder of the store's own.  There go archives, too, that the cache cannot take.
///
/// It blocks on files.  `prepare` runs once at a time; `facts` may run beside it on any thread.
class CodeStore {
 public:
  /// `folder` exists, belongs to this store and has no symbolic link in its path.
  explicit CodeStore(std::filesystem::path folder, CodeStoreOptions options = {});
  CodeStore(const CodeStore&) = delete;
  CodeStore& operator=(const CodeStore&) = delete;

  /// Shape   zip: entries keep their permission bits; absolute names, `..`, links that leave and
  ///         devices are refused, as is more than the limit (folders are not
  ///         measured).
  ///         layers: a single one is used as it is; of several a later one replaces the files of
  ///         an earlier one.  The merged tree links to the layers, so edits show there too.
  /// Errors  config::Error naming the function or layer, the file, the rule and the entry;
  ///         std::system_error when the disk fails.
  /// Source  runtime-api.md §4.12, local-api.md §5.9.
  CodeLayout prepare(const config::FunctionConfig& function);

  /// Reads every byte of the package, so ask only when somebody wants to know.
  ///
  /// Shape   a zip: digest and size of the archive, as in the cloud.  A folder has no archive:
  ///         digest over its sorted relative names and contents, size the sum of its files,
  ///         `__pycache__` left out because running the function writes there.
  /// Errors  as `prepare`.
  CodeFacts facts(const config::FunctionConfig& function) const;

 private:
  struct Unpacked {
    std::filesystem::path folder;
    std::uint64_t bytes = 0;
    std::optional<FolderLock> lock = std::nullopt;  // of a package in the cache
  };

  std::filesystem::path write_inline(const std::string& source);
  const Unpacked& unpack(const std::string& place,
                         const std::filesystem::path& archive,
                         std::uint64_t left);
  Unpacked unpack_here(const std::string& digest, const PackageCache::Fill& fill);
  std::filesystem::path merge(const std::vector<std::filesystem::path>& layers);

  std::filesystem::path root_;
  CodeStoreOptions options_;
  std::optional<PackageCache> cache_;
  FileDigests digests_;
  std::map<std::string, Unpacked> unpacked_;  // by SHA-256 of the archive
  std::map<std::vector<std::filesystem::path>, std::filesystem::path> merged_;
};

}  // namespace lambent::invoke
