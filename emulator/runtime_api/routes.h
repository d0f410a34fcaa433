// The APIs of one environment, for its runtime and its extensions: which call goes where.
#pragma once

#include "emulator/environment/environment_api.h"
#include "emulator/http/exchange.h"

namespace lambent::runtime_api {

/// A handler for one environment's listener.  What `api` refers to outlives it.
/// Source: runtime-api.md §1.2, §2.2, §3.1; unknown paths answer 404, wrong methods 405 (§1.1).
/// Where extensions are disabled their paths answer 404 with an empty body (§2.1).
http::Handler routes(environment::EnvironmentApi api);

}  // namespace lambent::runtime_api
