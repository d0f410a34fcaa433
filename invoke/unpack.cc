#include "invoke/unpack.h"

#include <locale.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "config/error.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(std::string_view place, const fs::path& file, std::string_view finding) {
  throw config::Error(fmt::format("{}: {}: {}", place, config::in_quotes(file.string()), finding));
}

std::string too_large(std::uint64_t limit) {
  return fmt::format("expected at most {} bytes of function and layers unzipped, found more",
                     limit);
}

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

}  // namespace

std::uint64_t unpack_zip(std::string_view place,
                         const fs::path& archive,
                         const fs::path& target,
                         Allowance allowance) {
  return Unpacker(place, archive, target, allowance).run();
}

void check_fits(std::string_view place,
                const fs::path& archive,
                std::uint64_t size,
                Allowance allowance) {
  if (size > allowance.left) refuse(place, archive, too_large(allowance.limit));
}

}  // namespace lambent::invoke
