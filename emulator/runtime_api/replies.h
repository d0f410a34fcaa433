// The answers that several calls of the Runtime API share.  Pure.
#pragma once

#include <string_view>

#include "emulator/environment/runtime_state.h"
#include "emulator/http/message.h"

namespace lambent::runtime_api {

/// 202 {"status":"OK"}.
http::Response accepted();

/// {"errorMessage":…,"errorType":…} with a newline, as AWS writes it.  Source: §1.1, §1.9.
http::Response refusal(int status, std::string_view type, std::string_view message);

http::Response invalid_request_id();
http::Response invalid_transition(environment::RuntimeState from, environment::RuntimeCall call);
http::Response invoke_is_over();  ///< 410: the answer belongs to another invoke (§1.14)
http::Response payload_too_large();
http::Response truncated();

}  // namespace lambent::runtime_api
