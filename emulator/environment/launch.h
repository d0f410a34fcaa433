// How a process of an environment comes to be: forked from a warm interpreter, or spawned.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "emulator/environment/environment_host.h"
#include "emulator/process/spawn.h"

namespace lambent::environment {

/// A process that runs, and the end of its pipe where its log comes out.
struct Launched {
  process::Spawned process;
  process::File log;
  journal::StartedBy by = journal::StartedBy::Spawn;
};

/// Errors: std::system_error "fork/exec <program>: …".
Launched spawn_process(process::Command command);

/// The same by the host's fork server.  When it has gone, or has not answered by `deadline`, the
/// process is spawned.
asio::awaitable<Launched> fork_process(EnvironmentHost& host,
                                       process::Command command,
                                       base::SteadyTime deadline);

}  // namespace lambent::environment
