// The Init phase: extensions, then the runtime, until all of them wait for their first event.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "emulator/environment/environment_host.h"
#include "emulator/environment/generation.h"
#include "emulator/environment/invoke_ending.h"

namespace lambent::environment {

/// What takes part in it.
struct InitParts {
  EnvironmentHost& host;
  const FunctionSetup& setup;
  const journal::Source& source;
  base::SteadyTime began{};  ///< the phase, which lasts from here
  std::uint16_t port = 0;    ///< of the environment's listener
  Generation& generation;
  RuntimeLink& runtime;
  ExtensionLink& extensions;
  telemetry::Relay& telemetry;
  /// Writes a fact of the environment into the journal.
  std::function<void(journal::Fact)> tell;
};

struct InitEnd {
  InvokeEnding ending;  ///< its payload is what the runtime posted to init/error
  std::string message;  ///< when it failed: why, where nothing was posted
  journal::Micros duration{0};

  bool is_ready() const { return !ending.is_broken(); }
};

/// Starts every process of `generation` and returns when the environment can take an event, or
/// cannot.
///
/// Shape   journal: platform.initStart, extension.started, extension.registered,
///         environment.started, extension.ready, platform.initRuntimeDone, platform.extension,
///         platform.initReport.
/// Source  runtime-api.md §4.2.
asio::awaitable<InitEnd> initialise(InitParts parts,
                                    journal::Phase phase,
                                    base::SteadyTime deadline);

}  // namespace lambent::environment
