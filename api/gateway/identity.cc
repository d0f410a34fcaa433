#include "api/gateway/identity.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

std::string context_value(std::string_view name, const EventInput& input) {
  if (name == "httpMethod") return input.request.method;
  if (name == "path") return '/' + input.api.stage + input.request.path;
  if (name == "resourcePath") return input.route.path;
  if (name == "routeKey") return input.route.method + ' ' + input.route.path;
  if (name == "stage") return input.api.stage;
  if (name == "apiId") return input.api.api_id;
  if (name == "accountId") return input.api.account;
  if (name == "identity.sourceIp") return input.request.peer;
  if (name == "identity.userAgent") {
    return std::string(input.request.headers.value_or("User-Agent", ""));
  }
  return {};
}

std::string value_of(std::string_view source, const EventInput& input) {
  const std::size_t dot = source.find('.');
  if (dot == source.npos) return {};
  const std::string_view kind = source.substr(0, dot);
  const std::string_view name = source.substr(dot + 1);
  if (kind == "header") return std::string(input.request.headers.value_or(name, ""));
  if (kind == "querystring") {
    std::string last;
    for (auto& [key, value] : query_members(input.request.query, QuerySplit::Ampersand)) {
      if (key == name) last = std::move(value);
    }
    return last;
  }
  if (kind == "stageVariables") {
    const auto found = input.api.stage_variables.find(std::string(name));
    return found == input.api.stage_variables.end() ? std::string() : found->second;
  }
  return kind == "context" ? context_value(name, input) : std::string();
}

}  // namespace

std::optional<std::vector<std::string>> identity_values(const std::vector<std::string>& sources,
                                                        const EventInput& input) {
  std::vector<std::string> values;
  for (const std::string& source : sources) {
    std::string value = value_of(source, input);
    if (value.empty()) return std::nullopt;
    values.push_back(std::move(value));
  }
  return values;
}

std::string method_arn(const EventInput& input) {
  return fmt::format("arn:aws:execute-api:{}:{}:{}/{}/{}{}",
                     input.api.region,
                     input.api.account,
                     input.api.api_id,
                     input.api.stage,
                     input.request.method,
                     input.request.path);
}

}  // namespace lambent::gateway
