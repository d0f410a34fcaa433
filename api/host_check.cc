#include "api/host_check.h"

#include <string>

#include "config/ascii.h"

namespace lambent::api {
namespace {

bool is_loopback_v4(std::string_view host) {
  // Digits and dots only, so that 127.0.0.1.example.com is no address.
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool is_local_host(std::string_view host_header) {
  std::string host = config::lower(host_header);
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1) == "[::1]";
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host.ends_with(".localhost") || is_loopback_v4(host);
}

}  // namespace lambent::api
