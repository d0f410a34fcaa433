#include "invoke/code_store.h"

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/base64.h"
#include "config/error.h"
#include "invoke/digest.h"
#include "invoke/layer_union.h"
#include "invoke/unpack.h"

namespace lambent::invoke {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInlineFile = "index.py";

std::string place_of(const config::FunctionConfig& function) {
  return fmt::format("function {}: code", config::in_quotes(function.name));
}

std::string place_of(const config::LayerRef& layer) {
  return fmt::format("layer {}", config::in_quotes(layer.arn));
}

enum class Package { Folder, Archive };

Package kind_of(std::string_view place, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return Package::Folder;
  if (fs::is_regular_file(status)) return Package::Archive;
  throw config::Error(fmt::format("{}: {}: expected a folder or a zip archive, found nothing there",
                                  place,
                                  config::in_quotes(path.string())));
}

std::uint64_t size_of(std::string_view place, const fs::path& path) {
  return kind_of(place, path) == Package::Archive ? fs::file_size(path) : size_of_folder(path);
}

Digest digest_of(const config::FunctionConfig& function) {
  if (function.inline_code) return digest_of_text(*function.inline_code);
  const bool archive = kind_of(place_of(function), function.code) == Package::Archive;
  return archive ? digest_of_file(function.code) : digest_of_folder(function.code);
}

}  // namespace

CodeStore::CodeStore(fs::path folder, CodeStoreOptions options)
    : root_(std::move(folder)), options_(std::move(options)) {
  if (!options_.cache.empty()) cache_.emplace(options_.cache);
}

fs::path CodeStore::write_inline(const std::string& source) {
  fs::path folder = root_ / ("inline-" + hex(digest_of_text(source).sha256));
  fs::create_directory(folder);
  std::ofstream file(folder / kInlineFile, std::ios::binary);
  file << source;
  file.close();
  if (!file)
    throw std::system_error(errno, std::generic_category(), (folder / kInlineFile).string());
  return folder;
}

// In the store's own folder.
CodeStore::Unpacked CodeStore::unpack_here(const std::string& digest,
                                           const PackageCache::Fill& fill) {
  const fs::path folder = root_ / ("zip-" + digest);
  fs::create_directory(folder);
  try {
    return {.folder = folder, .bytes = fill(folder)};
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
}

const CodeStore::Unpacked& CodeStore::unpack(const std::string& place,
                                             const fs::path& archive,
                                             std::uint64_t left) {
  const Allowance allowance{.limit = options_.max_unzipped, .left = left};
  const FileState before = state_of(archive);
  const std::string digest = digests_.of(archive);
  const auto fill = [&](const fs::path& target) {
    const std::uint64_t bytes = unpack_zip(place, archive, target, allowance);
    if (state_of(archive) == before) return bytes;
    // Whoever asks for this digest must get what it stands for.
    throw config::Error(
        fmt::format("{}: {}: expected an archive that stays as it is, found one "
                    "that changed while it was read",
                    place,
                    config::in_quotes(archive.string())));
  };

  auto known = unpacked_.find(digest);
  if (known == unpacked_.end()) {
    std::optional<KeptPackage> kept = cache_ ? cache_->take(digest, fill) : std::nullopt;
    Unpacked made =
        kept ? Unpacked{.folder = kept->files, .bytes = kept->bytes, .lock = std::move(kept->lock)}
             : unpack_here(digest, fill);
    known = unpacked_.emplace(digest, std::move(made)).first;
  }
  check_fits(place, archive, known->second.bytes, allowance);
  return known->second;
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
    const Unpacked& found = unpack(place, package, options_.max_unzipped - unzipped);
    unzipped += found.bytes;
    return found.folder;
  };

  layout.task_root = function.inline_code ? write_inline(*function.inline_code)
                                          : folder_of(place_of(function), function.code);
  for (const config::LayerRef& layer : function.layers) {
    layout.layers.push_back(folder_of(place_of(layer), layer.content));
  }
  if (options_.merge_layers && !layout.layers.empty()) layout.opt = merge(layout.layers);
  return layout;
}

CodeFacts CodeStore::facts(const config::FunctionConfig& function) const {
  const Digest digest = digest_of(function);
  CodeFacts facts{
      .sha256_base64 = config::base64(digest.sha256), .size = digest.size, .layer_sizes = {}};
  for (const config::LayerRef& layer : function.layers) {
    facts.layer_sizes.push_back(size_of(place_of(layer), layer.content));
  }
  return facts;
}

}  // namespace lambent::invoke
