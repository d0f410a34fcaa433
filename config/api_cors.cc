#include "config/api_cors.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "config/ascii.h"
#include "config/read.h"

namespace lambent::config {

namespace {

constexpr WholeNumberRule kMaxAge{-1, 86'400, " of seconds"};

// `AllowOrigins` of templates is `allowOrigins` in OpenAPI.
const Node* either_case(const Node& map, std::string_view name) {
  if (const Node* found = map.find(name)) return found;
  std::string other(name);
  other.front() = lower(other.front());
  return map.find(other);
}

std::vector<std::string> texts(const Node& map, std::string_view name) {
  std::vector<std::string> result;
  const Node* list = either_case(map, name);
  if (list == nullptr || list->is_null()) return result;
  if (list->is_scalar()) return {read_text(*list, "expected a list")};
  for (const Node& item : read_list(*list, "expected a list")) {
    result.push_back(read_text(item, "expected text"));
  }
  return result;
}

bool is_any(const std::vector<std::string>& values) {
  return std::find(values.begin(), values.end(), "*") != values.end();
}

std::string unquoted(const Node& node, std::string_view name) {
  std::string text = read_text(node, "expected text in single quotes");
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') {
    node.refuse(
        fmt::format("{} must be a quoted string (i.e. \"'value'\" is correct, but "
                    "\"value\" is not)",
                    name));
  }
  return text.substr(1, text.size() - 2);
}

// The methods of a path, and OPTIONS.
std::string methods_of(const Api& api, const std::string& path) {
  std::set<std::string> methods{"OPTIONS"};
  for (const Route& route : api.routes) {
    if (route.path == path) methods.insert(route.method);
  }
  if (methods.contains("ANY")) {
    methods = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
  }
  return fmt::format("{}", fmt::join(methods, ","));
}

}  // namespace

std::optional<Cors> read_cors(const Node& node) {
  Cors cors;
  if (node.is_scalar()) {
    if (!read_boolean(node)) return std::nullopt;
    cors.origins = {"*"};
    return cors;
  }
  read_map(node, "expected true or a map such as {AllowOrigins: [https://example.com]}");
  cors.origins = texts(node, "AllowOrigins");
  cors.methods = texts(node, "AllowMethods");
  cors.headers = texts(node, "AllowHeaders");
  cors.exposed = texts(node, "ExposeHeaders");
  if (const Node* credentials = either_case(node, "AllowCredentials")) {
    cors.credentials = read_boolean(*credentials);
  }
  if (const Node* age = either_case(node, "MaxAge"))
    cors.max_age = read_whole_number(*age, kMaxAge);
  if (cors.credentials && is_any(cors.origins)) {
    node.refuse("AllowCredentials: not with the origin \"*\"");
  }
  return cors;
}

RestCors read_rest_cors(const Node& node) {
  RestCors cors;
  if (node.is_scalar()) {
    cors.origin = unquoted(node, "Cors");
    return cors;
  }
  read_map(node, "expected \"'*'\" or a map such as {AllowOrigin: \"'*'\"}");
  if (const Node* value = node.find("AllowOrigin")) cors.origin = unquoted(*value, "AllowOrigin");
  if (const Node* value = node.find("AllowMethods"))
    cors.methods = unquoted(*value, "AllowMethods");
  if (const Node* value = node.find("AllowHeaders"))
    cors.headers = unquoted(*value, "AllowHeaders");
  if (const Node* value = node.find("MaxAge")) cors.max_age = unquoted(*value, "MaxAge");
  if (const Node* value = node.find("AllowCredentials")) cors.credentials = read_boolean(*value);
  if (cors.credentials && cors.origin == "*") {
    node.refuse("AllowCredentials: not with the origin \"'*'\"");
  }
  return cors;
}

void add_preflights(Api& api, const RestCors& cors) {
  std::vector<std::string> paths;
  std::set<std::string> seen;
  for (const Route& route : api.routes) {
    if (route.method == "OPTIONS") seen.insert(route.path);
  }
  for (const Route& route : api.routes) {
    if (seen.insert(route.path).second) paths.push_back(route.path);
  }
  for (const std::string& path : paths) {
    MockResponse answer;
    answer.headers["Access-Control-Allow-Origin"] = cors.origin;
    answer.headers["Access-Control-Allow-Methods"] = cors.methods.value_or(methods_of(api, path));
    if (cors.headers) answer.headers["Access-Control-Allow-Headers"] = *cors.headers;
    if (cors.max_age) answer.headers["Access-Control-Max-Age"] = *cors.max_age;
    if (cors.credentials) answer.headers["Access-Control-Allow-Credentials"] = "true";
    Route route;
    route.method = "OPTIONS";
    route.path = path;
    route.mock = std::move(answer);
    api.routes.push_back(std::move(route));
  }
}

}  // namespace lambent::config
