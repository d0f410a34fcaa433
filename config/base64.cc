#include "config/base64.h"

#include <cstddef>
#include <cstdint>

namespace lambent::config {

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const std::uint32_t letter = (bits >> (18U - 6U * k)) & 0x3fU;
      result += k <= group.size() ? kLetters[letter] : '=';
    }
  }
  return result;
}

}  // namespace lambent::config
