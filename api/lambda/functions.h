// The read-only operations on functions: GetFunction, GetFunctionConfiguration, ListFunctions;
// invoke-api.md §7.1, §7.3.
#pragma once

#include "api/lambda/context.h"

namespace lambent::api {

asio::awaitable<http::Response> get_function_operation(LambdaRequest& request,
                                                       LambdaContext& context);
asio::awaitable<http::Response> get_function_configuration_operation(LambdaRequest& request,
                                                                     LambdaContext& context);
asio::awaitable<http::Response> list_functions_operation(LambdaRequest& request,
                                                         LambdaContext& context);

}  // namespace lambent::api
