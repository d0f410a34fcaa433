#include "emulator/environment/runtime_process.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "config/limits.h"
#include "emulator/process/memory.h"

namespace lambent::environment {

RuntimeProcess::Started RuntimeProcess::start(EnvironmentHost& host,
                                              const FunctionSetup& setup,
                                              const VariableFacts& facts) {
  process::Pipe pipe = process::make_pipe();
  const process::Command command =
      runtime_command(setup.config, host.runtime, facts, pipe.write.get());
  Started started;
  started.spawned = process::spawn(command);
  started.log = std::move(pipe.read);
  return started;
}

RuntimeProcess::RuntimeProcess(EnvironmentHost& host,
                               const FunctionSetup& setup,
                               const VariableFacts& facts,
                               std::uint64_t memory_limit,
                               RuntimeObserver observer)
    : RuntimeProcess(host, start(host, setup, facts), memory_limit, std::move(observer)) {}

RuntimeProcess::RuntimeProcess(EnvironmentHost& host,
                               Started started,
                               std::uint64_t memory_limit,
                               RuntimeObserver observer)
    : host_(host),
      memory_limit_(memory_limit),
      observer_(std::move(observer)),
      child_(host.executor, std::move(started.spawned)),
      log_(host.executor, std::move(started.log), observer_.on_log),
      exited_(host.clock),
      tasks_(host.executor) {
  // The child has an owner by now, should the keeper not be had.
  host_.keeper.watch(child_.pid());
}

void RuntimeProcess::observe() {
  tasks_.spawn("runtime log", log_.run());
  tasks_.spawn("runtime process", watch());
}

asio::awaitable<void> RuntimeProcess::watch() {
  const process::Exit exit = co_await child_.wait();
  host_.keeper.forget(child_.pid());
  // Only for a process that was never looked at: the kernel's figure includes the daemon's own.
  if (peak_ == 0) peak_ = exit.peak_bytes;
  exit_ = exit;
  exited_.notify();
  observer_.on_exit();
}

Failure RuntimeProcess::failure() const {
  return killed_for_memory_ ? out_of_memory() : runtime_exit(*exit_);
}

void RuntimeProcess::enforce_memory() {
  if (exit_) return;
  const std::uint64_t now = process::resident_bytes_of_tree(child_.pid()).value_or(0);
  peak_ = std::max(peak_, now);
  if (!host_.limit_memory || now <= memory_limit_) return;
  killed_for_memory_ = true;
  kill();
}

void RuntimeProcess::look_at_peak() {
  if (exit_) return;
  peak_ = std::max(peak_, process::peak_resident_bytes(child_.pid()).value_or(0));
}

void RuntimeProcess::drain_log() {
  log_.drain();
  if (exit_) {
    log_.finish();
  } else {
    log_.end_line();
  }
}

void RuntimeProcess::kill() {
  child_.signal_group(SIGKILL);
}

asio::awaitable<void> RuntimeProcess::end() {
  kill();
  const base::SteadyTime deadline = host_.clock.now() + limits::kReapLimit;
  while (!exit_ && host_.clock.now() < deadline)
    co_await exited_.wait(deadline);
  drain_log();
  tasks_.cancel();
  co_await tasks_.join();
}

}  // namespace lambent::environment
