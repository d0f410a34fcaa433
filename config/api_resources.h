// API resources of plain CloudFormation, as CDK writes them, put together to APIs.  Pure.
#pragma once

#include <utility>
#include <vector>

#include "config/api.h"
#include "config/api_functions.h"
#include "config/notice.h"
#include "config/resource.h"

namespace lambent::config {

/// A resource whose properties have been worked out.
struct ResolvedResource {
  Resource resource;
  Node properties;
};

/// The APIs of AWS::ApiGateway::… and AWS::ApiGatewayV2::… resources, in their order.
/// Source: local-api.md §5.5.
std::vector<Api> read_api_resources(const std::vector<ResolvedResource>& resources,
                                    const ApiFunctions& functions,
                                    Notices& notices);

}  // namespace lambent::config
