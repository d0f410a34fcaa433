#include "emulator/environment/shutdown.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "config/limits.h"
#include "emulator/environment/shutdown_plan.h"
#include "emulator/process/main_thread.h"

namespace lambent::environment {
namespace {

using journal::Micros;

// A thawed runtime waits for its next event again within microseconds.  One that does not, because
// it computes or the machine is in trouble, is not waited for longer than the limit.
constexpr std::chrono::milliseconds kAwakeningLimit{100};
constexpr std::chrono::milliseconds kAwakeningPoll{1};
// Asleep once may be a pause on the way there.
constexpr int kAwakeningLooks = 2;

bool has_ended(const GuestProcess* process) {
  return process == nullptr || process->has_exited();
}

ShutdownFacts facts_of(const Generation& generation, const ExtensionLink& link) {
  ShutdownFacts facts;
  for (const Extension& extension : link.extensions()) {
    if (extension.kind == ExtensionKind::Internal) {
      facts.has_internal = true;
      continue;
    }
    facts.external.push_back({extension.name,
                              !has_ended(generation.extension(extension.name)),
                              extension.is_registered(),
                              extension.wants_shutdown});
  }
  return facts;
}

Micros between(base::SteadyTime from, base::SteadyTime to) {
  return std::chrono::duration_cast<Micros>(to - from);
}

asio::awaitable<void> wait_for_exit(ShutdownParts& parts,
                                    const GuestProcess* process,
                                    base::SteadyTime deadline) {
  while (!has_ended(process) && parts.clock.now() < deadline)
    co_await parts.extensions.changed().wait(deadline);
}

void signal_runtime(ShutdownParts& parts, int number, std::string_view name) {
  const GuestProcess* runtime = parts.generation.runtime();
  if (has_ended(runtime)) return;
  parts.tell(journal::RuntimeSignalled{runtime->pid(), name});
  parts.generation.signal_runtime(number);
}

void kill_extension(ShutdownParts& parts, const std::string& name) {
  const GuestProcess* process = parts.generation.extension(name);
  if (has_ended(process)) return;
  parts.tell(journal::ExtensionKilled{name, process->pid()});
  parts.generation.kill_extension(name);
}

// A process that is killed is gone a moment later; this is only for a kernel in trouble.
base::SteadyTime reaped_by(ShutdownParts& parts) {
  return parts.clock.now() + limits::kReapLimit;
}

// Returns when the runtime is able to hear a signal.
asio::awaitable<void> thaw(ShutdownParts& parts, base::SteadyTime deadline) {
  const GuestProcess* runtime = parts.generation.runtime();
  parts.tell(journal::EnvironmentThawed{});
  parts.generation.thaw();
  parts.telemetry.resume();
  for (int asleep = 0; asleep < kAwakeningLooks && parts.clock.now() < deadline;) {
    co_await parts.extensions.changed().wait(parts.clock.now() + kAwakeningPoll);
    if (has_ended(runtime)) break;
    asleep = process::is_main_thread_asleep(runtime->pid()) ? asleep + 1 : 0;
  }
}

asio::awaitable<void> end_runtime(ShutdownParts& parts,
                                  const ShutdownPlan& plan,
                                  base::SteadyTime began) {
  const GuestProcess* runtime = parts.generation.runtime();
  if (plan.asks_runtime) {
    signal_runtime(parts, SIGTERM, "SIGTERM");
    co_await wait_for_exit(parts, runtime, began + plan.runtime_share);
  }
  signal_runtime(parts, SIGKILL, "SIGKILL");
  co_await wait_for_exit(parts, runtime, reaped_by(parts));
}

asio::awaitable<void> end_extensions(ShutdownParts& parts,
                                     const ShutdownPlan& plan,
                                     ShutdownNotice notice,
                                     base::SteadyTime deadline) {
  for (const std::string& name : plan.killed)
    kill_extension(parts, name);
  for (const std::string& name : plan.told)
    parts.extensions.offer_shutdown(name, notice);
  for (const std::string& name : plan.told)
    co_await wait_for_exit(parts, parts.generation.extension(name), deadline);
  for (const std::string& name : plan.told)
    kill_extension(parts, name);
}

}  // namespace

asio::awaitable<void> shut_down(ShutdownParts parts, journal::ShutdownReason reason) {
  const ShutdownPlan plan = plan_shutdown(facts_of(parts.generation, parts.extensions));
  const base::SteadyTime began = parts.clock.now();
  const base::SteadyTime deadline = began + plan.budget;
  ShutdownNotice notice;
  notice.reason = reason;
  notice.deadline_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                           (parts.clock.wall_now() + plan.budget).time_since_epoch())
                           .count();
  parts.tell(journal::ShutdownStart{reason, plan.budget});
  parts.generation.begin_shutdown();
  if (plan.asks_runtime && parts.generation.is_frozen()) {
    co_await thaw(parts, began + kAwakeningLimit);
  }
  co_await end_runtime(parts, plan, began);
  const base::SteadyTime runtime_gone = parts.clock.now();
  // What the runtime wrote last is telemetry too.
  parts.generation.drain_logs();
  if (plan.asks_runtime) {
    co_await parts.telemetry.flush(std::min(deadline, runtime_gone + limits::kTelemetryFlush));
  }
  co_await end_extensions(parts, plan, notice, deadline);
  co_await parts.generation.end();

  const base::SteadyTime ended = parts.clock.now();
  parts.tell(journal::ShutdownReport{
      reason, between(began, ended), between(began, runtime_gone), between(runtime_gone, ended)});
}

}  // namespace lambent::environment
