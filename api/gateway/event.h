// A request as the JSON event that a function is handed.  Pure.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "api/gateway/request.h"

namespace lambent::gateway {

/// Members stand in the order in which AWS documents them.
using Json = nlohmann::ordered_json;

/// Everything an event is made of.
struct EventInput {
  const Request& request;
  const Stamp& stamp;
  const ApiFacts& api;
  const RouteFacts& route;
  const Json& authorizer;  ///< null: none ran
};

/// The caller of a route that AWS_IAM guards.  Ours.
inline constexpr std::string_view kLocalAccessKey = "AKIALOCALLAMBENT0000";
inline constexpr std::string_view kLocalUserId = "AIDALOCALLAMBENT0000";

/// `requestContext.authorizer` of such a route in format 2.0.
Json iam_authorizer(const std::string& account);

/// Payload format 1.0, of REST APIs (Format::Rest) and of HTTP APIs (Format::HttpV1).
/// Source: local-api.md §1.6, §1.7.
Json event_v1(const EventInput& input, Format format);

/// Payload format 2.0, of HTTP APIs (Format::HttpV2) and function URLs (Format::Url).
/// Source: local-api.md §1.8, §1.9.
Json event_v2(const EventInput& input, Format format);

/// The event of a route in any format.
Json event_of(const EventInput& input, Format format);

/// Puts `body` and `isBase64Encoded` into an event that has none yet.  Source: local-api.md §1.4.
void put_body(Json& event, const EventInput& input, Format format);

/// The text of an event; bytes that are no UTF-8 become U+FFFD.
std::string text_of(const Json& event);

}  // namespace lambent::gateway
