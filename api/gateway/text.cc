#include "api/gateway/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>

#include <fmt/format.h>
#include <simdjson.h>

namespace lambent::gateway {
namespace {

// -1 for what is no hexadecimal digit.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::size_t last = text.find_last_not_of(kBlanks);
  return text.substr(0, last == text.npos ? 0 : last + 1);
}

}  // namespace

std::string decode_percent(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && text.size() - i > 2) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
  }
  return decoded;
}

std::vector<std::pair<std::string, std::string>> query_members(std::string_view query,
                                                               QuerySplit split) {
  const std::string_view separators = split == QuerySplit::Ampersand ? "&" : "&;";
  std::vector<std::pair<std::string, std::string>> members;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find_first_of(separators), query.size());
    const std::string_view member = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(member.find('='), member.size());
    if (equals == 0) continue;
    members.emplace_back(decode_percent(member.substr(0, equals), true),
                         decode_percent(member.substr(std::min(equals + 1, member.size())), true));
  }
  return members;
}

void add_cookies(std::string_view header, std::vector<std::string>& cookies) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view cookie = trimmed(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (!cookie.empty()) cookies.emplace_back(cookie);
  }
}

std::string media_type(std::string_view content_type) {
  return lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

bool matches_media_type(std::string_view type, std::string_view entry) {
  if (entry == "*/*") return true;
  const std::string wanted = lower(entry);
  if (!wanted.ends_with("/*")) return type == wanted;
  return type.starts_with(std::string_view(wanted).substr(0, wanted.size() - 1));
}

std::string clf_time(base::WallTime when) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  // Not strftime's %b, which follows the locale.
  constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{:02}/{}/{}:{:02}:{:02}:{:02} +0000",
                     parts.tm_mday,
                     kMonths[static_cast<std::size_t>(parts.tm_mon)],
                     parts.tm_year + 1900,
                     parts.tm_hour,
                     parts.tm_min,
                     parts.tm_sec);
}

long long epoch_millis(base::WallTime when) {
  return std::chrono::floor<std::chrono::milliseconds>(when).time_since_epoch().count();
}

std::string stable_id(std::string_view text, std::size_t length) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::uint64_t kOffset = 14'695'981'039'346'656'037U;  // FNV-1a, 64 bits
  constexpr std::uint64_t kPrime = 1'099'511'628'211U;
  std::uint64_t hash = kOffset;
  const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * kPrime; };
  for (const char c : text)
    mix(static_cast<unsigned char>(c));
  std::string id;
  while (id.size() < length) {
    mix(static_cast<unsigned char>(id.size()));
    id += kAlphabet[(hash >> 32U) % kAlphabet.size()];
  }
  return id;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace lambent::gateway
