#include "config/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace lambent::config {

namespace {

constexpr auto kTrue = std::to_array<std::string_view>(
    {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"});
constexpr auto kFalse = std::to_array<std::string_view>(
    {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"});

template <class Words>
bool is_one_of(const Words& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<std::int64_t> digits(std::string_view text, int base) {
  std::string plain(text);
  plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  if (plain.empty() || plain.front() == '-') return std::nullopt;
  std::int64_t value = 0;
  const char* end = plain.data() + plain.size();
  const auto [stop, error] = std::from_chars(plain.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// `22:15` is 22 * 60 + 15; every part after the first is below 60.
std::optional<std::int64_t> sexagesimal(std::string_view text) {
  constexpr std::int64_t kLargest = 1'000'000'000'000;
  std::int64_t total = 0;
  bool is_first = true;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const std::optional<std::int64_t> value = digits(part, 10);
    if (!value || total > kLargest) return std::nullopt;
    if (!is_first && (part.size() > 2 || *value > 59)) return std::nullopt;
    if (is_first && *value > kLargest) return std::nullopt;
    total = total * 60 + *value;
    if (colon == text.npos) return total;
    text.remove_prefix(colon + 1);
    is_first = false;
  }
}

std::optional<std::int64_t> unsigned_int(std::string_view text) {
  if (text == "0") return 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  if (text.starts_with("0b")) return digits(text.substr(2), 2);
  if (text.starts_with("0x")) return digits(text.substr(2), 16);
  if (text.front() == '0') return digits(text.substr(1), 8);
  return text.find(':') == text.npos ? digits(text, 10) : sexagesimal(text);
}

}  // namespace

bool is_quote_closed(std::string_view text, std::size_t begin) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // positions do not count the mark
  if (begin >= text.size()) return true;
  text.remove_prefix(begin);
  while (text.starts_with('!') || text.starts_with('&')) {
    text.remove_prefix(std::min(text.find_first_of(" \t\r\n"), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  if (text.starts_with('\'')) return text.find('\'', 1) != text.npos;
  if (!text.starts_with('"')) return true;
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') {
    end += text[end] == '\\' ? 2 : 1;
  }
  return end < text.size();
}

std::optional<bool> yaml_bool(std::string_view text) {
  if (is_one_of(kTrue, text)) return true;
  if (is_one_of(kFalse, text)) return false;
  return std::nullopt;
}

std::optional<std::int64_t> yaml_int(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  const std::optional<std::int64_t> value = unsigned_int(text);
  if (!value) return std::nullopt;
  return is_negative ? -*value : *value;
}

}  // namespace lambent::config
