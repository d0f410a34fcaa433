#include "api/lambda/invoke.h"

#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "api/lambda/base64.h"
#include "api/lambda/errors.h"
#include "api/lambda/validation.h"
#include "config/names.h"
#include "invoke/payload.h"

namespace lambent::api {
namespace {

constexpr std::string_view kThrottled[] = {"ReservedFunctionConcurrentInvocationLimitExceeded",
                                           "ConcurrentInvocationLimitExceeded"};

InvokeMembers members_of(const LambdaRequest& request,
                         const std::optional<std::string>& qualifier) {
  const http::Headers& headers = request.head.headers;
  InvokeMembers members;
  members.function_name = request.params.at("FunctionName");
  if (qualifier) members.qualifier = *qualifier;
  members.invocation_type = headers.find("X-Amz-Invocation-Type");
  members.log_type = headers.find("X-Amz-Log-Type");
  members.tenant_id = headers.find("X-Amz-Tenant-Id");
  if (!members.tenant_id) members.tenant_id = headers.find("X-Amzn-Tenant-Id");
  members.durable_execution_name = headers.find("X-Amz-Durable-Execution-Name");
  return members;
}

// Lambent has no tenant-isolated and no durable functions: both are refused, not ignored.
void refuse_what_needs_more(const InvokeMembers& members) {
  if (members.tenant_id) {
    fail(
        ErrorCode::InvalidParameterValue,
        "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from "
        "your request and try again.");
  }
  if (members.durable_execution_name) {
    fail(ErrorCode::NotImplemented, "X-Amz-Durable-Execution-Name is not supported by Lambent");
  }
}

http::Response answer_of(invoke::Result result, bool log_tail) {
  http::Response response;
  response.status = 200;
  response.headers.add("Content-Type", "application/json");
  response.headers.add("X-Amz-Executed-Version", std::move(result.executed_version));
  if (result.function_error) response.headers.add("X-Amz-Function-Error", "Unhandled");
  if (log_tail) {
    response.headers.add("X-Amz-Log-Result", encode_base64(result.log_tail));
  }
  response.headers.add("x-amzn-Remapped-Content-Length", "0");
  response.headers.add("X-Amzn-Trace-Id", std::move(result.trace_header));
  response.body = std::move(result.payload);
  return response;
}

}  // namespace

asio::awaitable<http::Response> invoke_function(LambdaRequest& request, LambdaContext& context) {
  const std::optional<std::string> qualifier = query_member(request.head, "Qualifier");
  const InvokeMembers members = members_of(request, qualifier);
  check_invoke_members(members);
  Addressed addressed = address(context, members.function_name, qualifier, true);
  std::optional<std::string> client_context =
      decode_client_context(request.head.headers.find("X-Amz-Client-Context"));
  refuse_what_needs_more(members);
  if (!request.body.empty()) {
    if (const auto fault = invoke::json_fault(request.body)) {
      fail(ErrorCode::InvalidRequestContent, "{}{}", invoke::kParseFaultPrefix, *fault);
    }
  }
  const std::string_view type = members.invocation_type.value_or("RequestResponse");
  if (type == "DryRun") co_return http::Response{204, {}, {}};
  if (type == "Event") {
    fail(ErrorCode::NotImplemented,
         "InvocationType Event is not supported yet: asynchronous invokes have no queue here");
  }

  invoke::Invocation invocation;
  invocation.function = addressed.function->config.name;
  invocation.invoked_arn = addressed.arn_as_addressed();
  invocation.payload = std::move(request.body);
  invocation.request_id = request.request_id;
  invocation.trace_header = request.head.headers.value_or("X-Amzn-Trace-Id", "");
  invocation.client_context = client_context.value_or("");
  const bool log_tail = members.log_type.value_or("None") == "Tail";
  invocation.log_tail = log_tail;
  invoke::Outcome outcome = co_await context.service.run(std::move(invocation));
  if (const auto* throttled = std::get_if<invoke::Throttled>(&outcome)) {
    throw Error::throttled(std::string(kThrottled[static_cast<std::size_t>(throttled->reason)]));
  }
  if (const auto* failure = std::get_if<invoke::ServiceFailure>(&outcome)) {
    fail(ErrorCode::Service, "{}", failure->what);
  }
  co_return answer_of(std::move(std::get<invoke::Result>(outcome)), log_tail);
}

}  // namespace lambent::api
