// Cross-origin rules of APIs and function URLs as templates write them.  Pure.
#pragma once

#include <optional>
#include <string>

#include "config/api.h"
#include "config/node.h"

namespace lambent::config {

/// CorsConfiguration of an HTTP API, `x-amazon-apigateway-cors`, or Cors of a function URL.
///
/// Shape   `true` (any origin), false (none), or a map; keys in AllowOrigins and in allowOrigins
///         spelling.
/// Errors  Error when credentials are allowed to any origin.
/// Source  local-api.md §4.1.
std::optional<Cors> read_cors(const Node& node);

/// Cors of a REST API: what its OPTIONS methods answer.
struct RestCors {
  std::string origin = "*";
  std::optional<std::string> methods = std::nullopt;  ///< nullopt: those of the path
  std::optional<std::string> headers = std::nullopt;
  std::optional<std::string> max_age = std::nullopt;
  bool credentials = false;
};

/// Shape   `"'*'"`, or a map of values in single quotes.
/// Errors  Error for a value without its quotes, and for credentials with any origin.
RestCors read_rest_cors(const Node& node);

/// Gives every path that has none an OPTIONS method that answers by itself, open to all.
void add_preflights(Api& api, const RestCors& cors);

}  // namespace lambent::config
