// Base64 as HTTP headers carry it.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambent::api {

/// The standard alphabet with padding, on one line.
std::string encode_base64(std::string_view bytes);

/// Nullopt unless `text` is exactly what `encode_base64` makes of some bytes: no white space, no
/// missing padding, no stray bits.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace lambent::api
