#include "emulator/runtime_api/register_request.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lambent::runtime_api {
namespace {

using environment::EventChoice;
using environment::ExtensionKind;
using nlohmann::json;

// The member as a list of strings; absent or null: an empty one.
std::variant<std::vector<std::string>, Complaint> strings_of(const json& body, const char* member) {
  const auto found = body.find(member);
  std::vector<std::string> strings;
  if (found == body.end() || found->is_null()) return strings;
  const auto complain = [&](const json& value) {
    return Complaint{
        fmt::format("{}: expected a list of strings, found {}", member, value.type_name())};
  };
  if (!found->is_array()) return complain(*found);
  for (const json& item : *found) {
    if (!item.is_string()) return complain(item);
    strings.push_back(item.get<std::string>());
  }
  return strings;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::variant<std::vector<std::string>, Complaint> parse_register(std::string_view body) {
  json parsed;
  try {
    parsed = json::parse(body);
  } catch (const json::parse_error& error) {
    return Complaint{error.what()};
  }
  if (!parsed.is_object()) {
    return Complaint{fmt::format("expected a JSON object, found {}", parsed.type_name())};
  }
  const auto keys = strings_of(parsed, "configurationKeys");
  if (const auto* complaint = std::get_if<Complaint>(&keys)) return *complaint;
  if (!std::get<0>(keys).empty()) {
    return Complaint{"configurationKeys are deprecated; use environment variables instead"};
  }
  return strings_of(parsed, "events");
}

std::variant<EventChoice, Complaint> choose_events(const std::vector<std::string>& events,
                                                   ExtensionKind kind) {
  EventChoice choice;
  for (const std::string& event : events) {
    if (event == "INVOKE") {
      choice.invoke = true;
    } else if (event != "SHUTDOWN") {
      return Complaint{fmt::format("{}: ErrorInvalidEventType", event)};
    } else if (kind == ExtensionKind::Internal) {
      return Complaint{"SHUTDOWN: ShutdownEventNotSupportedForInternalExtension"};
    } else {
      choice.shutdown = true;
    }
  }
  return choice;
}

bool accepts_account_id(std::string_view features) {
  while (!features.empty()) {
    const std::size_t comma = std::min(features.find(','), features.size());
    if (trimmed(features.substr(0, comma)) == "accountId") return true;
    features.remove_prefix(std::min(comma + 1, features.size()));
  }
  return false;
}

}  // namespace lambent::runtime_api
