#include "emulator/telemetry/destination_uri.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "config/ascii.h"

namespace lambent::telemetry {
namespace {

constexpr std::string_view kScheme = "http://";

using config::lower;

// Visible ASCII only: anything else would break the request line.
bool is_plain(char c) {
  return c > ' ' && c < '\x7f';
}

/// 0: no such port.
std::uint16_t parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, port);
  return result.ec == std::errc{} && result.ptr == end ? port : std::uint16_t{0};
}

}  // namespace

std::string read_destination_uri(std::string_view uri, Destination& destination) {
  const auto odd = std::find_if_not(uri.begin(), uri.end(), is_plain);
  if (odd != uri.end()) {
    return fmt::format(
        "destination.URI: expected visible ASCII characters, found the byte 0x{:02x} at offset {}",
        static_cast<unsigned char>(*odd),
        odd - uri.begin());
  }
  if (!lower(uri.substr(0, kScheme.size())).starts_with(kScheme)) {
    return fmt::format("destination.URI: expected http://sandbox.localdomain:<port>, found \"{}\"",
                       uri);
  }
  uri.remove_prefix(kScheme.size());
  uri = uri.substr(0, uri.find('#'));
  const std::string_view authority = uri.substr(0, uri.find_first_of("/?"));
  const std::string_view target = uri.substr(authority.size());
  const std::size_t colon = authority.rfind(':');
  const std::string_view host = authority.substr(0, colon);
  const std::string name = lower(host);
  if (name != "sandbox.localdomain" && name != "sandbox") {
    return fmt::format(
        "destination.URI: expected the host sandbox.localdomain or sandbox, found \"{}\"", host);
  }
  if (colon == std::string_view::npos || colon + 1 == authority.size()) {
    return "URI port is not provided";
  }
  destination.port = parse_port(authority.substr(colon + 1));
  if (destination.port == 0) {
    return fmt::format("destination.URI: expected a port from 1 to 65535, found \"{}\"",
                       authority.substr(colon + 1));
  }
  destination.target = target.starts_with('/') ? std::string(target) : fmt::format("/{}", target);
  return {};
}

}  // namespace lambent::telemetry
