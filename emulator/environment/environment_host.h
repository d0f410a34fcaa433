// What the environments of one daemon share, and what those of one function share.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "config/function.h"
#include "emulator/base/alarms.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/environment/environment_api.h"
#include "emulator/environment/runtime_command.h"
#include "emulator/environment/start_gate.h"
#include "emulator/http/exchange.h"
#include "emulator/journal/journal.h"
#include "emulator/process/freezer.h"
#include "emulator/process/keeper.h"

namespace lambent::process {
class ForkServer;
}

namespace lambent::environment {

namespace asio = boost::asio;

/// Outlives every environment.
struct EnvironmentHost {
  asio::any_io_executor executor;
  base::Clock& clock;
  base::Alarms& alarms;
  base::IdSource& ids;
  journal::Journal& journal;
  process::Keeper& keeper;
  RuntimePaths runtime;
  std::string region;
  std::string account;
  /// Variables of the user's own shell that functions may see (--pass-env).
  std::map<std::string, std::string> passed_through;
  bool limit_memory = true;
  /// Between invokes nothing of an environment runs.
  bool freeze = true;
  /// Where environments have their cgroups; nullptr: they are frozen by signals.
  process::CgroupHome* cgroups = nullptr;
  /// Has Lambent's runtime client imported; nullptr: every runtime is spawned.
  process::ForkServer* fork_server = nullptr;
  /// How many start at a time; nullptr: all of them.
  StartGate* start_gate = nullptr;
  /// The routes that one environment's listener serves.
  std::function<http::Handler(EnvironmentApi)> runtime_api;
};

struct FunctionSetup {
  config::FunctionConfig config;
  std::filesystem::path task_root;
  std::filesystem::path opt;  ///< empty: no layers
};

}  // namespace lambent::environment
