// Cross-origin rules that the service applies itself: HTTP APIs and function URLs.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/gateway/refusal.h"
#include "config/api.h"
#include "emulator/http/message.h"

namespace lambent::gateway {

/// OPTIONS with an Origin and an Access-Control-Request-Method.  Source: local-api.md §4.1.
bool is_preflight(std::string_view method, const http::Headers& request);

/// The answer to a preflight: 204, without any header when the origin may not.
http::Response preflight_answer(const config::Cors& cors, const http::Headers& request);

/// Adds what a browser of an allowed origin wants to see.  As AWS does: an HTTP API drops what the
/// function said about it, a function URL keeps that as well.
void add_cors(const config::Cors& cors,
              const http::Headers& request,
              Face face,
              http::Headers& response);

/// Whether `origin` is what an entry such as `https://*` means.
bool matches_origin(std::string_view origin, std::string_view entry);

}  // namespace lambent::gateway
