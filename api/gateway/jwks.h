// Public keys of those who sign tokens, from a file in the JWKS form.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "api/gateway/jwt.h"

namespace lambent::gateway {

struct RsaKey {
  std::string id;
  std::string modulus;   ///< big-endian bytes
  std::string exponent;  ///< big-endian bytes
};

/// Errors  config::Error naming the file, for what is no JWKS or has no RSA key.
std::vector<RsaKey> read_jwks(const std::filesystem::path& file);

/// Whether one of `keys` with the token's key id has signed it (RS256, RS384, RS512).
/// Source: local-api.md §4.3.
bool is_signed(const Jwt& jwt, const std::vector<RsaKey>& keys);

}  // namespace lambent::gateway
