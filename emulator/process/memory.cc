#include "emulator/process/memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "emulator/process/file.h"

namespace lambent::process {
namespace {

// The first bytes of a small file under /proc; empty when it cannot be read.
template <std::size_t Size>
std::string_view read_small(const char* path, std::array<char, Size>& buffer) {
  const File file(open(path, O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return {};
  const ssize_t count = read(file.get(), buffer.data(), buffer.size());
  return count > 0 ? std::string_view(buffer.data(), static_cast<std::size_t>(count))
                   : std::string_view();
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

// Second field of statm: resident pages.
std::optional<std::uint64_t> resident_bytes(pid_t pid) {
  static const auto kPage = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::array<char, 128> buffer{};
  const std::string_view text = read_small(fmt::format("/proc/{}/statm", pid).c_str(), buffer);
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto pages = parse_number(text.substr(space + 1));
  if (!pages) return std::nullopt;
  return *pages * kPage;
}

void append_children(pid_t pid, std::vector<pid_t>& children) {
  const std::string folder = fmt::format("/proc/{}/task", pid);
  DIR* tasks = opendir(folder.c_str());
  if (tasks == nullptr) return;
  while (const dirent* entry = readdir(tasks)) {
    if (entry->d_name[0] == '.') continue;
    std::array<char, 4096> buffer{};
    std::string_view text =
        read_small(fmt::format("{}/{}/children", folder, entry->d_name).c_str(), buffer);
    while (const auto child = parse_number(text)) {
      children.push_back(static_cast<pid_t>(*child));
      const std::size_t space = text.find(' ');
      if (space == std::string_view::npos) break;
      text.remove_prefix(space + 1);
    }
  }
  closedir(tasks);
}

}  // namespace

std::optional<std::uint64_t> resident_bytes_of_tree(pid_t pid) {
  const std::optional<std::uint64_t> own = resident_bytes(pid);
  if (!own) return std::nullopt;
  std::uint64_t sum = *own;
  std::vector<pid_t> descendants;
  append_children(pid, descendants);
  for (std::size_t i = 0; i < descendants.size(); ++i) {
    sum += resident_bytes(descendants[i]).value_or(0);
    append_children(descendants[i], descendants);
  }
  return sum;
}

std::optional<std::uint64_t> peak_resident_bytes(pid_t pid) {
  static constexpr std::string_view kField = "\nVmHWM:";
  std::array<char, 4096> buffer{};
  const std::string_view text = read_small(fmt::format("/proc/{}/status", pid).c_str(), buffer);
  const std::size_t field = text.find(kField);
  if (field == std::string_view::npos) return std::nullopt;
  std::string_view value = text.substr(field + kField.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  const auto kibibytes = parse_number(value);
  if (!kibibytes) return std::nullopt;
  return *kibibytes * 1024;
}

}  // namespace lambent::process
