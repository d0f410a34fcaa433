// The Shutdown phase: carries out what shutdown_plan.h decides.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

#include "emulator/environment/extension_link.h"
#include "emulator/environment/generation.h"
#include "emulator/telemetry/relay.h"

namespace lambent::environment {

/// What takes part in it.
struct ShutdownParts {
  base::Clock& clock;
  Generation& generation;
  ExtensionLink& extensions;
  telemetry::Relay& telemetry;
  /// Writes a fact of the environment into the journal.
  std::function<void(journal::Fact)> tell;
};

/// Returns when no process of the generation is left.
///
/// Shape   journal: shutdown.start, runtime.signalled, environment.exited, extension.shutdown,
///         extension.killed, extension.exited, shutdown.report.
/// Source  runtime-api.md §4.8.
asio::awaitable<void> shut_down(ShutdownParts parts, journal::ShutdownReason reason);

}  // namespace lambent::environment
