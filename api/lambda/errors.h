// What a caller of the Lambda API did wrong, and how the wire says so.  Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace lambent::api {

/// One per kind of answer; two share an exception name, but not the body.
enum class ErrorCode {
  InvalidParameterValue,
  InvalidRequestContent,
  InvalidClientContext,
  Validation,
  Serialization,
  AccessDenied,
  ResourceNotFound,
  ResourceConflict,
  RequestEntityTooLarge,
  TooManyRequests,
  Service,
  NotImplemented,
  InvalidRuntime,
  InvalidZipFile,
};

/// The body's `Type`.  Source: invoke-api.md §0.3; Null: §1.5; LocalService: §7.16.
enum class ErrorType { User, Service, LocalService, Null, Absent };

struct ErrorRow {
  ErrorCode code;
  int http_status;
  std::string_view exception;    ///< value of x-amzn-ErrorType
  std::string_view message_key;  ///< "Message" or "message": clients depend on the case
  ErrorType type;
};

// One row per code, in the order of the enum.  invoke-api.md §4.1, and below its table for the
// codes that the service model does not have.
inline constexpr auto kErrors = [] {
  using enum ErrorCode;
  using Type = ErrorType;
  return std::to_array<ErrorRow>({
      {InvalidParameterValue, 400, "InvalidParameterValueException", "message", Type::User        },
      {InvalidRequestContent, 400, "InvalidRequestContentException", "message", Type::User        },
      {InvalidClientContext,  400, "InvalidRequestContentException", "message", Type::Null        },
      {Validation,            400, "ValidationException",            "message", Type::Absent      },
      {Serialization,         400, "SerializationException",         "Message", Type::Absent      },
      {AccessDenied,          403, "AccessDeniedException",          "Message", Type::Absent      },
      {ResourceNotFound,      404, "ResourceNotFoundException",      "Message", Type::User        },
      {ResourceConflict,      409, "ResourceConflictException",      "message", Type::User        },
      {RequestEntityTooLarge, 413, "RequestEntityTooLargeException", "Message", Type::Absent      },
      {TooManyRequests,       429, "TooManyRequestsException",       "message", Type::User        },
      {Service,               500, "ServiceException",               "Message", Type::Service     },
      {NotImplemented,        501, "NotImplementedException",        "Message", Type::LocalService},
      {InvalidRuntime,        502, "InvalidRuntimeException",        "Message", Type::Service     },
      {InvalidZipFile,        502, "InvalidZipFileException",        "Message", Type::Service     },
  });
}();

constexpr const ErrorRow& row_of(ErrorCode code) {
  return kErrors[static_cast<std::size_t>(code)];
}

static_assert(
    [] {
      for (std::size_t i = 0; i < kErrors.size(); ++i) {
        if (kErrors[i].code != static_cast<ErrorCode>(i)) return false;
      }
      return true;
    }(),
    "kErrors is in the order of the enum");

constexpr int status_of(ErrorCode code) {
  return row_of(code).http_status;
}
constexpr std::string_view exception_of(ErrorCode code) {
  return row_of(code).exception;
}

/// A refusal on its way to the client; `what()` is the message, UTF-8.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  /// 429.  `reason` is a word of invoke-api.md §4.2; `retry_after` becomes the header of that name.
  static Error throttled(std::string reason,
                         std::optional<std::chrono::seconds> retry_after = std::nullopt);

  ErrorCode code() const noexcept { return code_; }
  const std::optional<std::string>& reason() const noexcept { return reason_; }
  std::optional<std::chrono::seconds> retry_after() const noexcept { return retry_after_; }

 private:
  ErrorCode code_;
  std::optional<std::string> reason_;
  std::optional<std::chrono::seconds> retry_after_;
};

/// Throws Error.  Use: fail(ErrorCode::ResourceNotFound, "Function not found: {}", arn);
template <class... Args>
[[noreturn]] void fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(code, fmt::format(format, std::forward<Args>(args)...));
}

/// The body of the answer.
///
/// Shape   {"Reason":…,"Type":…,"message":…} in this order, compact; Reason and Type where they
///         apply, the last key as the table says.  Bytes that are not UTF-8 become U+FFFD.
/// Source  invoke-api.md §0.3, §4.2.
std::string body_of(const Error& error);

}  // namespace lambent::api
