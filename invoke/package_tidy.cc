// What leaves the cache of packages: leftovers of the dead, and what nobody has used for longest.
#include <algorithm>
#include <system_error>
#include <vector>

#include "invoke/kept_package.h"
#include "invoke/package_cache.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

struct Candidate {
  fs::path folder;
  fs::file_time_type used;
  std::uint64_t bytes = 0;
};

std::vector<fs::path> folders_in(const fs::path& cache) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator entry(cache, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_directory(error)) folders.push_back(entry->path());
  }
  return folders;
}

/// False when somebody uses it, or has used it since it was looked at.
bool remove_unused(const Candidate& candidate) {
  const std::optional<FolderLock> lock = FolderLock::alone(candidate.folder);
  if (!lock || last_touched(candidate.folder) != candidate.used) return false;
  return remove_package(candidate.folder);
}

}  // namespace

void tidy_packages(const fs::path& folder, std::uint64_t limit, const std::stop_token& stop) {
  std::vector<Candidate> packages;
  std::uint64_t total = 0;
  for (const fs::path& found : folders_in(folder)) {
    if (stop.stop_requested()) return;
    const std::optional<PackageRecord> record = read_record(found);
    if (record && is_package(found)) {
      packages.push_back({found, last_touched(found), record->bytes});
      total += record->bytes;
    } else if (const auto unused = FolderLock::alone(found)) {
      remove_package(found);
    }
  }
  std::sort(packages.begin(), packages.end(), [](const Candidate& a, const Candidate& b) {
    return a.used < b.used;
  });
  for (const Candidate& oldest : packages) {
    if (total <= limit || stop.stop_requested()) return;
    if (remove_unused(oldest)) total -= oldest.bytes;
  }
}

}  // namespace lambent::invoke
