#include "api/gateway/event.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/gateway/text.h"
#include "api/lambda/base64.h"

namespace lambent::gateway {
namespace {

// Source: local-api.md §1.4.
bool is_text_type(std::string_view type) {
  constexpr auto kTextTypes = std::to_array<std::string_view>(
      {"application/json", "application/javascript", "application/xml"});
  return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
         std::find(kTextTypes.begin(), kTextTypes.end(), type) != kTextTypes.end();
}

bool is_text(const EventInput& input, Format format) {
  const std::string type = media_type(input.request.headers.value_or("Content-Type", ""));
  if (format != Format::Rest) return is_text_type(type);
  const auto& binary = input.api.binary_types;
  return std::none_of(binary.begin(), binary.end(), [&](const std::string& entry) {
    return matches_media_type(type, entry);
  });
}

}  // namespace

void put_body(Json& event, const EventInput& input, Format format) {
  const std::string& body = input.request.body;
  const bool leaves_out_empty = format == Format::HttpV2 || format == Format::Url;
  if (body.empty()) {
    if (!leaves_out_empty) event["body"] = nullptr;
    event["isBase64Encoded"] = false;
    return;
  }
  // What is no UTF-8 cannot be text, whatever its type says.
  const bool as_text = is_text(input, format) && is_utf8(body);
  event["body"] = as_text ? body : api::encode_base64(body);
  event["isBase64Encoded"] = !as_text;
}

Json event_of(const EventInput& input, Format format) {
  const bool is_v1 = format == Format::Rest || format == Format::HttpV1;
  Json event = is_v1 ? event_v1(input, format) : event_v2(input, format);
  put_body(event, input, format);
  return event;
}

std::string text_of(const Json& event) {
  return event.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lambent::gateway
