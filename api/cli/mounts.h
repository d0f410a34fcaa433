// What stands where: the lines about APIs and function URLs of the start-up report.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/api.h"

namespace lambent::cli {

/// Shape   `Mounting OrdersFunction at http://127.0.0.1:3000/orders/{name} [GET, POST]`, a line for
///         each function and path; of a route that cannot be served with its reason.
/// Source  local-api.md §3.6.
std::string mounted_routes(const std::vector<config::Api>& apis, std::string_view base_url);

/// `Mounting OrdersFunction at http://127.0.0.1:3000/lambda-url/OrdersFunction/ [function URL]`
std::string mounted_urls(const std::vector<config::FunctionUrl>& urls, std::string_view base_url);

}  // namespace lambent::cli
