#include "emulator/process/proc_status.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "emulator/process/file.h"

namespace lambent::process {

std::optional<std::uint64_t> status_number(pid_t pid, std::string_view field) {
  const File file(open(fmt::format("/proc/{}/status", pid).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return std::nullopt;
  std::array<char, 4096> buffer{};
  const ssize_t count = read(file.get(), buffer.data(), buffer.size());
  if (count <= 0) return std::nullopt;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(count));
  const std::string name = fmt::format("\n{}:", field);
  const std::size_t found = text.find(name);
  if (found == std::string_view::npos) return std::nullopt;
  std::string_view value = text.substr(found + name.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

}  // namespace lambent::process
