// The error body that carries an X-Ray cause beside the error itself.  Pure.
#pragma once

#include <string>
#include <string_view>

namespace lambent::runtime_api {

inline constexpr std::string_view kErrorCauseType = "application/vnd.aws.lambda.error.cause+json";

/// `body` without its errorCause, as JSON; the JSON string "Invalid error body" when it is none.
/// Source: runtime-api.md §1.6.
std::string without_error_cause(std::string_view body);

}  // namespace lambent::runtime_api
