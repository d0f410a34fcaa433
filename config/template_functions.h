// AWS::Serverless::Function and AWS::Lambda::Function as a FunctionConfig.
#pragma once

#include <optional>

#include "config/function.h"
#include "config/resource.h"

namespace lambent::config {

/// True for the two types of functions.
bool is_function(const Resource& resource);

/// The properties of `resource`, which start from `globals` when it is a serverless function, with
/// every expression worked out.
Node function_properties(const Resource& resource, const Node& globals, Reading& reading);

/// The function of `resource`, whose properties are those of function_properties().
/// Nullopt, with a notice, when it is not run here: an image, or code in S3.
///
/// Errors  Error for a property that breaks its rule or is needed and cannot be worked out.
/// Source  local-api.md §5.3.
std::optional<FunctionConfig> read_function(const Resource& resource,
                                            const Node& properties,
                                            Reading& reading);

}  // namespace lambent::config
