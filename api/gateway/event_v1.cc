// Events of payload format 1.0: REST APIs, and HTTP APIs that ask for it.
#include <array>
#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/gateway/event.h"
#include "api/gateway/event_headers.h"
#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

constexpr std::string_view kDefaultStage = "$default";
constexpr std::string_view kDefaultRoute = "$default";

Json null_if_empty(Json object) {
  return object.empty() ? Json() : object;
}

void put_headers(Json& event, const EventInput& input, Format format) {
  Json single = Json::object();
  Json multi = Json::object();
  for (const EventHeader& header : event_headers(input.request, input.stamp, format)) {
    single[header.name] = header.values.back();
    multi[header.name] = header.values;
  }
  event["headers"] = null_if_empty(std::move(single));
  event["multiValueHeaders"] = null_if_empty(std::move(multi));
}

void put_query(Json& event, const EventInput& input, Format format) {
  const QuerySplit split =
      format == Format::Rest ? QuerySplit::AmpersandOrSemicolon : QuerySplit::Ampersand;
  std::map<std::string, std::vector<std::string>> members;
  for (auto& [name, value] : query_members(input.request.query, split)) {
    members[name].push_back(std::move(value));
  }
  Json single = Json::object();
  Json multi = Json::object();
  for (const auto& [name, values] : members) {
    single[name] = values.back();
    multi[name] = values;
  }
  event["queryStringParameters"] = null_if_empty(std::move(single));
  event["multiValueQueryStringParameters"] = null_if_empty(std::move(multi));
}

Json path_parameters(const EventInput& input, Format format) {
  Json parameters = Json::object();
  for (const auto& [name, value] : input.route.parameters) {
    parameters[name] = format == Format::Rest ? value : decode_percent(value);
  }
  return null_if_empty(std::move(parameters));
}

Json stage_variables(const EventInput& input) {
  return null_if_empty(Json(input.api.stage_variables));
}

// As AWS does: a REST API's path begins with one slash.
std::string rest_path(std::string_view path) {
  while (path.starts_with("//"))
    path.remove_prefix(1);
  return std::string(path);
}

// The path behind the stage that an HTTP API has in its URL.
std::string staged_path(const EventInput& input) {
  if (input.api.stage == kDefaultStage) return input.request.path;
  return '/' + input.api.stage + input.request.path;
}

// Whoever calls a route of AWS_IAM is taken for the account's own user.  Source: local-api.md §4.3.
Json iam_caller(const ApiFacts& api) {
  Json caller = Json::object();
  caller["accessKey"] = kLocalAccessKey;
  caller["accountId"] = api.account;
  caller["caller"] = kLocalUserId;
  caller["user"] = kLocalUserId;
  caller["userArn"] = "arn:aws:iam::" + api.account + ":user/local";
  return caller;
}

Json identity_of(const EventInput& input, Format format) {
  Json identity = Json::object();
  constexpr auto kBefore = std::to_array<std::string_view>({"accessKey", "accountId"});
  constexpr auto kAfter = std::to_array<std::string_view>({
      "cognitoAuthenticationProvider",
      "cognitoAuthenticationType",
      "cognitoIdentityId",
      "cognitoIdentityPoolId",
      "principalOrgId",
  });
  for (const std::string_view name : kBefore)
    identity[std::string(name)] = nullptr;
  if (!input.route.api_key.empty()) {
    identity["apiKey"] = input.route.api_key;
    identity["apiKeyId"] = stable_id("key " + input.route.api_key, 10);
  }
  identity["caller"] = nullptr;
  if (format == Format::HttpV1) identity["cognitoAmr"] = nullptr;
  for (const std::string_view name : kAfter)
    identity[std::string(name)] = nullptr;
  identity["sourceIp"] = input.request.peer;
  identity["user"] = nullptr;
  const auto agent = input.request.headers.find("User-Agent");
  if (agent) {
    identity["userAgent"] = std::string(*agent);
  } else {
    identity["userAgent"] = format == Format::Rest ? Json() : Json("");
  }
  identity["userArn"] = nullptr;
  if (input.route.is_iam) {
    identity.update(iam_caller(input.api));
  }
  return identity;
}

std::string route_key(const RouteFacts& route) {
  return route.path == kDefaultRoute ? route.path : route.method + ' ' + route.path;
}

Json context_of(const EventInput& input, Format format) {
  const bool is_rest = format == Format::Rest;
  const std::string host(input.request.headers.value_or("Host", ""));
  Json context = Json::object();
  context["accountId"] = input.api.account;
  context["apiId"] = input.api.api_id;
  if (!input.authorizer.is_null()) context["authorizer"] = input.authorizer;
  if (is_rest) context["deploymentId"] = stable_id("deployment " + input.api.api_id, 6);
  context["domainName"] = host;
  context["domainPrefix"] = host.substr(0, host.find_first_of(".:"));
  context["extendedRequestId"] = input.stamp.extended_request_id;
  context["httpMethod"] = input.request.method;
  context["identity"] = identity_of(input, format);
  if (is_rest && !input.route.operation_name.empty()) {
    context["operationName"] = input.route.operation_name;
  }
  context["path"] =
      is_rest ? '/' + input.api.stage + input.request.path : decode_percent(staged_path(input));
  context["protocol"] = "HTTP/1.1";
  context["requestId"] = input.stamp.request_id;
  context["requestTime"] = clf_time(input.stamp.arrival);
  context["requestTimeEpoch"] = epoch_millis(input.stamp.arrival);
  context["resourceId"] = is_rest ? stable_id(input.route.path, 6) : route_key(input.route);
  context["resourcePath"] = input.route.path;
  context["stage"] = input.api.stage;
  return context;
}

}  // namespace

Json event_v1(const EventInput& input, Format format) {
  const bool is_rest = format == Format::Rest;
  Json event = Json::object();
  if (!is_rest) event["version"] = "1.0";
  event["resource"] = input.route.path;
  event["path"] = is_rest ? rest_path(input.request.path) : staged_path(input);
  event["httpMethod"] = input.request.method;
  put_headers(event, input, format);
  put_query(event, input, format);
  if (is_rest) event["pathParameters"] = path_parameters(input, format);
  if (is_rest) event["stageVariables"] = stage_variables(input);
  event["requestContext"] = context_of(input, format);
  if (!is_rest) event["pathParameters"] = path_parameters(input, format);
  if (!is_rest) event["stageVariables"] = stage_variables(input);
  return event;
}

}  // namespace lambent::gateway
