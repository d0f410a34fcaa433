// The values that say who calls: what an authorizer's identity sources name.  Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/gateway/event.h"
#include "config/api.h"

namespace lambent::gateway {

/// One value for each of `sources`; nullopt when any is missing or empty.
///
/// Shape   "header.N" (names without regard to case), "querystring.N", "stageVariables.N",
///         "context.N" with the httpMethod, path, resourcePath, routeKey, stage, apiId, accountId,
///         identity.sourceIp and identity.userAgent that the function would be shown.
/// Source  local-api.md §4.2.
std::optional<std::vector<std::string>> identity_values(const std::vector<std::string>& sources,
                                                        const EventInput& input);

/// arn:aws:execute-api:{region}:{account}:{api}/{stage}/{METHOD}/{path}
std::string method_arn(const EventInput& input);

}  // namespace lambent::gateway
