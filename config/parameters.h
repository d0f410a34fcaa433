// The Parameters of a template and the values they are given.  Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "config/node.h"

namespace lambent::config {

using ParameterValues = std::map<std::string, std::string>;

/// The value of each parameter of `section` (the template's Parameters; null when it has none).
///
/// Shape   CommaDelimitedList and List<…> become sequences; a parameter without Default and without
///         override says why_unresolved().
/// Errors  Error for an override of an unknown parameter (naming the known ones), a value outside
///         AllowedValues or not a Number, a declaration that is not one.
/// Source  local-api.md §5.7.
std::map<std::string, Node, std::less<>> read_parameters(const Node& section,
                                                         const ParameterValues& overrides);

/// Overrides as people write them: `K=V K2="a b"` or `ParameterKey=K,ParameterValue=V`.
///
/// Errors  Error beginning with `source`.
/// Source  local-api.md §5.7.
ParameterValues parse_parameter_overrides(std::string_view text, std::string_view source);

}  // namespace lambent::config
