// What a function handed back as an HTTP response.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/gateway/refusal.h"
#include "api/gateway/request.h"
#include "emulator/http/message.h"

namespace lambent::gateway {

struct AnswerRules {
  Format format = Format::HttpV2;
  std::string_view accept = {};  ///< the request's Accept header; REST decodes by it
  const std::vector<std::string>* binary_types = nullptr;  ///< REST
};

/// `payload` is what the runtime posted, byte for byte.
///
/// Errors  BadResult for a malformed one; BadIntegration for a body that is no base64.
/// Source  local-api.md §2.2, §2.4.
std::variant<http::Response, Refusal> answer_of(std::string payload, const AnswerRules& rules);

}  // namespace lambent::gateway
