#include "api/gateway/policy.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kInvoke = "execute-api:invoke";

/// Thrown within, caught by judge_policy().
struct Malformed {};

template <class Matches>
bool any_text(const Json& statement, const char* name, Matches matches) {
  const auto found = statement.find(name);
  if (found == statement.end()) throw Malformed{};
  if (found->is_string()) return matches(found->get_ref<const std::string&>());
  if (!found->is_array()) throw Malformed{};
  return std::any_of(found->begin(), found->end(), [&](const Json& item) {
    if (!item.is_string()) throw Malformed{};
    return matches(item.get_ref<const std::string&>());
  });
}

bool is_allow(const Json& statement) {
  const auto effect = statement.find("Effect");
  if (effect == statement.end()) throw Malformed{};
  if (*effect == "Allow") return true;
  if (*effect != "Deny") throw Malformed{};
  return false;
}

bool applies(const Json& statement, std::string_view arn) {
  for (const char* name : {"Condition", "NotAction", "NotResource"}) {
    if (statement.contains(name)) throw Malformed{};
  }
  const bool action = any_text(statement, "Action", [](const std::string& pattern) {
    return matches_wildcard(kInvoke, lower(pattern));
  });
  const bool resource = any_text(statement, "Resource", [&](const std::string& pattern) {
    return matches_wildcard(arn, pattern);
  });
  return action && resource;
}

PolicyVerdict judge(const Json& policy, std::string_view arn) {
  if (!policy.is_object() || !policy.contains("Statement")) throw Malformed{};
  const Json& statements = policy["Statement"];
  const Json list = statements.is_object() ? Json::array({statements}) : statements;
  if (!list.is_array()) throw Malformed{};
  bool allowed = false;
  bool denied = false;
  for (const Json& statement : list) {
    if (!statement.is_object()) throw Malformed{};
    const bool allows = is_allow(statement);
    if (!applies(statement, arn)) continue;
    (allows ? allowed : denied) = true;
  }
  if (denied) return PolicyVerdict::DenyExplicitly;
  return allowed ? PolicyVerdict::Allow : PolicyVerdict::Deny;
}

}  // namespace

PolicyVerdict judge_policy(const Json& policy, std::string_view arn) {
  try {
    return judge(policy, arn);
  } catch (const Malformed&) {
    return PolicyVerdict::Malformed;
  }
}

bool matches_wildcard(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t star = pattern.npos;  // the last one seen
  std::size_t taken = 0;            // how much of the text it stands for ends here
  while (at < text.size()) {
    const bool has_more = in_pattern < pattern.size();
    if (has_more && pattern[in_pattern] == '*') {
      star = in_pattern++;
      taken = at;
    } else if (has_more && (pattern[in_pattern] == '?' || pattern[in_pattern] == text[at])) {
      ++in_pattern;
      ++at;
    } else if (star != pattern.npos) {
      in_pattern = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == pattern.npos;
}

}  // namespace lambent::gateway
