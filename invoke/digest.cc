#include "invoke/digest.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

/// What Python writes beside the sources.
constexpr std::string_view kBytecodeFolder = "__pycache__";

class Sha256 {
 public:
  Sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

  void add(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  /// Errors: std::system_error naming the file.
  void add_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, 65'536> chunk{};
    while (file.good()) {
      file.read(chunk.data(), chunk.size());
      add({chunk.data(), static_cast<std::size_t>(file.gcount())});
    }
    if (!file.eof()) throw std::system_error(errno, std::generic_category(), path.string());
  }

  /// The 32 bytes of the digest; the end of this object's use.
  std::string bytes() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return {digest.begin(), digest.end()};
  }

  /// Bytes added so far.
  std::uint64_t size() const { return size_; }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
  std::uint64_t size_ = 0;
};

/// Names of the regular files below `folder`, sorted, relative to it.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(folder);
       entry != fs::recursive_directory_iterator();
       ++entry) {
    if (entry->path().filename() == kBytecodeFolder) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back(entry->path().lexically_relative(folder));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Digest digest_of_text(std::string_view text) {
  Sha256 digest;
  digest.add(text);
  return {.sha256 = digest.bytes(), .size = digest.size()};
}

Digest digest_of_file(const fs::path& file) {
  Sha256 digest;
  digest.add_file(file);
  return {.sha256 = digest.bytes(), .size = digest.size()};
}

Digest digest_of_folder(const fs::path& folder) {
  Sha256 digest;
  std::uint64_t total = 0;
  for (const fs::path& file : files_below(folder)) {
    const std::uint64_t size = fs::file_size(folder / file);
    digest.add(fmt::format("{} {}\n", size, file.string()));
    digest.add_file(folder / file);
    total += size;
  }
  return {.sha256 = digest.bytes(), .size = total};
}

std::uint64_t size_of_folder(const fs::path& folder) {
  std::uint64_t size = 0;
  for (const fs::path& file : files_below(folder))
    size += fs::file_size(folder / file);
  return size;
}

std::string fingerprint_of_folder(const fs::path& folder) {
  Sha256 digest;
  for (const fs::path& file : files_below(folder)) {
    digest.add(fmt::format("{} {:o} {} {}\n",
                           fs::file_size(folder / file),
                           static_cast<unsigned>(fs::status(folder / file).permissions()),
                           fs::last_write_time(folder / file).time_since_epoch().count(),
                           file.string()));
  }
  return hex(digest.bytes());
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace lambent::invoke
