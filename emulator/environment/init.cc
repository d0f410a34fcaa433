#include "emulator/environment/init.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/limits.h"
#include "emulator/environment/extension_launch.h"
#include "emulator/environment/runtime_version.h"
#include "emulator/environment/spawn_reason.h"

namespace lambent::environment {
namespace {

using journal::Phase;
using journal::Status;
using Wake = Generation::Wake;

// After init/error the runtime leaves by itself; it is not waited for longer than this.
constexpr std::chrono::milliseconds kInitErrorGrace{250};

VariableFacts variable_facts(const InitParts& parts) {
  VariableFacts facts;
  facts.region = parts.host.region;
  facts.version = parts.source.version;
  facts.log_stream = parts.source.log_stream;
  facts.runtime_api = fmt::format("127.0.0.1:{}", parts.port);
  facts.task_root = parts.setup.task_root;
  facts.opt = parts.setup.opt;
  facts.runtime_dir = parts.host.runtime.runtime_dir;
  facts.python_bin = parts.host.runtime.python.parent_path();
  facts.passed_through = parts.host.passed_through;
  return facts;
}

// What came of one step that was waited for.
void note(InitEnd& end, Wake wake, const Generation& generation) {
  switch (wake) {
    case Wake::Done: end.ending.status = Status::Success; break;
    case Wake::Deadline: end.ending.status = Status::Timeout; break;
    case Wake::Failed:
      end.ending.status = Status::Error;
      end.ending.error_type = generation.failure()->type;
      end.message = generation.failure()->message;
      break;
  }
}

// Starts one after the other, up to the first that cannot be.
void start_extensions(InitParts& parts,
                      const std::vector<std::string>& names,
                      const VariableFacts& facts) {
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > limits::kMaxExtensions) {
      parts.extensions.note_launch_error(name, "TooManyExtensions");
      parts.generation.fail(too_many_extensions());
      return;
    }
    try {
      process::Command command = extension_command(name, parts.setup.config, facts);
      parts.generation.start_extension(name, std::move(command));
    } catch (const std::system_error& error) {
      parts.extensions.note_launch_error(name, launch_error_name(error));
      parts.generation.fail(extension_launch(name, error));
      return;
    }
  }
}

asio::awaitable<void> start_runtime(InitParts& parts,
                                    Phase phase,
                                    const VariableFacts& facts,
                                    base::SteadyTime deadline) {
  const config::FunctionConfig& function = parts.setup.config;
  journal::EnvironmentStarted started;
  started.port = parts.port;
  started.phase = phase;
  started.spawn_reason = spawn_reason(function, parts.host.runtime.client, facts);
  process::Command command = runtime_command(function, parts.host.runtime, facts);
  try {
    co_await parts.generation.start_runtime(std::move(command), std::move(started), deadline);
  } catch (const std::system_error& error) {
    parts.generation.fail(cannot_start(error));
  }
}

// Until the runtime's first `next`.
asio::awaitable<void> await_runtime(InitParts& parts, InitEnd& end, base::SteadyTime deadline) {
  RuntimeLink& link = parts.runtime;
  const auto has_spoken = [&link] { return link.is_ready() || link.init_error.has_value(); };
  const Wake wake = co_await parts.generation.watch(has_spoken, deadline);
  if (!link.init_error) {
    note(end, wake, parts.generation);
    co_return;
  }
  const auto never = [] { return false; };
  const base::SteadyTime patience = parts.host.clock.now() + kInitErrorGrace;
  co_await parts.generation.watch(never, std::min(deadline, patience));
  end.ending.status = Status::Error;
  end.ending.error_type = link.init_error->type;
  end.ending.payload = link.init_error->payload;
}

asio::awaitable<void> run_steps(InitParts& parts,
                                InitEnd& end,
                                Phase phase,
                                base::SteadyTime deadline) {
  const VariableFacts facts = variable_facts(parts);
  ExtensionLink& extensions = parts.extensions;
  extensions.enable(!are_extensions_disabled(parts.setup.opt));
  const std::vector<std::string> names =
      extensions.is_enabled() ? find_extensions(parts.setup.opt) : std::vector<std::string>();
  extensions.restart(names);
  parts.runtime.restart();

  start_extensions(parts, names, facts);
  const auto have_registered = [&extensions] { return extensions.have_all_registered(); };
  const Wake registered = co_await parts.generation.watch(have_registered, deadline);
  note(end, registered, parts.generation);
  if (end.is_ready()) {
    co_await start_runtime(parts, phase, facts, deadline);
    co_await await_runtime(parts, end, deadline);
  }
  parts.generation.drain_logs();
  parts.tell(journal::InitRuntimeDone{phase, end.ending.status, end.ending.error_type});
  if (!end.is_ready()) co_return;

  extensions.close_registration();
  const Generation& generation = parts.generation;
  // One that has ended owes nothing any more, but its end broke the init.
  const auto are_ready = [&extensions, &generation] {
    return !generation.failure() && extensions.are_all_ready();
  };
  const Wake ready = co_await parts.generation.watch(are_ready, deadline);
  note(end, ready, parts.generation);
}

}  // namespace

asio::awaitable<InitEnd> initialise(InitParts parts, Phase phase, base::SteadyTime deadline) {
  parts.tell(journal::InitStart{
      phase, std::string(kRuntimeVersion), runtime_version_arn(parts.host.region)});
  InitEnd end;
  co_await run_steps(parts, end, phase, deadline);
  end.duration = std::chrono::duration_cast<journal::Micros>(parts.host.clock.now() - parts.began);
  parts.telemetry.close();
  for (const Extension& extension : parts.extensions.extensions()) {
    parts.tell(journal::Extension{extension.name,
                                  std::string(name_of(extension.state)),
                                  extension.events(),
                                  extension.error_type});
  }
  parts.tell(journal::InitReport{phase, end.ending.status, end.ending.error_type, end.duration});
  co_return end;
}

}  // namespace lambent::environment
