// Base64 of RFC 4648, with padding.  Pure.
#pragma once

#include <string>
#include <string_view>

namespace lambent::config {

std::string base64(std::string_view bytes);

}  // namespace lambent::config
