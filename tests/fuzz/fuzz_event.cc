// Any bytes as a request: every format makes JSON of it that is UTF-8 and gives the body back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <nlohmann/json.hpp>

#include "api/gateway/event.h"
#include "api/gateway/text.h"
#include "api/lambda/base64.h"

namespace {

using namespace lambent::gateway;

void require(bool condition) {
  if (!condition) std::abort();
}

// The text up to the next newline, which is taken off.
std::string line(std::string& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string result = text.substr(0, end);
  text.erase(0, std::min(end + 1, text.size()));
  return result;
}

}  // namespace

// Path, query, content type, cookie, one header and its value, and the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string rest(data, data + size);
  Request request;
  request.method = "POST";
  request.path = '/' + line(rest);
  request.query = line(rest);
  request.headers.add("Host", "localhost");
  request.headers.add("Content-Type", line(rest));
  request.headers.add("Cookie", line(rest));
  const std::string name = line(rest);
  request.headers.add(name, line(rest));
  request.body = rest;
  Stamp stamp;
  ApiFacts api;
  api.stage = "$default";
  api.binary_types = {"image/*"};
  RouteFacts route;
  route.path = "/{proxy+}";
  route.method = "ANY";
  route.parameters = {
      {"proxy", request.path}
  };
  const Json none;
  const EventInput input{request, stamp, api, route, none};
  for (const Format format : {Format::Rest, Format::HttpV1, Format::HttpV2, Format::Url}) {
    const std::string text = text_of(event_of(input, format));

    require(is_utf8(text));
    const Json event = Json::parse(text, nullptr, false);
    require(event.is_object());
    if (!event.contains("body") || event["body"].is_null()) {
      require(request.body.empty());
      continue;
    }
    const std::string body = event["body"].get<std::string>();
    const bool encoded = event["isBase64Encoded"].get<bool>();
    require((encoded ? lambent::api::decode_base64(body).value_or("") : body) == request.body);
  }
  return 0;
}
