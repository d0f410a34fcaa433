#include "emulator/process/child.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lambent::process {
namespace {

// Looks without reaping: a readiness event may be stale, and the group must outlive its leader.
bool is_zombie(pid_t pid) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == pid;
}

}  // namespace

Child::Child(const asio::any_io_executor& executor, Spawned spawned)
    : pid_(spawned.pid), pidfd_(executor, spawned.pidfd.release()) {}

Child::~Child() {
  if (reaped_) return;
  kill(-pid_, SIGKILL);
  // SIGKILL cannot be refused; the wait is for the kernel, not for the program.
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

bool Child::has_ended() const {
  return reaped_ || is_zombie(pid_);
}

asio::awaitable<Exit> Child::wait() {
  while (!has_ended()) {
    const auto [error] = co_await pidfd_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                    asio::as_tuple(asio::use_awaitable));
    if (error) throw std::system_error(error, "waiting for a child");
  }
  kill(-pid_, SIGKILL);
  int status = 0;
  rusage usage{};
  while (wait4(pid_, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "wait4");
  }
  reaped_ = true;
  Exit exit;
  exit.by_signal = WIFSIGNALED(status);
  exit.code = exit.by_signal ? WTERMSIG(status) : WEXITSTATUS(status);
  exit.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  co_return exit;
}

void Child::signal_group(int signal) {
  if (!reaped_) kill(-pid_, signal);
}

}  // namespace lambent::process
