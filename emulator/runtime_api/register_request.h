// What an extension says of itself when it registers.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/environment/extension_set.h"

namespace lambent::runtime_api {

/// Why a request is refused: the errorMessage.
struct Complaint {
  std::string message;
};

/// The body's events, as they are written there.
///
/// Shape   {"events": ["INVOKE", "SHUTDOWN"]}; absent or null: none.
/// Errors  the JSON parser's text, what is wrong with a member, or AWS's sentence about
///         configurationKeys, which must be absent or empty.
/// Source  runtime-api.md §2.2, §2.5.
std::variant<std::vector<std::string>, Complaint> parse_register(std::string_view body);

/// Errors  "<E>: ErrorInvalidEventType", "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension"
///         for the first event that `kind` cannot have.
/// Source  runtime-api.md §2.1, §2.5.
std::variant<environment::EventChoice, Complaint> choose_events(
    const std::vector<std::string>& events, environment::ExtensionKind kind);

/// Whether the list of Lambda-Extension-Accept-Feature holds accountId, the one known feature.
/// Source: runtime-api.md §2.2.
bool accepts_account_id(std::string_view features);

}  // namespace lambent::runtime_api
