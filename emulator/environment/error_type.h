// The error type a runtime reports, as metrics, telemetry and log lines name it.  Pure.
#pragma once

#include <string>
#include <string_view>

namespace lambent::environment {

/// Kept when it contains `(Runtime|Function).[A-Z][a-zA-Z]+`; else Function.Unknown when it begins
/// with "Function."; else Runtime.Unknown.  Source: runtime-api.md §1.6.
std::string normalised_error_type(std::string_view reported);

}  // namespace lambent::environment
