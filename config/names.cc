#include "config/names.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <fmt/format.h>

namespace lambent::config {

namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}
bool is_lower(char letter) {
  return letter >= 'a' && letter <= 'z';
}
bool is_letter(char letter) {
  return is_lower(letter) || (letter >= 'A' && letter <= 'Z');
}
bool is_word(char letter) {
  return is_letter(letter) || is_digit(letter) || letter == '-' || letter == '_';
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

// (aws[a-zA-Z-]*)?
bool is_partition(std::string_view text) {
  if (text.empty()) return true;
  return text.starts_with("aws") && all(text, [](char c) { return is_letter(c) || c == '-'; });
}

// -[a-z]+-\d{1}
bool is_region_end(std::string_view text) {
  if (text.size() < 4 || text.front() != '-') return false;
  if (!is_digit(text.back()) || text[text.size() - 2] != '-') return false;
  return all(text.substr(1, text.size() - 3), is_lower);
}

// (eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}
bool is_region(std::string_view text) {
  if (text.starts_with("eusc-")) text.remove_prefix(5);
  if (text.size() < 2 || !all(text.substr(0, 2), is_lower)) return false;
  text.remove_prefix(2);
  if (is_region_end(text)) return true;
  if (text.starts_with("-gov")) return is_region_end(text.substr(4));
  if (!text.starts_with("-iso")) return false;
  text.remove_prefix(4);
  if (!text.empty() && is_lower(text.front())) text.remove_prefix(1);
  return is_region_end(text);
}

bool is_account(std::string_view text) {
  return text.size() == 12 && all(text, is_digit);
}

// The two patterns differ in these only.
struct Dialect {
  bool dots_in_name;
  bool published_qualifier;
};

bool is_name(std::string_view text, Dialect dialect) {
  return !text.empty() &&
         all(text, [&](char c) { return is_word(c) || (dialect.dots_in_name && c == '.'); });
}

bool is_name_qualifier(std::string_view text, Dialect dialect) {
  if (text == kLatest) return true;
  if (text == "$LATEST.PUBLISHED") return dialect.published_qualifier;
  return !text.empty() && all(text, is_word);
}

using Parts = std::span<const std::string_view>;

// name[:qualifier], the end of both patterns.
std::optional<FunctionRef> match_name(Parts parts, Dialect dialect) {
  if (parts.empty() || parts.size() > 2 || !is_name(parts[0], dialect)) return std::nullopt;
  FunctionRef ref{.name = std::string(parts[0])};
  if (parts.size() == 2) {
    if (!is_name_qualifier(parts[1], dialect)) return std::nullopt;
    ref.qualifier = std::string(parts[1]);
  }
  return ref;
}

// Each group of the pattern may be absent: as a regular expression does, first try with it, then
// without.  A group is one part between colons, so there are at most eight ways in all.
std::optional<FunctionRef> match_function_word(Parts parts, Dialect dialect) {
  if (!parts.empty() && parts[0] == "function") {
    std::optional<FunctionRef> ref = match_name(parts.subspan(1), dialect);
    if (ref) return ref;
  }
  return match_name(parts, dialect);
}

std::optional<FunctionRef> match_account(Parts parts, Dialect dialect) {
  if (!parts.empty() && is_account(parts[0])) {
    std::optional<FunctionRef> ref = match_function_word(parts.subspan(1), dialect);
    if (ref) {
      ref->account = std::string(parts[0]);
      return ref;
    }
  }
  return match_function_word(parts, dialect);
}

std::optional<FunctionRef> match_region(Parts parts, Dialect dialect) {
  if (!parts.empty() && is_region(parts[0])) {
    std::optional<FunctionRef> ref = match_account(parts.subspan(1), dialect);
    if (ref) {
      ref->region = std::string(parts[0]);
      return ref;
    }
  }
  return match_account(parts, dialect);
}

std::optional<FunctionRef> match_arn(Parts parts, Dialect dialect) {
  if (parts.size() > 3 && parts[0] == "arn" && is_partition(parts[1]) && parts[2] == "lambda") {
    std::optional<FunctionRef> ref = match_region(parts.subspan(3), dialect);
    if (ref) {
      ref->partition = std::string(parts[1]);
      return ref;
    }
  }
  return match_region(parts, dialect);
}

// arn, partition, lambda, region, account, function, name, qualifier
constexpr std::size_t kMostParts = 8;

std::optional<FunctionRef> match(std::string_view text, Dialect dialect) {
  std::vector<std::string_view> parts;
  for (std::size_t colon = text.find(':'); colon != text.npos; colon = text.find(':')) {
    parts.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
    if (parts.size() == kMostParts) return std::nullopt;
  }
  parts.push_back(text);
  return match_arn(parts, dialect);
}

}  // namespace

std::optional<FunctionRef> parse_function_ref(std::string_view text) {
  // As AWS does: the pattern refuses it, the service does not.  Source: invoke-api.md §0.5.
  if (text == "function:") return FunctionRef{.name = "function"};
  return match(text, {.dots_in_name = true, .published_qualifier = true});
}

std::optional<FunctionRef> parse_create_ref(std::string_view text) {
  return match(text, {.dots_in_name = false, .published_qualifier = false});
}

bool is_valid_qualifier(std::string_view text) {
  if (text == "$LATEST.PUBLISHED") return true;
  return !text.empty() && all(text, [](char c) { return is_word(c) || c == '$'; });
}

bool is_bare_name(std::string_view text) {
  return !text.empty() && all(text, is_word);
}

QualifierKind kind_of(std::string_view qualifier) {
  if (qualifier == kLatest) return QualifierKind::Latest;
  if (!qualifier.empty() && all(qualifier, is_digit)) return QualifierKind::Version;
  return QualifierKind::Alias;
}

std::string function_arn(std::string_view partition,
                         std::string_view region,
                         std::string_view account,
                         std::string_view name,
                         std::optional<std::string_view> qualifier) {
  std::string arn =
      fmt::format("arn:{}:lambda:{}:{}:function:{}", partition, region, account, name);
  if (qualifier) arn += fmt::format(":{}", *qualifier);
  return arn;
}

}  // namespace lambent::config
