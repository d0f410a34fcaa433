#include "api/gateway/authorizer_event.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/gateway/identity.h"

namespace lambent::gateway {
namespace {

// As AWS does: an authorizer sees {} where a function sees null.
void empty_for_null(Json& event) {
  for (const char* name : {"headers",
                           "multiValueHeaders",
                           "queryStringParameters",
                           "multiValueQueryStringParameters",
                           "pathParameters",
                           "stageVariables"}) {
    if (event[name].is_null()) event[name] = Json::object();
  }
}

void append(Json& to, const Json& members) {
  for (const auto& [name, value] : members.items()) {
    if (!to.contains(name)) to[name] = value;
  }
}

Json token_event(const std::vector<std::string>& identity, const EventInput& input) {
  Json event = Json::object();
  event["type"] = "TOKEN";
  event["authorizationToken"] = identity.empty() ? std::string() : identity.front();
  event["methodArn"] = method_arn(input);
  return event;
}

Json event_of_v1(Format format, const std::vector<std::string>& identity, const EventInput& input) {
  Json event = Json::object();
  if (format == Format::HttpV1) event["version"] = "1.0";
  event["type"] = "REQUEST";
  event["methodArn"] = method_arn(input);
  if (format == Format::HttpV1) {
    const std::string joined = fmt::format("{}", fmt::join(identity, ","));
    event["identitySource"] = joined;
    event["authorizationToken"] = joined;
  }
  append(event, event_v1(input, format));
  empty_for_null(event);
  return event;
}

Json event_of_v2(const std::vector<std::string>& identity, const EventInput& input) {
  Json event = Json::object();
  event["version"] = "2.0";
  event["type"] = "REQUEST";
  event["routeArn"] = method_arn(input);
  event["identitySource"] = identity;
  append(event, event_v2(input, Format::HttpV2));
  return event;
}

}  // namespace

Json authorizer_event(const config::Authorizer& authorizer,
                      config::ApiKind kind,
                      const std::vector<std::string>& identity,
                      const EventInput& input) {
  if (authorizer.kind == config::AuthorizerKind::Token) return token_event(identity, input);
  if (kind == config::ApiKind::Rest) return event_of_v1(Format::Rest, identity, input);
  if (authorizer.format == config::PayloadFormat::V1) {
    return event_of_v1(Format::HttpV1, identity, input);
  }
  return event_of_v2(identity, input);
}

}  // namespace lambent::gateway
