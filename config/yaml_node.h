// YAML 1.1 with CloudFormation's short tags, or JSON, as a Node.  Its source file is the only one
// that knows yaml-cpp.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "config/node.h"

namespace lambent::config {

/// The one document of `text`.
///
/// Shape   `!Name x` becomes the map `{"Fn::Name": x}`; `!Ref` and `!Condition` have no prefix;
///         `!GetAtt A.B.C` becomes `["A", "B.C"]`.  JSON is read as the YAML it is.  Aliases are
///         copied out, and `<<` merges.
/// Units   at most limits::kMaxConfigFile bytes, kMaxConfigDepth levels, kMaxConfigValues values.
/// Errors  Error with `filename:line:column`: what does not parse, a key given twice, a key that is
///         not text, a second document, a YAML tag such as `!!binary`, each limit by name.
/// Source  local-api.md §5.1, §5.6.
Node parse_yaml(std::string_view text, const std::string& filename);

}  // namespace lambent::config
