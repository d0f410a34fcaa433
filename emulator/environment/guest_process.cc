#include "emulator/environment/guest_process.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "config/limits.h"
#include "emulator/process/memory.h"

namespace lambent::environment {

GuestProcess::GuestProcess(EnvironmentHost& host, Launched launched, GuestObserver observer)
    : host_(host),
      observer_(std::move(observer)),
      child_(host.executor, std::move(launched.process)),
      log_(host.executor, std::move(launched.log), observer_.on_log),
      exited_(host.clock),
      tasks_(host.executor) {
  // The child has an owner by now, should the keeper not be had.
  host_.keeper.watch(child_.pid());
}

void GuestProcess::observe() {
  tasks_.spawn("log of a process", log_.run());
  tasks_.spawn("end of a process", watch());
}

asio::awaitable<void> GuestProcess::watch() {
  const process::Exit exit = co_await child_.wait();
  host_.keeper.forget(child_.pid());
  // Only for a process that was never looked at: the kernel's figure includes the daemon's own.
  if (peak_ == 0) peak_ = exit.peak_bytes;
  exit_ = exit;
  exited_.notify();
  observer_.on_exit();
}

std::uint64_t GuestProcess::resident_bytes() {
  if (exit_) return 0;
  const std::uint64_t now = process::resident_bytes_of_tree(child_.pid()).value_or(0);
  peak_ = std::max(peak_, now);
  return now;
}

std::uint64_t GuestProcess::peak_bytes() {
  if (!exit_) peak_ = std::max(peak_, process::peak_resident_bytes(child_.pid()).value_or(0));
  return peak_;
}

void GuestProcess::drain_log() {
  log_.drain();
  if (exit_) {
    log_.finish();
  } else {
    log_.end_line();
  }
}

asio::awaitable<void> GuestProcess::end() {
  signal(SIGKILL);
  const base::SteadyTime deadline = host_.clock.now() + limits::kReapLimit;
  while (!exit_ && host_.clock.now() < deadline)
    co_await exited_.wait(deadline);
  drain_log();
  tasks_.cancel();
  co_await tasks_.join();
}

}  // namespace lambent::environment
