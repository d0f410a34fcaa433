#include "emulator/telemetry/event_text.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulator/journal/names.h"
#include "emulator/journal/record.h"
#include "emulator/telemetry/logs_record.h"

namespace lambent::telemetry {
namespace {

// The first schema whose `function` and `extension` records may be objects.  Versions are dates.
constexpr std::string_view kObjectRecords = "2022-12-13";

const std::string* log_text(const journal::Fact& fact) {
  if (const auto* log = std::get_if<journal::FunctionLog>(&fact)) return &log->text;
  if (const auto* log = std::get_if<journal::ExtensionLog>(&fact)) return &log->text;
  return nullptr;
}

bool is_json_object(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{' && nlohmann::json::accept(text);
}

// The object as it was written: numbers and the order of members are the function's business.  A
// line break in valid JSON stands between tokens, so a space does as well.
std::string object_text(const journal::Event& event, std::string object) {
  std::replace_if(
      object.begin(), object.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return fmt::format(R"({{"time":"{}","type":"{}","record":{}}})",
                     journal::iso_time(event.time),
                     journal::type_of(event.fact),
                     object);
}

std::string telemetry_text(const journal::Event& event, const Subscription& subscription) {
  const std::string* text = log_text(event.fact);
  const bool may_be_object = text != nullptr && subscription.schema_version >= kObjectRecords &&
                             event.source->logging.format == config::LogFormat::Json;
  if (may_be_object && is_json_object(*text)) return object_text(event, *text);
  return journal::platform_record(event);
}

}  // namespace

std::string_view category_of(const journal::Fact& fact) {
  const std::string_view type = journal::type_of(fact);
  if (type.starts_with("platform.")) return "platform";
  return log_text(fact) != nullptr ? type : std::string_view{};
}

std::vector<std::string> texts_of(const journal::Event& event,
                                  const Subscription& subscription,
                                  std::string_view exit_message) {
  const std::string_view category = category_of(event.fact);
  // Who lost something learns it, whatever types it asked for.
  const bool is_notice = std::holds_alternative<journal::LogsDropped>(event.fact);
  if (category.empty() || (!subscription.wants(category) && !is_notice)) return {};
  if (subscription.api == Api::Logs) {
    return logs_texts(event, subscription.schema_version, exit_message);
  }
  if (std::holds_alternative<journal::LogsSubscription>(event.fact)) return {};
  return {telemetry_text(event, subscription)};
}

}  // namespace lambent::telemetry
