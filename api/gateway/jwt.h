// JSON web tokens: taking one apart and holding it to an authorizer's rules.  Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/gateway/event.h"
#include "config/api.h"

namespace lambent::gateway {

/// A token whose form is right; nothing more has been looked at.
struct Jwt {
  std::string algorithm;
  std::string key_id;
  Json claims;
  std::string signed_text;  ///< header and payload as they were sent
  std::string signature;    ///< decoded
};

/// Why a token is not taken, as `error_description` says it.
struct JwtFault {
  std::string description;
  bool scope_missing = false;  ///< 403; else 401
};

/// `text` may begin with "Bearer ".  nullopt for what is no token.
std::optional<Jwt> parse_jwt(std::string_view text);

/// What the claims must say at `now`.  The signature is not looked at.
///
/// Shape   `iss` is the issuer (when that is known), `aud` or else `client_id` is in the audience
///         (when there is one), `exp` is to come, `nbf` and `iat` are not; one of `scopes` is in
///         `scope` or `scp` (when there are any).
/// Source  local-api.md §4.3.
std::optional<JwtFault> check_claims(const Json& claims,
                                     const config::Authorizer& authorizer,
                                     const std::vector<std::string>& scopes,
                                     std::chrono::seconds now);

/// `requestContext.authorizer` of the route's event: claims as text, and the scopes of the route
/// that the token has; null when the route asks for none.
Json jwt_context(const Json& claims, const std::vector<std::string>& scopes, Format format);

/// base64url without padding.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace lambent::gateway
