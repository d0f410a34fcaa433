// JSON as Go's encoder writes it; clients may compare bytes.  Pure.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace lambent::runtime_api {

/// Compact, with '<', '>' and '&' as escapes; what is not UTF-8 becomes U+FFFD.
/// Source: runtime-api.md §1.1.
std::string go_json(const nlohmann::ordered_json& json);

}  // namespace lambent::runtime_api
