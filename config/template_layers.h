// The Layers of a function: LayerVersions of the template, or ARNs mapped to local content.
#pragma once

#include <vector>

#include "config/function.h"
#include "config/resource.h"

namespace lambent::config {

/// Reads the resolved Layers property.  An item is the logical id of a LayerVersion or an ARN.
///
/// Errors  Error for an ARN that no --layer maps, content that is not there or in S3, more than
///         five layers, a layer twice.
/// Source  local-api.md §5.9.
std::vector<LayerRef> read_layers(const Node& layers, Reading& reading);

}  // namespace lambent::config
