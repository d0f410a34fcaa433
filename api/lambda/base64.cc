#include "api/lambda/base64.h"

#include <algorithm>
#include <cstddef>

#include <openssl/evp.h>

namespace lambent::api {
namespace {

/// OpenSSL counts in int: pieces of whole groups keep any input within it.
constexpr std::size_t kRawPiece = std::size_t{3} << 20;
constexpr std::size_t kTextPiece = std::size_t{4} << 20;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
  std::size_t written = 0;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kRawPiece, bytes.size()))) {
    const std::size_t size = std::min(kRawPiece, bytes.size());
    written += static_cast<std::size_t>(
        EVP_EncodeBlock(bytes_of(text) + written, bytes_of(bytes), static_cast<int>(size)));
  }
  text.resize(written);
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  for (std::size_t at = 0; at < text.size(); at += kTextPiece) {
    const std::string_view piece = text.substr(at, kTextPiece);
    const int written = EVP_DecodeBlock(
        bytes_of(bytes) + at / 4 * 3, bytes_of(piece), static_cast<int>(piece.size()));
    if (written < 0) return std::nullopt;
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(bytes.size() - padding);
  // OpenSSL forgives white space, inner padding and stray bits; their encoding gives them away.
  if (encode_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace lambent::api
