// Events of payload format 2.0: HTTP APIs and function URLs.
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/gateway/event.h"
#include "api/gateway/event_headers.h"
#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

constexpr std::string_view kDefault = "$default";

std::string joined(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

void put_headers(Json& event, const EventInput& input, Format format) {
  Json headers = Json::object();
  for (const EventHeader& header : event_headers(input.request, input.stamp, format)) {
    headers[header.name] = joined(header.values);
  }
  event["headers"] = std::move(headers);
}

void put_query(Json& event, const EventInput& input) {
  std::map<std::string, std::vector<std::string>> members;
  for (auto& [name, value] : query_members(input.request.query, QuerySplit::Ampersand)) {
    members[name].push_back(std::move(value));
  }
  if (members.empty()) return;
  Json query = Json::object();
  for (const auto& [name, values] : members)
    query[name] = joined(values);
  event["queryStringParameters"] = std::move(query);
}

std::string route_key(const RouteFacts& route) {
  return route.path == kDefault ? route.path : route.method + ' ' + route.path;
}

// Decoded, behind the stage unless that is $default.
std::string decoded_path(const EventInput& input) {
  const std::string path = decode_percent(input.request.path);
  return input.api.stage == kDefault ? path : '/' + input.api.stage + path;
}

Json context_of(const EventInput& input, const std::string& key) {
  const http::Headers& headers = input.request.headers;
  const std::string host(headers.value_or("Host", ""));
  Json context = Json::object();
  context["accountId"] = input.api.account;
  context["apiId"] = input.api.api_id;
  if (!input.authorizer.is_null()) context["authorizer"] = input.authorizer;
  context["domainName"] = host;
  context["domainPrefix"] = host.substr(0, host.find_first_of(".:"));
  Json& http = context["http"];
  http["method"] = input.request.method;
  http["path"] = decoded_path(input);
  http["protocol"] = "HTTP/1.1";
  http["sourceIp"] = input.request.peer;
  http["userAgent"] = std::string(headers.value_or("User-Agent", ""));
  context["requestId"] = input.stamp.request_id;
  context["routeKey"] = key;
  context["stage"] = input.api.stage;
  context["time"] = clf_time(input.stamp.arrival);
  context["timeEpoch"] = epoch_millis(input.stamp.arrival);
  return context;
}

}  // namespace

Json iam_authorizer(const std::string& account) {
  Json iam = Json::object();
  iam["accessKey"] = kLocalAccessKey;
  iam["accountId"] = account;
  iam["callerId"] = kLocalUserId;
  iam["cognitoIdentity"] = nullptr;
  iam["principalOrgId"] = nullptr;
  iam["userArn"] = "arn:aws:iam::" + account + ":user/local";
  iam["userId"] = kLocalUserId;
  Json outer = Json::object();
  outer["iam"] = std::move(iam);
  return outer;
}

Json event_v2(const EventInput& input, Format format) {
  const bool is_url = format == Format::Url;
  const std::string key = is_url ? std::string(kDefault) : route_key(input.route);
  Json event = Json::object();
  event["version"] = "2.0";
  event["routeKey"] = key;
  event["rawPath"] = is_url ? input.request.path : decoded_path(input);
  event["rawQueryString"] = input.request.query;
  const std::vector<std::string> cookies = cookies_of(input.request);
  if (!cookies.empty()) event["cookies"] = cookies;
  put_headers(event, input, format);
  put_query(event, input);
  event["requestContext"] = context_of(input, key);
  if (is_url) {
    event["requestContext"]["domainPrefix"] = input.api.api_id;
    return event;
  }
  if (!input.route.parameters.empty()) {
    Json parameters = Json::object();
    for (const auto& [name, value] : input.route.parameters) {
      parameters[name] = decode_percent(value);
    }
    event["pathParameters"] = std::move(parameters);
  }
  if (!input.api.stage_variables.empty()) event["stageVariables"] = input.api.stage_variables;
  return event;
}

}  // namespace lambent::gateway
