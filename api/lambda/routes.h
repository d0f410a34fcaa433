// The service API that SDKs speak, as a handler of one listener.
#pragma once

#include <string>

#include "api/lambda/context.h"
#include "api/lambda/errors.h"
#include "emulator/http/exchange.h"

namespace lambent::api {

/// Serves one request: route, read, run, and every refusal as invoke-api.md §0.2–§0.4 has it.
asio::awaitable<void> serve_lambda_api(http::Exchange& exchange, LambdaContext& context);

/// The answer to a refused request.
http::Response response_of(const Error& error);

}  // namespace lambent::api
