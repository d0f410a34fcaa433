#include "api/gateway/cors.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

bool has_any(const std::vector<std::string>& values) {
  return std::find(values.begin(), values.end(), "*") != values.end();
}

std::string joined(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

// False when the origin may not.
bool put_origin(const config::Cors& cors, const http::Headers& request, http::Headers& response) {
  const auto origin = request.find("Origin");
  if (!origin) return false;
  const bool fits =
      std::any_of(cors.origins.begin(), cors.origins.end(), [&](const std::string& entry) {
        return matches_origin(*origin, entry);
      });
  if (!fits) return false;
  if (has_any(cors.origins) && !cors.credentials) {
    response.add("access-control-allow-origin", "*");
  } else {
    response.add("access-control-allow-origin", std::string(*origin));
    response.add("vary", "Origin");
  }
  if (cors.credentials) response.add("access-control-allow-credentials", "true");
  return true;
}

void drop_cors(http::Headers& response) {
  http::Headers kept;
  for (const http::Header& header : response) {
    if (lower(header.name).starts_with("access-control-")) continue;
    kept.add(header.name, header.value);
  }
  response = std::move(kept);
}

}  // namespace

bool is_preflight(std::string_view method, const http::Headers& request) {
  return method == "OPTIONS" && request.find("Origin") &&
         request.find("Access-Control-Request-Method");
}

bool matches_origin(std::string_view origin, std::string_view entry) {
  if (entry == "*") return true;
  const std::size_t star = entry.find('*');
  if (star == entry.npos) return lower(origin) == lower(entry);
  const std::string_view before = entry.substr(0, star);
  const std::string_view after = entry.substr(star + 1);
  return origin.size() > before.size() + after.size() && origin.starts_with(before) &&
         origin.ends_with(after);
}

http::Response preflight_answer(const config::Cors& cors, const http::Headers& request) {
  http::Response response;
  response.status = 204;
  if (!put_origin(cors, request, response.headers)) return response;
  if (!cors.methods.empty()) {
    response.headers.add("access-control-allow-methods", joined(cors.methods));
  }
  if (!cors.headers.empty()) {
    response.headers.add("access-control-allow-headers", joined(cors.headers));
  }
  if (cors.max_age) {
    response.headers.add("access-control-max-age", std::to_string(*cors.max_age));
  }
  return response;
}

void add_cors(const config::Cors& cors,
              const http::Headers& request,
              Face face,
              http::Headers& response) {
  if (face == Face::Http) drop_cors(response);
  if (!put_origin(cors, request, response)) return;
  if (!cors.exposed.empty()) {
    response.add("access-control-expose-headers", joined(cors.exposed));
  }
}

}  // namespace lambent::gateway
