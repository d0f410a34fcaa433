// AWS::Serverless::Function and AWS::Lambda::Function as a FunctionConfig.
#pragma once

#include <optional>

#include "config/function.h"
#include "config/resource.h"

namespace lambent::config {

/// True for the two types of functions.
bool is_function(const Resource& resource);

/// The function of `resource`, whose properties start from `globals` when it is a serverless one.
/// Nullopt, with a notice, when it is not run here: an image, or code in S3.
///
/// Errors  Error for a property that breaks its rule or is needed and cannot be worked out.
/// Source  local-api.md §5.3.
std::optional<FunctionConfig> read_function(const Resource& resource,
                                            const Node& globals,
                                            Reading& reading);

}  // namespace lambent::config
