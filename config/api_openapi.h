// An OpenAPI document (2.0 or 3.0) with API Gateway's extensions as routes.  Pure.
#pragma once

#include <optional>

#include "config/api.h"
#include "config/api_authorizers.h"
#include "config/api_functions.h"
#include "config/node.h"

namespace lambent::config {

/// Adds what `document` says to `api`: routes, authorizers, binary types, CORS, gateway responses.
/// `auth` guards the operations that say nothing themselves.
///
/// Shape   expressions in `document` have been worked out.  An operation without an integration
///         that can be run here is a route with its reason.
/// Errors  Error for a value that breaks its rule.
/// Source  local-api.md §5.5; OpenAPI extensions of API Gateway.
void read_openapi(const Node& document,
                  const ApiFunctions& functions,
                  const ApiAuth& auth,
                  Api& api);

/// Gateway responses by type, of OpenAPI (`statusCode`) or of SAM (`StatusCode`).
void read_gateway_responses(const Node& responses, Api& api);

/// The answer of a mock integration: what `IntegrationResponses` says of its first status.
///
/// Shape   responses by pattern (OpenAPI) or as a list (CloudFormation); headers are
///         `method.response.header.NAME: "'value'"`.
MockResponse read_mock(const Node* responses);

}  // namespace lambent::config
