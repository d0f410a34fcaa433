#include "api/cli/log_entry.h"

#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lambent::cli {

namespace {

using Json = nlohmann::json;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void add(std::string& target, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  fmt::format_to(std::back_inserter(target), "&{}=", name);
  for (const char c : value) {
    if (is_unreserved(c)) {
      target += c;
    } else {
      fmt::format_to(std::back_inserter(target), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

Tone tone_of(const Json& entry) {
  if (entry.at("type") == "function") return Tone::Plain;
  const Json& record = entry.at("record");
  const bool has_status = record.is_object() && record.contains("status");
  return has_status && record.at("status") != "success" ? Tone::Failure : Tone::Platform;
}

}  // namespace

std::string journal_target(std::string_view function,
                           const LogsOptions& options,
                           config::Output output) {
  std::string target = "/_lambent/journal?stream=true";
  if (!options.follow) target += "&follow=false";
  if (output == config::Output::Text) target += "&view=log";
  add(target, "function", function);
  add(target, "environment", options.environment);
  add(target, "request", options.request_id);
  add(target, "type", options.type);
  add(target, "after", options.after);
  return target;
}

std::string log_entry_text(std::string_view entry,
                           config::Output output,
                           const ConsoleStyle& style) {
  if (output == config::Output::Json) return std::string(entry) + '\n';
  const Json parsed = Json::parse(entry);
  std::string lines = parsed.at("line").get<std::string>() + '\n';
  if (parsed.at("logFormat") == "json") return lines;
  return styled(lines, parsed.at("function").get_ref<const std::string&>(), tone_of(parsed), style);
}

}  // namespace lambent::cli
