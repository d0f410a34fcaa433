// What a policy of an authorizer says about one call.  Pure.
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace lambent::gateway {

enum class PolicyVerdict {
  Allow,
  Deny,            ///< nothing allows it
  DenyExplicitly,  ///< a Deny statement matches
  Malformed,       ///< it is no policy, or one with what cannot be judged here
};

/// Shape   `policy` is {"Statement": [{"Effect", "Action", "Resource"}]}; Action and Resource are
///         texts or lists with `*` and `?`.  Any Deny that matches wins, else any Allow.
/// Errors  Malformed also for a Condition, a NotAction and a NotResource, which are not judged.
/// Source  local-api.md §4.2.
PolicyVerdict judge_policy(const nlohmann::ordered_json& policy, std::string_view arn);

/// `*` is any text, `?` one character.  Linear in practice; never recursive.
bool matches_wildcard(std::string_view text, std::string_view pattern);

}  // namespace lambent::gateway
