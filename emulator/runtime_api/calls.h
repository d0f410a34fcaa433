// The calls that processes of an environment make on its listener, one source file each.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "emulator/environment/environment_api.h"
#include "emulator/http/exchange.h"

namespace lambent::runtime_api {

namespace asio = boost::asio;

using environment::EnvironmentApi;

// --- Runtime API ---------------------------------------------------------------------------------

/// GET /runtime/invocation/next: waits for an event and hands it out.  The first one closes the
/// registration of extensions.  Source: §1.3, §1.4, §2.5.
asio::awaitable<void> next(http::Exchange& exchange, const EnvironmentApi& api);

/// POST /runtime/invocation/{id}/response.  Source: §1.5.
asio::awaitable<void> response(http::Exchange& exchange,
                               environment::RuntimeLink& link,
                               std::string request_id);

/// POST /runtime/invocation/{id}/error.  Source: §1.6.
asio::awaitable<void> error(http::Exchange& exchange,
                            environment::RuntimeLink& link,
                            std::string request_id);

/// POST /runtime/init/error.  Source: §1.7.
asio::awaitable<void> init_error(http::Exchange& exchange, environment::RuntimeLink& link);

// --- Extensions API ------------------------------------------------------------------------------

/// POST /extension/register.  Source: §2.2, §2.5.
asio::awaitable<void> extension_register(http::Exchange& exchange,
                                         environment::ExtensionLink& link);

/// GET /extension/event/next: waits for an event and hands it out.  Source: §2.3, §2.4.
asio::awaitable<void> extension_next(http::Exchange& exchange, environment::ExtensionLink& link);

/// POST /extension/init/error and /extension/exit/error; `call` says which.  Source: §2.2, §2.4.
asio::awaitable<void> extension_error(http::Exchange& exchange,
                                      environment::ExtensionLink& link,
                                      environment::ExtensionCall call);

// --- Telemetry API, Logs API ---------------------------------------------------------------------

/// PUT /2022-07-01/telemetry and /2020-08-15/logs; `which` says which.  Source: §3.1.
asio::awaitable<void> telemetry_subscribe(http::Exchange& exchange,
                                          const EnvironmentApi& api,
                                          telemetry::Api which);

}  // namespace lambent::runtime_api
