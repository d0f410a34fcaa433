#include "invoke/code_store.h"

#include <locale.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "config/base64.h"
#include "config/error.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInlineFile = "index.py";
/// What Python writes beside the sources.
constexpr std::string_view kBytecodeFolder = "__pycache__";

[[noreturn]] void refuse(std::string_view place, const fs::path& file, std::string_view finding) {
  throw config::Error(fmt::format("{}: {}: {}", place, config::in_quotes(file.string()), finding));
}

std::string place_of(const config::FunctionConfig& function) {
  return fmt::format("function {}: code", config::in_quotes(function.name));
}

std::string place_of(const config::LayerRef& layer) {
  return fmt::format("layer {}", config::in_quotes(layer.arn));
}

std::string too_large(std::uint64_t limit) {
  return fmt::format("expected at most {} bytes of function and layers unzipped, found more",
                     limit);
}

enum class Package { Folder, Archive };

Package kind_of(std::string_view place, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return Package::Folder;
  if (fs::is_regular_file(status)) return Package::Archive;
  refuse(place, path, "expected a folder or a zip archive, found nothing there");
}

// --- digests -------------------------------------------------------------------------------------

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

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

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

std::uint64_t size_of(std::string_view place, const fs::path& path) {
  if (kind_of(place, path) == Package::Archive) return fs::file_size(path);
  std::uint64_t size = 0;
  for (const fs::path& file : files_below(path))
    size += fs::file_size(path / file);
  return size;
}

// --- archives ------------------------------------------------------------------------------------

/// libarchive turns names into the locale's encoding; this makes it UTF-8 for one thread, a while.
class Utf8Names {
 public:
  Utf8Names() : ours_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(uselocale(ours_)) {}
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() {
    uselocale(before_);
    if (ours_ != nullptr) freelocale(ours_);
  }

 private:
  locale_t ours_;
  locale_t before_;
};

struct CloseArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
struct CloseDisk {
  void operator()(archive* writer) const { archive_write_free(writer); }
};

/// Bytes that code and layers of a function may take unzipped, and what is left of them.
struct Allowance {
  std::uint64_t limit = 0;
  std::uint64_t left = 0;
};

/// Unpacks one archive into one new folder.
class Unpacker {
 public:
  Unpacker(std::string_view place, fs::path file, fs::path target, Allowance allowance)
      : place_(place), file_(std::move(file)), target_(std::move(target)), allowance_(allowance) {
    archive_read_support_format_zip(reader_.get());
    archive_write_disk_set_options(disk_.get(),
                                   ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_SECURE_SYMLINKS);
  }

  /// Bytes written.
  std::uint64_t run() {
    const Utf8Names utf8;
    check(archive_read_open_filename(reader_.get(), file_.c_str(), 65'536), "");
    archive_entry* entry = nullptr;
    std::size_t entries = 0;
    for (;;) {
      const int result = archive_read_next_header(reader_.get(), &entry);
      if (result == ARCHIVE_EOF) break;
      check(result, "");
      write(entry);
      ++entries;
    }
    if (entries == 0)
      refuse(place_, file_, "expected at least one file in the archive, found none");
    check_links();
    return written_;
  }

 private:
  void write(archive_entry* entry) {
    const char* utf8 = archive_entry_pathname(entry);
    const std::string name = utf8 == nullptr ? "" : utf8;
    if (const auto fault = fault_of(entry, name)) refuse_entry(name, *fault);

    const fs::path path = (target_ / name).lexically_normal();
    archive_entry_copy_pathname(entry, path.c_str());
    // No set-user-id bits; and a folder must let us write into it and remove it again.
    const bool folder = archive_entry_filetype(entry) == AE_IFDIR;
    archive_entry_set_perm(entry, (archive_entry_perm(entry) & 0777U) | (folder ? 0700U : 0U));
    if (archive_entry_filetype(entry) == AE_IFLNK) links_.emplace_back(name, path);
    check_disk(archive_write_header(disk_.get(), entry), name);
    copy_content(name);
    check_disk(archive_write_finish_entry(disk_.get()), name);
  }

  void copy_content(const std::string& name) {
    for (;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int result = archive_read_data_block(reader_.get(), &block, &size, &offset);
      if (result == ARCHIVE_EOF) return;
      check(result, name);
      written_ += size;
      if (written_ > allowance_.left) {
        refuse_entry(name, too_large(allowance_.limit));
      }
      const la_ssize_t stored = archive_write_data_block(disk_.get(), block, size, offset);
      check_disk(static_cast<int>(stored), name);
    }
  }

  /// What forbids this entry, by its name and kind alone.
  static std::optional<std::string> fault_of(archive_entry* entry, const std::string& name) {
    const fs::path path(name);
    if (name.empty()) return "expected a name, found none";
    if (path.is_absolute()) return "expected a relative name, found an absolute one";
    if (std::find(path.begin(), path.end(), "..") != path.end()) {
      return "expected a name inside the archive, found \"..\"";
    }
    const auto type = archive_entry_filetype(entry);
    const bool known = type == AE_IFREG || type == AE_IFDIR || type == AE_IFLNK;
    if (!known || archive_entry_hardlink(entry) != nullptr) {
      return "expected a file, a folder or a symbolic link";
    }
    if (type == AE_IFLNK) {
      const char* target = archive_entry_symlink(entry);
      if (target == nullptr || *target == '\0') return "expected a link with a target";
      if (*target == '/') {
        return fmt::format("expected a link inside the archive, found {}",
                           config::in_quotes(target));
      }
    }
    return std::nullopt;
  }

  /// Links may lead through links, so where they end is only known when all are there.
  void check_links() const {
    for (const auto& [name, path] : links_) {
      std::error_code error;
      // One step by hand: a link that leads nowhere has no canonical form of its own.
      const fs::path step = path.parent_path() / fs::read_symlink(path);
      const fs::path end = fs::weakly_canonical(step, error);
      const fs::path inside = end.lexically_relative(target_);
      if (error || inside.empty() || *inside.begin() == "..") {
        refuse_entry(name, "expected a link inside the archive, found one that leaves it");
      }
    }
  }

  [[noreturn]] void refuse_entry(const std::string& name, const std::string& finding) const {
    refuse(place_, file_, fmt::format("entry {}: {}", config::in_quotes(name), finding));
  }

  void check(int result, const std::string& name) const {
    if (result >= ARCHIVE_WARN) return;
    const char* text = archive_error_string(reader_.get());
    const std::string finding = fmt::format("expected a readable zip archive: {}",
                                            text == nullptr ? "unknown fault" : text);
    if (name.empty()) refuse(place_, file_, finding);
    refuse_entry(name, finding);
  }

  void check_disk(int result, const std::string& name) const {
    if (result >= ARCHIVE_WARN) return;
    const char* text = archive_error_string(disk_.get());
    refuse_entry(name, text == nullptr ? "cannot be written" : text);
  }

  std::string_view place_;
  fs::path file_;
  fs::path target_;
  Allowance allowance_;
  std::uint64_t written_ = 0;
  std::vector<std::pair<std::string, fs::path>> links_;
  std::unique_ptr<archive, CloseArchive> reader_{archive_read_new()};
  std::unique_ptr<archive, CloseDisk> disk_{archive_write_disk_new()};
};

// --- layers --------------------------------------------------------------------------------------

bool is_folder(const fs::path& path) {
  return fs::symlink_status(path).type() == fs::file_type::directory;
}

/// Makes `target` the union of `layers`.  What only one layer has becomes a link to it, a folder
/// that several have becomes a folder of its own.
void link_union(const fs::path& target, const std::vector<fs::path>& layers) {
  std::map<std::string, std::vector<fs::path>> owners;
  for (const fs::path& layer : layers) {
    for (const fs::directory_entry& entry : fs::directory_iterator(layer)) {
      std::vector<fs::path>& found = owners[entry.path().filename().string()];
      const bool joins = !found.empty() && is_folder(found.back()) && is_folder(entry.path());
      if (!joins) found.clear();
      found.push_back(entry.path());
    }
  }
  fs::create_directory(target);
  for (const auto& [name, sources] : owners) {
    if (sources.size() == 1) {
      fs::create_symlink(sources.front(), target / name);
    } else {
      link_union(target / name, sources);
    }
  }
}

}  // namespace

// --- the store -----------------------------------------------------------------------------------

fs::path CodeStore::write_inline(const std::string& source) {
  Sha256 digest;
  digest.add(source);
  fs::path folder = root_ / ("inline-" + hex(digest.bytes()));
  fs::create_directory(folder);
  std::ofstream file(folder / kInlineFile, std::ios::binary);
  file << source;
  file.close();
  if (!file)
    throw std::system_error(errno, std::generic_category(), (folder / kInlineFile).string());
  return folder;
}

CodeStore::Unpacked CodeStore::unpack(const std::string& place,
                                      const fs::path& archive,
                                      std::uint64_t left) {
  Sha256 content;
  content.add_file(archive);
  const std::string digest = hex(content.bytes());
  if (const auto known = unpacked_.find(digest); known != unpacked_.end()) {
    if (known->second.bytes > left) refuse(place, archive, too_large(max_unzipped_));
    return known->second;
  }

  const fs::path folder = root_ / ("zip-" + digest);
  fs::create_directory(folder);
  try {
    Unpacker unpacker(place, archive, folder, {.limit = max_unzipped_, .left = left});
    Unpacked result{.folder = folder, .bytes = unpacker.run()};
    unpacked_.emplace(digest, result);
    return result;
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
}

fs::path CodeStore::merge(const std::vector<fs::path>& layers) {
  if (layers.size() == 1) return layers.front();
  if (const auto known = merged_.find(layers); known != merged_.end()) return known->second;
  fs::path target = root_ / fmt::format("opt-{}", merged_.size());
  link_union(target, layers);
  merged_.emplace(layers, target);
  return target;
}

CodeLayout CodeStore::prepare(const config::FunctionConfig& function) {
  CodeLayout layout;
  std::uint64_t unzipped = 0;
  const auto folder_of = [&](const std::string& place, const fs::path& package) {
    if (kind_of(place, package) == Package::Folder) return package;
    const Unpacked result = unpack(place, package, max_unzipped_ - unzipped);
    unzipped += result.bytes;
    return result.folder;
  };

  layout.task_root = function.inline_code ? write_inline(*function.inline_code)
                                          : folder_of(place_of(function), function.code);
  std::vector<fs::path> layers;
  for (const config::LayerRef& layer : function.layers) {
    layers.push_back(folder_of(place_of(layer), layer.content));
  }
  if (!layers.empty()) layout.opt = merge(layers);
  return layout;
}

CodeFacts CodeStore::facts(const config::FunctionConfig& function) const {
  CodeFacts facts;
  Sha256 digest;
  const std::string place = place_of(function);
  if (function.inline_code) {
    digest.add(*function.inline_code);
    facts.size = digest.size();
  } else if (kind_of(place, function.code) == Package::Archive) {
    digest.add_file(function.code);
    facts.size = digest.size();
  } else {
    for (const fs::path& file : files_below(function.code)) {
      const std::uint64_t size = fs::file_size(function.code / file);
      digest.add(fmt::format("{} {}\n", size, file.string()));
      digest.add_file(function.code / file);
      facts.size += size;
    }
  }
  facts.sha256_base64 = config::base64(digest.bytes());
  for (const config::LayerRef& layer : function.layers) {
    facts.layer_sizes.push_back(size_of(place_of(layer), layer.content));
  }
  return facts;
}

}  // namespace lambent::invoke
