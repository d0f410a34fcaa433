// The Lambda API's operations by method and path, with those that are refused by name.
#pragma once

#include "api/lambda/context.h"
#include "emulator/http/router.h"

namespace lambent::api {

using OperationHandler = asio::awaitable<http::Response> (*)(LambdaRequest&, LambdaContext&);

struct Operation {
  const char* method;
  const char* path;
  const char* name;
  OperationHandler handler = nullptr;  ///< nullptr: known, but not supported here yet
};

/// Every operation of the service model.  Source: invoke-api.md §7.
const http::Router<const Operation*>& operations();

}  // namespace lambent::api
