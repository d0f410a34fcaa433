#include "emulator/runtime_api/extension_id.h"

#include <utility>

#include "emulator/runtime_api/extension_replies.h"

namespace lambent::runtime_api {
namespace {

constexpr std::string_view kHeader = "Lambda-Extension-Identifier";
constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

std::optional<std::string> parse_uuid(std::string_view text) {
  if (text.size() != kForm.size()) return std::nullopt;
  std::string uuid(text);
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (uuid[i] >= 'A' && uuid[i] <= 'F') uuid[i] = static_cast<char>(uuid[i] - 'A' + 'a');
    const bool fits = kForm[i] == '-' ? uuid[i] == '-' : is_hex(uuid[i]);
    if (!fits) return std::nullopt;
  }
  return uuid;
}

std::variant<std::string, http::Response> identifier_of(const http::RequestHead& request) {
  const std::string_view text = request.headers.value_or(kHeader, "");
  if (text.empty()) return missing_identifier();
  std::optional<std::string> uuid = parse_uuid(text);
  if (!uuid) return invalid_identifier();
  return std::move(*uuid);
}

std::variant<std::string, http::Response> known_identifier_of(
    const http::RequestHead& request, const environment::ExtensionLink& link) {
  auto found = identifier_of(request);
  const auto* id = std::get_if<std::string>(&found);
  if (id != nullptr && link.find_id(*id) == nullptr) return unknown_extension(*id);
  return found;
}

}  // namespace lambent::runtime_api
