// The Runtime API of one environment: which call goes where.
#pragma once

#include "emulator/environment/runtime_link.h"
#include "emulator/http/exchange.h"

namespace lambent::runtime_api {

/// A handler for one environment's listener.  `link` outlives it.
/// Source: runtime-api.md §1.2; unknown paths answer 404, wrong methods 405 (§1.1).
http::Handler routes(environment::RuntimeLink& link);

}  // namespace lambent::runtime_api
