#include "emulator/environment/launch.h"

#include <optional>
#include <utility>

#include "emulator/process/fork_server.h"
#include "emulator/process/open_files.h"

namespace lambent::environment {

Launched spawn_process(process::Command command) {
  process::Pipe pipe = process::make_pipe();
  command.output = pipe.write.get();
  Launched launched;
  launched.process = process::spawn(command);
  launched.log = std::move(pipe.read);
  process::limit_open_files(launched.process.pid);
  return launched;
}

asio::awaitable<Launched> fork_process(EnvironmentHost& host,
                                       process::Command command,
                                       base::SteadyTime deadline) {
  process::Pipe pipe = process::make_pipe();
  command.output = pipe.write.get();
  std::optional<process::Spawned> forked = co_await host.fork_server->fork(command, deadline);
  if (!forked) co_return spawn_process(std::move(command));
  Launched launched;
  launched.process = std::move(*forked);
  launched.log = std::move(pipe.read);
  launched.by = journal::StartedBy::Fork;
  co_return launched;
}

}  // namespace lambent::environment
