// What the service itself answers when a request gets no answer from a function.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/gateway/request.h"
#include "config/api.h"
#include "emulator/http/message.h"

namespace lambent::gateway {

/// Source: local-api.md §2.5, one per row.
enum class Refusal {
  BadResult,         ///< malformed result, function error
  BadIntegration,    ///< a body that is no base64, a misconfigured integration
  Timeout,           ///< of the integration
  NoRoute,           ///< unknown path or method
  Unauthorized,      ///< no identity, or one that is not valid
  Denied,            ///< by an authorizer
  DeniedExplicitly,  ///< by a Deny statement of its policy
  AuthorizerFailed,  ///< or its answer was none
  Forbidden,         ///< API key, scope
  MissingParameters,
  BodyTooLarge,
  HeadersTooLarge,
  Throttled,
  UrlForbidden,  ///< of a function URL
  UrlUnknown,
  NotServed,  ///< a route that cannot be run here
};

/// The face that words a refusal.
enum class Face { Rest, Http, Url };

struct Wording {
  Refusal refusal;
  Face face;
  int status;
  std::string_view body;           ///< JSON, or text where `is_text`
  std::string_view error_type;     ///< x-amzn-ErrorType; empty: not sent
  std::string_view response_type;  ///< REST: its name among the gateway responses
};

/// How `face` words `refusal`.
const Wording& wording_of(Refusal refusal, Face face);

/// Shape   `detail` is put where the body has a {}: the names of parameters, the reason of a 501.
/// Source  local-api.md §2.5.
http::Response response_of(Refusal refusal, Face face, std::string_view detail = {});

/// The same of a REST API that words some of them itself.
http::Response rest_response_of(Refusal refusal,
                                const std::map<std::string, config::GatewayResponse>& own,
                                std::string_view detail = {});

}  // namespace lambent::gateway
