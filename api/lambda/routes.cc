#include "api/lambda/routes.h"

#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "api/lambda/operations.h"
#include "api/lambda/validation.h"
#include "config/error.h"
#include "config/limits.h"
#include "emulator/base/log.h"

namespace lambent::api {
namespace {

using Operations = http::Router<const Operation*>;

const Operation& operation_of(const http::RequestHead& head, http::PathParams& params) {
  auto found = operations().find(head.method, head.path);
  auto* match = std::get_if<Operations::Match>(&found);
  if (match == nullptr) {
    base::log(base::LogLevel::Warning,
              "no operation of the Lambda API",
              {
                  {"method", head.method},
                  {"path",   head.path  }
    });
    fail(ErrorCode::AccessDenied, "Unable to determine service/operation name to be authorized");
  }
  const Operation& operation = **match->target;
  if (operation.handler == nullptr) {
    fail(ErrorCode::NotImplemented, "{} is not supported yet", operation.name);
  }
  params = std::move(match->params);
  return operation;
}

asio::awaitable<http::Response> run_operation(http::Exchange& exchange,
                                              LambdaContext& context,
                                              std::string& request_id) {
  LambdaRequest request{exchange.request(), {}, {}, {}};
  const Operation& operation = operation_of(request.head, request.params);
  const http::BodyEnd end = co_await exchange.read_body(request.body, limits::kMaxSyncRequest);
  if (end == http::BodyEnd::TooLarge) {
    fail(ErrorCode::RequestEntityTooLarge,
         "Request must be smaller than {} bytes for the InvokeFunction operation",
         limits::kMaxSyncRequest);
  }
  if (end == http::BodyEnd::Truncated) {
    fail(ErrorCode::InvalidRequestContent, "The request ended before its body was complete");
  }
  const auto chosen = request.head.headers.find("x-amzn-RequestId");
  if (chosen) request_id = *chosen;  // a bad one is echoed, too
  check_request_id(chosen);
  request.request_id = request_id;
  co_return co_await operation.handler(request, context);
}

// Runs the operation and turns whatever it throws into an answer.
asio::awaitable<http::Response> answer(http::Exchange& exchange,
                                       LambdaContext& context,
                                       std::string& request_id) {
  std::optional<Error> refused;
  try {
    co_return co_await run_operation(exchange, context, request_id);
  } catch (const Error& error) {
    refused = error;
  } catch (const config::Error& error) {
    refused = Error(ErrorCode::Service, error.what());
  } catch (const std::system_error& error) {
    refused = Error(ErrorCode::Service, error.what());
  }
  co_return response_of(*refused);
}

}  // namespace

http::Response response_of(const Error& error) {
  http::Response response;
  response.status = status_of(error.code());
  response.headers.add("Content-Type", "application/json");
  response.headers.add("x-amzn-ErrorType", std::string(exception_of(error.code())));
  if (error.retry_after()) {
    response.headers.add("Retry-After", fmt::to_string(error.retry_after()->count()));
  }
  response.body = body_of(error);
  return response;
}

asio::awaitable<void> serve_lambda_api(http::Exchange& exchange, LambdaContext& context) {
  std::string request_id = context.ids.uuid();
  http::Response response = co_await answer(exchange, context, request_id);
  response.headers.add("x-amzn-RequestId", std::move(request_id));
  co_await exchange.send(response);
}

}  // namespace lambent::api
