// The calls of the Runtime API, one source file each.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "emulator/environment/runtime_link.h"
#include "emulator/http/exchange.h"

namespace lambent::runtime_api {

namespace asio = boost::asio;

/// GET /runtime/invocation/next: waits for an event and hands it out.  Source: §1.3, §1.4.
asio::awaitable<void> next(http::Exchange& exchange, environment::RuntimeLink& link);

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

}  // namespace lambent::runtime_api
