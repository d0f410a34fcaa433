// What a Lambda authorizer says, and what comes of it.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/gateway/event.h"
#include "api/gateway/refusal.h"
#include "config/api.h"

namespace lambent::gateway {

/// An answer that is one: it can be kept and judged again for another route.
struct AuthorizerAnswer {
  std::string principal;
  std::optional<bool> is_authorized;  ///< of a simple answer
  Json policy;                        ///< of the others
  Json context = Json::object();
};

/// Errors  nullopt for what is no answer: no JSON, no principalId (REST), no policyDocument, an
///         isAuthorized that is no boolean, a context that REST does not take.
/// Source  local-api.md §4.2.
std::optional<AuthorizerAnswer> read_authorizer_answer(std::string_view payload,
                                                       const config::Authorizer& authorizer,
                                                       config::ApiKind kind);

/// Nullopt: the request may pass.
std::optional<Refusal> judge(const AuthorizerAnswer& answer, std::string_view arn);

/// `requestContext.authorizer` of the route's event.
Json authorizer_context(const AuthorizerAnswer& answer, Format format, long long latency_millis);

/// True when the authorizer raised exactly `Unauthorized`, which REST answers with 401.
bool is_unauthorized_error(std::string_view payload);

}  // namespace lambent::gateway
