#include "emulator/process/cgroup_removal.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <vector>

#include "emulator/process/file.h"

namespace lambent::process {
namespace {

namespace fs = std::filesystem;

// Whoever is left may go on, or finish dying.
void thaw(const fs::path& cgroup) {
  const File freeze(open((cgroup / "cgroup.freeze").c_str(), O_WRONLY | O_CLOEXEC));
  // It fails only when the folder has gone meanwhile.
  [[maybe_unused]] const ssize_t count = write(freeze.get(), "0", 1);
}

bool is_populated(const File& events) {
  std::array<char, 256> buffer{};
  const ssize_t count = pread(events.get(), buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(count));
  return text.find("populated 1") != std::string_view::npos;
}

// The kernel reports a change of cgroup.events as an exceptional condition.
void wait_until_empty(const fs::path& home, std::chrono::milliseconds patience) {
  using Clock = std::chrono::steady_clock;
  const File events(open((home / "cgroup.events").c_str(), O_RDONLY | O_CLOEXEC));
  if (!events.is_open()) return;
  const Clock::time_point deadline = Clock::now() + patience;
  while (is_populated(events)) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return;
    pollfd waiting{events.get(), POLLPRI, 0};
    poll(&waiting, 1, static_cast<int>(left.count()));
  }
}

}  // namespace

void remove_cgroups(const fs::path& home, std::chrono::milliseconds patience) {
  std::vector<fs::path> cgroups;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(home, ignored)) {
    if (entry.is_directory(ignored)) cgroups.push_back(entry.path());
  }
  for (const fs::path& cgroup : cgroups)
    thaw(cgroup);
  wait_until_empty(home, patience);
  for (const fs::path& cgroup : cgroups)
    rmdir(cgroup.c_str());
  rmdir(home.c_str());
}

}  // namespace lambent::process
