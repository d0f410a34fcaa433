// Which properties of which resources Lambent acts on.  Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lambent::config {

/// One property of a resource type.
struct Property {
  std::string_view name;
  /// Empty when Lambent acts on it; else what the start-up report says.
  std::string_view remark = {};
  bool in_globals = true;  ///< Globals.Function takes it
};

/// The properties of a resource type that templates are read for; empty for any other type.
/// Source: local-api.md §5.2, §5.3.
std::span<const Property> properties_of(std::string_view resource_type);

std::vector<std::string_view> names_of(std::span<const Property> properties);

/// What the report says of an event of a function: `SQS event is not polled`; empty for a route.
std::string event_remark(std::string_view event_type);

/// The types that templates are read for.
std::span<const std::string_view> resource_types();

}  // namespace lambent::config
