#include "config/error.h"

#include <cstddef>

#include <fmt/format.h>

namespace lambent::config {

namespace {

constexpr std::size_t kLongestQuote = 120;

bool is_control(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return code < 0x20 || code == 0x7f;
}

// The longest prefix of at most `size` bytes that does not cut a UTF-8 character.
std::string_view prefix_of(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) {
    --size;
  }
  return text.substr(0, size);
}

}  // namespace

std::string in_quotes(std::string_view text) {
  const std::string_view shown = prefix_of(text, kLongestQuote);
  std::string result = "\"";
  for (const char letter : shown) {
    if (letter == '\n') {
      result += "\\n";
    } else if (letter == '"') {
      result += "\\\"";
    } else if (is_control(letter)) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter));
    } else {
      result += letter;
    }
  }
  result += shown.size() < text.size() ? "…\"" : "\"";
  return result;
}

}  // namespace lambent::config
