#include "emulator/process/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace lambent::process {
namespace {

constexpr rlim_t kOfAFunction = 1'024;

}  // namespace

void raise_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void limit_open_files(pid_t pid) {
  rlimit limit{};
  if (prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) != 0) return;
  limit.rlim_max = std::min(limit.rlim_max, kOfAFunction);
  limit.rlim_cur = limit.rlim_max;
  prlimit(pid, RLIMIT_NOFILE, &limit, nullptr);
}

}  // namespace lambent::process
