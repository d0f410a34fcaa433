#include "emulator/process/child.h"

#include <poll.h>
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

// Waits for the kernel, not for the program: `pid` has ended or was sent SIGKILL.
Exit reap_own(pid_t pid) {
  int status = 0;
  rusage usage{};
  while (wait4(pid, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "wait4");
  }
  return exit_of(status, usage.ru_maxrss);
}

}  // namespace

Exit exit_of(int wait_status, long peak_kib) {
  Exit exit;
  exit.by_signal = WIFSIGNALED(wait_status);
  exit.code = exit.by_signal ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
  exit.peak_bytes = static_cast<std::uint64_t>(peak_kib) * 1024;
  return exit;
}

Child::Child(const asio::any_io_executor& executor, Spawned spawned)
    : pid_(spawned.pid),
      parent_(std::move(spawned.parent)),
      pidfd_(executor, spawned.pidfd.release()) {}

Child::~Child() {
  if (reaped_) return;
  kill(-pid_, SIGKILL);
  if (parent_) {
    parent_->let_go(pid_);
    return;
  }
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

bool Child::has_ended() const {
  if (reaped_) return true;
  pollfd asked{pidfd_.native_handle(), POLLIN, 0};
  return poll(&asked, 1, 0) == 1;
}

asio::awaitable<Exit> Child::wait() {
  while (!has_ended()) {
    const auto [error] = co_await pidfd_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                    asio::as_tuple(asio::use_awaitable));
    if (error) throw std::system_error(error, "waiting for a child");
  }
  kill(-pid_, SIGKILL);
  reaped_ = true;
  if (!parent_) co_return reap_own(pid_);
  co_return co_await parent_->reap(pid_);
}

void Child::signal_group(int signal) {
  if (!reaped_) kill(-pid_, signal);
}

}  // namespace lambent::process
