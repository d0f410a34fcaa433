#include "api/lambda/context.h"

#include <optional>
#include <utility>

#include "api/lambda/errors.h"
#include "config/names.h"
#include "emulator/base/check.h"

namespace lambent::api {

std::optional<std::string> query_member(const http::RequestHead& head, std::string_view name) {
  for (auto& [key, value] : http::parse_query(head.query)) {
    if (key == name) return std::move(value);
  }
  return std::nullopt;
}

std::string Addressed::arn_as_addressed() const {
  return qualifier ? arn + ':' + *qualifier : arn;
}

Addressed address(const LambdaContext& context,
                  std::string_view function_name,
                  std::optional<std::string> query_qualifier,
                  bool missing_shows_latest) {
  const std::optional<config::FunctionRef> reference = config::parse_function_ref(function_name);
  LAMBENT_CHECK(reference.has_value(), "the name was validated before");
  std::optional<std::string> qualifier = reference->qualifier;
  if (query_qualifier) {
    if (qualifier && *qualifier != *query_qualifier) {
      fail(ErrorCode::InvalidParameterValue,
           "The derived qualifier from the function name does not match the specified qualifier.");
    }
    qualifier = std::move(query_qualifier);
  }
  if (reference->region && *reference->region != context.region) {
    fail(ErrorCode::ResourceNotFound,
         "Functions from '{}' are not reachable in this region ('{}')",
         *reference->region,
         context.region);
  }
  const invoke::Function* function = context.service.find(reference->name);
  const std::string& name = function != nullptr ? function->config.name : reference->name;
  const std::string arn = config::function_arn("aws", context.region, context.account, name);
  const bool qualifier_exists = !qualifier || *qualifier == config::kLatest;
  if (function == nullptr || !qualifier_exists) {
    std::string missing = arn;
    if (qualifier) {
      missing += ':' + *qualifier;
    } else if (missing_shows_latest) {
      missing += ":$LATEST";
    }
    fail(ErrorCode::ResourceNotFound, "Function not found: {}", missing);
  }
  return {function, arn, std::move(qualifier)};
}

}  // namespace lambent::api
