#include "invoke/kept_package.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <random>
#include <system_error>

#include <fmt/format.h>

#include "invoke/digest.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordName = "record";
/// The first word of a record; another form of it has another number.
constexpr std::string_view kRecordForm = "lambent-package-1";
constexpr std::size_t kDigestLength = 64;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

bool is_package(const fs::path& folder) {
  const std::string name = folder.filename();
  return name.size() == kDigestLength && std::all_of(name.begin(), name.end(), is_hex);
}

fs::path unfinished_in(const fs::path& cache) {
  std::random_device random;
  return cache / fmt::format("unfinished-{:08x}{:08x}", random(), random());
}

void write_record(const fs::path& folder, std::uint64_t bytes) {
  const fs::path path = folder / kRecordName;
  std::ofstream file(path, std::ios::binary);
  file << kRecordForm << ' ' << bytes << ' ' << fingerprint_of_folder(folder / kPackageFiles)
       << '\n';
  file.close();
  if (!file) throw std::system_error(errno, std::generic_category(), path.string());
}

std::optional<PackageRecord> read_record(const fs::path& folder) {
  std::ifstream file(folder / kRecordName, std::ios::binary);
  std::string form;
  PackageRecord record;
  file >> form >> record.bytes >> record.fingerprint;
  if (!file || form != kRecordForm) return std::nullopt;
  return record;
}

bool is_whole(const fs::path& folder, const PackageRecord& record) {
  try {
    return fingerprint_of_folder(folder / kPackageFiles) == record.fingerprint;
  } catch (const std::system_error&) {
    return false;
  }
}

bool remove_package(const fs::path& folder) {
  std::error_code error;
  const fs::path doomed = unfinished_in(folder.parent_path());
  fs::rename(folder, doomed, error);
  if (error) return false;
  fs::remove_all(doomed, error);
  return !error;
}

}  // namespace lambent::invoke
