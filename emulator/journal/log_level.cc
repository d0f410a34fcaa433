#include "emulator/journal/log_level.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace lambent::journal {
namespace {

using config::ApplicationLogLevel;

std::optional<ApplicationLogLevel> parse_level(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  constexpr auto kLevels = std::to_array<ApplicationLogLevel>({ApplicationLogLevel::Trace,
                                                               ApplicationLogLevel::Debug,
                                                               ApplicationLogLevel::Info,
                                                               ApplicationLogLevel::Warn,
                                                               ApplicationLogLevel::Error,
                                                               ApplicationLogLevel::Fatal});
  for (const ApplicationLogLevel level : kLevels) {
    if (config::name_of(level) == text) return level;
  }
  return std::nullopt;
}

bool digits_at(std::string_view text, std::size_t from, std::size_t count) {
  return text.size() >= from + count &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                     text.begin() + static_cast<std::ptrdiff_t>(from + count),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

// "2026-02-01T10:00:00[.fraction](Z|+hh:mm)"
bool is_rfc3339(std::string_view text) {
  const bool date_and_time =
      digits_at(text, 0, 4) && text.substr(4, 1) == "-" && digits_at(text, 5, 2) &&
      text.substr(7, 1) == "-" && digits_at(text, 8, 2) && text.size() > 10 &&
      (text[10] == 'T' || text[10] == 't' || text[10] == ' ') && digits_at(text, 11, 2) &&
      text.substr(13, 1) == ":" && digits_at(text, 14, 2) && text.substr(16, 1) == ":" &&
      digits_at(text, 17, 2);
  if (!date_and_time) return false;
  std::size_t at = 19;
  if (text.substr(at, 1) == ".") {
    ++at;
    const std::size_t first = at;
    while (digits_at(text, at, 1))
      ++at;
    if (at == first) return false;
  }
  const std::string_view zone = text.substr(at);
  if (zone == "Z" || zone == "z") return true;
  return zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && digits_at(zone, 1, 2) &&
         zone[3] == ':' && digits_at(zone, 4, 2);
}

ApplicationLogLevel level_of(std::string_view line) {
  constexpr ApplicationLogLevel kUnknown = ApplicationLogLevel::Info;
  // Most lines are plain text: they need no parser to be told from an object.
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] != '{') return kUnknown;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return kUnknown;
  const auto level = json.find("level");
  const auto timestamp = json.find("timestamp");
  if (level == json.end() || !level->is_string()) return kUnknown;
  if (timestamp == json.end() || !timestamp->is_string()) return kUnknown;
  if (!is_rfc3339(timestamp->get_ref<const std::string&>())) return kUnknown;
  return parse_level(level->get<std::string>()).value_or(kUnknown);
}

}  // namespace

bool is_kept(std::string_view line, const config::LoggingConfig& logging) {
  if (logging.format == config::LogFormat::Text) return true;
  return level_of(line) >= logging.application_level;
}

}  // namespace lambent::journal
