// What `response` and `error` have in common: checks, upload, answer.
#pragma once

#include <functional>
#include <string>

#include "emulator/runtime_api/calls.h"

namespace lambent::runtime_api {

/// Checks in AWS's order (id, cross-wiring, state, mode), reads the body and makes it the answer.
/// `call` is Response or Error.  Source: runtime-api.md §1.3, §1.5, §1.6, §1.14.
asio::awaitable<void> upload(http::Exchange& exchange,
                             environment::RuntimeLink& link,
                             environment::RuntimeCall call,
                             std::string request_id);

}  // namespace lambent::runtime_api
