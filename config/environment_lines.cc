#include "config/environment_lines.h"

#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "config/error.h"

namespace lambent::config {

namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Without a comment: ` #` and what follows.
std::string_view without_comment(std::string_view text) {
  for (std::size_t hash = text.find('#'); hash != text.npos; hash = text.find('#', hash + 1)) {
    if (hash == 0 || kBlanks.find(text[hash - 1]) != kBlanks.npos) {
      return trim(text.substr(0, hash));
    }
  }
  return text;
}

char unescaped(char letter) {
  if (letter == 'n') return '\n';
  return letter == 't' ? '\t' : letter;
}

// The value of `text`, which begins with a quote; nullopt when it does not end with the same, a
// comment apart.
std::optional<std::string> unquoted(std::string_view text) {
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      if (!without_comment(trim(text.substr(i + 1))).empty()) return std::nullopt;
      return value;
    }
    const bool is_escape = quote == '"' && text[i] == '\\' && i + 1 < text.size();
    value += is_escape ? unescaped(text[++i]) : text[i];
  }
  return std::nullopt;
}

}  // namespace

std::map<std::string, std::string> parse_environment_lines(std::string_view text,
                                                           const std::string& filename) {
  std::map<std::string, std::string> variables;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view whole = trim(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (whole.empty() || whole.front() == '#') continue;

    const auto fail = [&](std::string_view rule) {
      throw Error(fmt::format("{}:{}: {}, found {}", filename, number, rule, in_quotes(whole)));
    };
    std::string_view line = whole;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const std::size_t equals = line.find('=');
    if (equals == line.npos || equals == 0) fail("expected KEY=VALUE");

    const std::string key(trim(line.substr(0, equals)));
    const std::string_view value = trim(line.substr(equals + 1));
    const bool is_quoted = value.starts_with('"') || value.starts_with('\'');
    if (!is_quoted) {
      variables[key] = std::string(without_comment(value));
      continue;
    }
    const std::optional<std::string> inner = unquoted(value);
    if (!inner) fail("expected a value that ends with its quote");
    variables[key] = *inner;
  }
  return variables;
}

}  // namespace lambent::config
