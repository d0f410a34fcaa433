// The answers of the Extensions API.  Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/environment/extension_link.h"
#include "emulator/http/message.h"

namespace lambent::runtime_api {

/// Every refusal is a 403.  Texts and types: runtime-api.md §2.5.
http::Response invalid_extension_name(std::string_view message);
http::Response invalid_request_format(std::string_view message);
http::Response invalid_event_type(std::string_view message);
http::Response missing_identifier();
http::Response invalid_identifier();
/// As `next` and the subscriptions say it.
http::Response unknown_extension(std::string_view id);
/// As init/error and exit/error say it.
http::Response unknown_identifier();
http::Response missing_error_type();
/// `extension`: the name of one that registers, else the identifier.
http::Response invalid_extension_state(environment::ExtensionState from,
                                       environment::ExtensionCall call,
                                       std::string_view extension);
/// Why `name`, which now stands in `state`, may not register.
http::Response registration_refused(environment::RegisterFault fault,
                                    std::string_view name,
                                    environment::ExtensionState state);

/// 200 of `register`; the account's number only for those who asked for it.  Source: §2.2.
http::Response registered(const environment::ExtensionFacts& facts,
                          std::string_view id,
                          bool with_account);

/// 200 of `next`: INVOKE or SHUTDOWN.  Source: §2.3.
http::Response event_answer(const environment::ExtensionEvent& event);

}  // namespace lambent::runtime_api
