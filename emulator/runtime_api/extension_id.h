// Who calls: the identifier that every call of a registered extension carries.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/environment/extension_link.h"
#include "emulator/http/message.h"

namespace lambent::runtime_api {

/// A UUID in lower case; nullopt when `text` is none.
std::optional<std::string> parse_uuid(std::string_view text);

/// The value of Lambda-Extension-Identifier, or why it is refused: missing, malformed.
/// Source: runtime-api.md §2.5.
std::variant<std::string, http::Response> identifier_of(const http::RequestHead& request);

/// The same, and somebody must have it: the order of checks of `next` and the subscriptions.
std::variant<std::string, http::Response> known_identifier_of(
    const http::RequestHead& request, const environment::ExtensionLink& link);

}  // namespace lambent::runtime_api
