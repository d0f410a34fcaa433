// EnvironmentApi: what the routes of one environment's listener act on.
#pragma once

#include "emulator/environment/extension_link.h"
#include "emulator/environment/runtime_link.h"
#include "emulator/telemetry/relay.h"

namespace lambent::environment {

/// All of it belongs to one environment and lives as long as its listener.
struct EnvironmentApi {
  RuntimeLink& runtime;
  ExtensionLink& extensions;
  telemetry::Relay& telemetry;
};

}  // namespace lambent::environment
