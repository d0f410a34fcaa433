// Authorizers of APIs as SAM, OpenAPI and CloudFormation declare them.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/api.h"
#include "config/api_functions.h"
#include "config/node.h"
#include "config/notice.h"

namespace lambent::config {

/// What guards a route.
struct RouteAuth {
  AuthorizationType type = AuthorizationType::None;
  std::string authorizer;
  std::vector<std::string> scopes;
};

/// What SAM's `Auth` says of a whole API.
struct ApiAuth {
  RouteAuth standard;  ///< of routes that say nothing
  bool guards_preflights = true;
  bool needs_api_key = false;
};

/// `Auth` of a SAM API: fills `api.authorizers`.  Source: local-api.md §4.2, §4.3.
ApiAuth read_auth(const Node& auth, Api& api, const ApiFunctions& functions);

/// `Auth.Authorizer` of an event, or the name of one elsewhere: NONE and AWS_IAM are words.
///
/// Errors  Error when the API has no such authorizer.
RouteAuth auth_by_name(const Node& name, const Api& api);

/// An `x-amazon-apigateway-authorizer` of OpenAPI.
Authorizer read_openapi_authorizer(const Node& node, const Api& api, const ApiFunctions& functions);

/// The properties of AWS::ApiGateway::Authorizer or AWS::ApiGatewayV2::Authorizer.
Authorizer read_authorizer_resource(const Node& properties,
                                    const Api& api,
                                    const ApiFunctions& functions);

/// "method.request.header.N", "$request.querystring.N", "context.N", …: each as "header.N".
std::vector<std::string> identity_sources(const Node& node);

/// The issuer of a user pool by its ARN; empty when that is not known.
std::string issuer_of_user_pool(const std::string& arn);

}  // namespace lambent::config
