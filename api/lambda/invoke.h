// POST /2015-03-31/functions/{FunctionName}/invocations; invoke-api.md §1.
#pragma once

#include "api/lambda/context.h"

namespace lambent::api {

/// Errors: Error with the code of the first check that fails, in the order of invoke-api.md §1.8.
asio::awaitable<http::Response> invoke_function(LambdaRequest& request, LambdaContext& context);

}  // namespace lambent::api
