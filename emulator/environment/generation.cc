#include "emulator/environment/generation.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "config/limits.h"
#include "emulator/process/main_thread.h"

namespace lambent::environment {

Generation::Generation(EnvironmentHost& host,
                       ExtensionLink& extensions,
                       std::optional<std::uint64_t> memory_limit,
                       Observer observer)
    : host_(host),
      extensions_(extensions),
      memory_limit_(memory_limit),
      observer_(std::move(observer)),
      freezer_(host.cgroups),
      memory_look_(host.alarms, [this] { look_at_memory(); }) {}

std::unique_ptr<GuestProcess> Generation::adopt(Launched launched, GuestObserver observer) {
  auto process = std::make_unique<GuestProcess>(host_, std::move(launched), std::move(observer));
  freezer_.add(process->pid());
  return process;
}

void Generation::start_extension(const std::string& name, process::Command command) {
  GuestObserver observer;
  observer.on_log = [this, name](process::LogRecord record) {
    observer_.on_log(name, std::move(record));
  };
  observer.on_exit = [this, name] { on_extension_exit(name); };
  External& added = external_.emplace_back();
  added.name = name;
  try {
    added.process = adopt(spawn_process(std::move(command)), std::move(observer));
  } catch (...) {
    external_.pop_back();
    throw;
  }
  observer_.tell(journal::ExtensionStarted{name, added.process->pid()});
  added.process->observe();
}

asio::awaitable<void> Generation::start_runtime(process::Command command,
                                                journal::EnvironmentStarted fact,
                                                base::SteadyTime deadline) {
  const bool may_fork = host_.fork_server != nullptr && fact.spawn_reason.empty();
  Launched launched;
  if (may_fork) {
    launched = co_await fork_process(host_, std::move(command), deadline);
  } else {
    launched = spawn_process(std::move(command));
  }
  fact.by = launched.by;
  GuestObserver observer;
  observer.on_log = [this](process::LogRecord record) { observer_.on_log({}, std::move(record)); };
  observer.on_exit = [this] { on_runtime_exit(); };
  runtime_ = adopt(std::move(launched), std::move(observer));
  fact.pid = runtime_->pid();
  observer_.tell(std::move(fact));
  runtime_->observe();
}

void Generation::on_runtime_exit() {
  freezer_.forget(runtime_->pid());
  const Failure failure = killed_for_memory_ ? out_of_memory() : runtime_exit(runtime_->exit());
  observer_.tell(journal::EnvironmentExited{runtime_->pid(), failure.type, failure.message});
  fail(failure);
  extensions_.changed().notify();
  observer_.on_exit();
}

void Generation::on_extension_exit(std::string_view name) {
  const GuestProcess& process = *extension(name);
  freezer_.forget(process.pid());
  const process::Exit& exit = process.exit();
  const Extension* extension = extensions_.find(name);
  const Failure failure = extension_exit(exit, extension->state);
  extensions_.note_exit(name, !exit.by_signal && exit.code == 0, is_shutting_down_);
  observer_.tell(journal::ExtensionExited{std::string(name), process.pid(), failure.message});
  fail(failure);
  extensions_.changed().notify();
  observer_.on_exit();
}

void Generation::fail(Failure failure) {
  if (failure_ || is_shutting_down_) return;
  failure_ = std::move(failure);
  extensions_.changed().notify();
}

asio::awaitable<Generation::Wake> Generation::watch(const std::function<bool()>& done,
                                                    base::SteadyTime deadline) {
  is_watched_ = true;
  if (!memory_look_.is_set()) memory_look_.set(host_.clock.now() + limits::kMemoryPoll);
  Wake wake = Wake::Deadline;
  while (true) {
    if (done()) {
      wake = Wake::Done;
    } else if (failure_) {
      wake = Wake::Failed;
    } else if (host_.clock.now() < deadline) {
      co_await extensions_.changed().wait(deadline);
      continue;
    }
    break;
  }
  is_watched_ = false;
  co_return wake;
}

void Generation::look_at_memory() {
  if (!is_watched_) return;
  enforce_memory();
  memory_look_.set(host_.clock.now() + limits::kMemoryPoll);
}

const GuestProcess* Generation::extension(std::string_view name) const {
  for (const External& external : external_) {
    if (external.name == name) return external.process.get();
  }
  return nullptr;
}

bool Generation::uses_processor() const {
  return runtime_ && !runtime_->has_exited() && !process::is_main_thread_asleep(runtime_->pid());
}

bool Generation::has_dead() const {
  return (runtime_ && runtime_->is_dead()) ||
         std::any_of(external_.begin(), external_.end(), [](const External& external) {
           return external.process->is_dead();
         });
}

void Generation::enforce_memory() {
  std::uint64_t now = runtime_ ? runtime_->resident_bytes() : 0;
  for (const External& external : external_)
    now += external.process->resident_bytes();
  peak_ = std::max(peak_, now);
  if (!memory_limit_ || now <= *memory_limit_ || !runtime_) return;
  killed_for_memory_ = true;
  runtime_->signal(SIGKILL);
}

std::uint64_t Generation::peak_bytes() {
  std::uint64_t sum = runtime_ ? runtime_->peak_bytes() : 0;
  for (const External& external : external_)
    sum += external.process->peak_bytes();
  peak_ = std::max(peak_, sum);
  return peak_;
}

void Generation::drain_logs() {
  for (const External& external : external_)
    external.process->drain_log();
  if (runtime_) runtime_->drain_log();
}

void Generation::signal_runtime(int number) {
  if (runtime_) runtime_->signal(number);
}

void Generation::kill_extension(std::string_view name) {
  for (const External& external : external_) {
    if (external.name == name) external.process->signal(SIGKILL);
  }
}

asio::awaitable<void> Generation::end() {
  // All are killed before the first is waited for.
  for (const External& external : external_)
    external.process->signal(SIGKILL);
  signal_runtime(SIGKILL);
  if (runtime_) co_await runtime_->end();
  for (const External& external : external_)
    co_await external.process->end();
}

}  // namespace lambent::environment
