#include "emulator/http/message.h"

#include <algorithm>

#include "emulator/http/text.h"

namespace lambent::http {
namespace {

// 16 when `c` is no hexadecimal digit.
unsigned hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

std::string decoded_or_as_written(std::string_view text) {
  return percent_decode(text, true).value_or(std::string(text));
}

}  // namespace

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const auto found = std::find_if(headers_.begin(), headers_.end(), [&](const Header& header) {
    return equal_ignoring_case(header.name, name);
  });
  if (found == headers_.end()) return std::nullopt;
  return found->value;
}

std::string_view Headers::value_or(std::string_view name, std::string_view otherwise) const {
  return find(name).value_or(otherwise);
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const unsigned high = hex_value(text[i + 1]);
      const unsigned low = hex_value(text[i + 2]);
      if (high > 15 || low > 15) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    pairs.emplace_back(decoded_or_as_written(pair.substr(0, equals)), decoded_or_as_written(value));
  }
  return pairs;
}

}  // namespace lambent::http
