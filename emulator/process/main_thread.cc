#include "emulator/process/main_thread.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "emulator/process/file.h"

namespace lambent::process {

bool is_main_thread_asleep(pid_t pid) {
  const File file(open(fmt::format("/proc/{0}/task/{0}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return true;
  std::array<char, 256> buffer{};
  const ssize_t count = read(file.get(), buffer.data(), buffer.size());
  if (count <= 0) return true;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(count));
  // "4711 (a name) S …": the name may hold anything, the state follows its last parenthesis.
  const std::size_t end = text.rfind(") ");
  return end != std::string_view::npos && text.substr(end + 2, 1) == "S";
}

}  // namespace lambent::process
