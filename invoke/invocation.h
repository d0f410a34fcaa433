// Invocation and Result: what goes into one invoke and what comes out, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace lambent::invoke {

/// One synchronous invoke, already checked by its face.
struct Invocation {
  std::string function;  ///< bare FunctionName
  std::string version = "$LATEST";
  /// The ARN as the caller addressed it: becomes context.invoked_function_arn.
  std::string invoked_arn;
  std::string payload;           ///< JSON text; empty means {}
  std::string request_id;        ///< empty: one is made
  std::string trace_header;      ///< the caller's X-Amzn-Trace-Id; empty: one is made
  std::string client_context;    ///< decoded JSON text, one line; empty: none
  std::string cognito_identity;  ///< JSON text; empty: none
  std::string tenant_id;         ///< empty: none
  bool log_tail = false;         ///< fill Result::log_tail, which waits for the REPORT line
};

/// What the function said, or what the platform says in its place.
struct Result {
  std::string request_id;
  std::string trace_header;
  std::string payload;          ///< bytes, untouched
  bool function_error = false;  ///< X-Amz-Function-Error: Unhandled
  std::string executed_version;
  std::string log_tail;  ///< the last 4 KiB of this invoke's log, not yet base64
};

enum class ThrottleReason { ReservedFunctionConcurrency, AccountConcurrency };

/// No capacity: nothing was started.
struct Throttled {
  ThrottleReason reason;
};

/// The daemon could not do its part (Service error); the function is not to blame.
struct ServiceFailure {
  std::string what;
};

using Outcome = std::variant<Result, Throttled, ServiceFailure>;

}  // namespace lambent::invoke
