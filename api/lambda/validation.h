// The constraints of the service model on request members, and the texts of their refusals.  Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lambent::api {

/// Collects what a request violates, then refuses with all of it at once.
///
/// Shape   each check looks at one member: its path in lower camel case with dots, its value as the
///         caller sent it, the rule.
/// Units   lengths are bytes; the members checked here are ASCII by their patterns.
/// Source  invoke-api.md §4.3.
class Violations {
 public:
  /// `matches` is the caller's verdict: the pattern itself is only printed.
  void pattern(std::string_view path, std::string_view value, std::string_view text, bool matches);
  void max_length(std::string_view path, std::string_view value, std::size_t max);
  void min_length(std::string_view path, std::string_view value, std::size_t min);
  void max_value(std::string_view path, std::int64_t value, std::int64_t max);
  void min_value(std::string_view path, std::int64_t value, std::int64_t min);
  /// `allowed` in the order the service prints, which follows no rule.
  void enum_set(std::string_view path,
                std::string_view value,
                std::initializer_list<std::string_view> allowed);
  void not_null(std::string_view path, bool present);

  bool empty() const { return parts_.empty(); }

  /// Errors  ErrorCode::Validation: "N validation error[s] detected: part; part".
  void throw_if_any() const;

 private:
  void add(std::string_view path, std::string_view quoted_value, std::string_view constraint);

  std::vector<std::string> parts_;
};

/// The members of Invoke and InvokeWithResponseStream, as sent; nullopt where the request has none.
struct InvokeMembers {
  std::string_view function_name;  ///< the path segment, percent-decoded
  std::optional<std::string_view> qualifier = std::nullopt;
  std::optional<std::string_view> invocation_type = std::nullopt;
  std::optional<std::string_view> log_type = std::nullopt;
  std::optional<std::string_view> tenant_id = std::nullopt;
  std::optional<std::string_view> durable_execution_name = std::nullopt;
};

/// Errors  ErrorCode::Validation with every violation.  Source: invoke-api.md §1.8 step 5, §1.1.
void check_invoke_members(const InvokeMembers& members);

/// GetFunction, GetFunctionConfiguration.  Errors and source as for Invoke.
void check_get_members(std::string_view function_name, std::optional<std::string_view> qualifier);

/// ListFunctions.  The largest number of items the caller wants on a page; nullopt when unsaid.
///
/// Errors  ErrorCode::Validation; ErrorCode::Serialization when `max_items` is no whole number.
/// Source  invoke-api.md §4.3 V12, §7 (Pagination).
std::optional<std::size_t> check_list_members(std::optional<std::string_view> function_version,
                                              std::optional<std::string_view> max_items);

/// 8-4-4-4-12 hexadecimal digits of either case.
bool is_uuid(std::string_view text);

/// The request id a client chose, or nullopt when it chose none.
///
/// Errors  ErrorCode::InvalidRequestContent when it is no UUID.  Source: invoke-api.md §1.5.
std::optional<std::string> check_request_id(std::optional<std::string_view> header);

/// The client context as the runtime gets it: the JSON object on one line, otherwise unchanged;
/// nullopt without the header.
///
/// Errors  ErrorCode::InvalidRequestContent when over limits::kMaxClientContext,
///         ErrorCode::InvalidClientContext when it is not base64 of a JSON object.
/// Source  invoke-api.md §1.1, §1.5; runtime-api.md §1.2.
std::optional<std::string> decode_client_context(std::optional<std::string_view> base64);

}  // namespace lambent::api
