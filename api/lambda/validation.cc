#include "api/lambda/validation.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/lambda/base64.h"
#include "api/lambda/errors.h"
#include "config/limits.h"
#include "config/names.h"

namespace lambent::api {
namespace {

constexpr std::string_view kTenantPattern = R"([a-zA-Z0-9\._:\/=+\-@ ]+)";
constexpr std::string_view kDurableNamePattern = "[a-zA-Z0-9-_]+";
/// Source: invoke-api.md §1.1.
constexpr std::size_t kMaxDurableName = 64;
/// MaxItems of the list operations.  Source: invoke-api.md §7 (Pagination).
constexpr std::int64_t kMinMaxItems = 1;
constexpr std::int64_t kMaxMaxItems = 10'000;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// True when `text` is one or more letters, digits and characters of `others`.
bool consists_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [others](char c) {
    return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

void check_length(Violations& violations,
                  std::string_view path,
                  std::string_view value,
                  std::size_t max) {
  violations.max_length(path, value, max);
  violations.min_length(path, value, 1);
}

void check_target(Violations& violations,
                  std::string_view function_name,
                  std::optional<std::string_view> qualifier) {
  if (qualifier) {
    check_length(violations, "qualifier", *qualifier, limits::kMaxQualifier);
    violations.pattern(
        "qualifier", *qualifier, config::kQualifierPattern, config::is_valid_qualifier(*qualifier));
  }
  check_length(violations, "functionName", function_name, limits::kMaxNamespacedName);
  violations.pattern("functionName",
                     function_name,
                     config::kReadNamePattern,
                     config::parse_function_ref(function_name).has_value());
}

}  // namespace

void Violations::add(std::string_view path,
                     std::string_view quoted_value,
                     std::string_view constraint) {
  parts_.push_back(fmt::format(
      "Value {} at '{}' failed to satisfy constraint: {}", quoted_value, path, constraint));
}

void Violations::pattern(std::string_view path,
                         std::string_view value,
                         std::string_view text,
                         bool matches) {
  if (matches) return;
  add(path,
      fmt::format("'{}'", value),
      fmt::format("Member must satisfy regular expression pattern: {}", text));
}

void Violations::max_length(std::string_view path, std::string_view value, std::size_t max) {
  if (value.size() <= max) return;
  add(path,
      fmt::format("'{}'", value),
      fmt::format("Member must have length less than or equal to {}", max));
}

void Violations::min_length(std::string_view path, std::string_view value, std::size_t min) {
  if (value.size() >= min) return;
  add(path,
      fmt::format("'{}'", value),
      fmt::format("Member must have length greater than or equal to {}", min));
}

void Violations::max_value(std::string_view path, std::int64_t value, std::int64_t max) {
  if (value <= max) return;
  add(path,
      fmt::format("'{}'", value),
      fmt::format("Member must have value less than or equal to {}", max));
}

void Violations::min_value(std::string_view path, std::int64_t value, std::int64_t min) {
  if (value >= min) return;
  add(path,
      fmt::format("'{}'", value),
      fmt::format("Member must have value greater than or equal to {}", min));
}

void Violations::enum_set(std::string_view path,
                          std::string_view value,
                          std::initializer_list<std::string_view> allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
  add(path,
      fmt::format("'{}'", value),
      fmt::format("Member must satisfy enum value set: [{}]", fmt::join(allowed, ", ")));
}

void Violations::not_null(std::string_view path, bool present) {
  if (!present) add(path, "null", "Member must not be null");
}

void Violations::throw_if_any() const {
  if (parts_.empty()) return;
  fail(ErrorCode::Validation,
       "{} validation error{} detected: {}",
       parts_.size(),
       parts_.size() == 1 ? "" : "s",
       fmt::join(parts_, "; "));
}

void check_invoke_members(const InvokeMembers& members) {
  Violations violations;
  check_target(violations, members.function_name, members.qualifier);
  if (members.invocation_type) {
    violations.enum_set(
        "invocationType", *members.invocation_type, {"Event", "RequestResponse", "DryRun"});
  }
  if (members.log_type) violations.enum_set("logType", *members.log_type, {"None", "Tail"});
  if (members.tenant_id) {
    check_length(violations, "tenantId", *members.tenant_id, limits::kMaxTenantId);
    violations.pattern("tenantId",
                       *members.tenant_id,
                       kTenantPattern,
                       consists_of(*members.tenant_id, "._:/=+-@ "));
  }
  if (members.durable_execution_name) {
    const std::string_view name = *members.durable_execution_name;
    check_length(violations, "durableExecutionName", name, kMaxDurableName);
    violations.pattern("durableExecutionName", name, kDurableNamePattern, consists_of(name, "-_"));
  }
  violations.throw_if_any();
}

void check_get_members(std::string_view function_name, std::optional<std::string_view> qualifier) {
  Violations violations;
  check_target(violations, function_name, qualifier);
  violations.throw_if_any();
}

std::optional<std::size_t> check_list_members(std::optional<std::string_view> function_version,
                                              std::optional<std::string_view> max_items) {
  std::optional<std::int64_t> wanted;
  if (max_items) {
    std::int64_t number = 0;
    const char* const end = max_items->data() + max_items->size();
    const auto [stop, trouble] = std::from_chars(max_items->data(), end, number);
    if (trouble != std::errc() || stop != end) {
      fail(ErrorCode::Serialization, "MaxItems: expected a whole number, found \"{}\"", *max_items);
    }
    wanted = number;
  }

  Violations violations;
  if (function_version) violations.enum_set("functionVersion", *function_version, {"ALL"});
  if (wanted) {
    violations.max_value("maxItems", *wanted, kMaxMaxItems);
    violations.min_value("maxItems", *wanted, kMinMaxItems);
  }
  violations.throw_if_any();
  if (!wanted) return std::nullopt;
  return static_cast<std::size_t>(*wanted);
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view kShape = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  const auto fits = [](char c, char shape) {
    if (shape == '-') return c == '-';
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  return std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(), fits);
}

std::optional<std::string> check_request_id(std::optional<std::string_view> header) {
  if (!header) return std::nullopt;
  if (!is_uuid(*header)) {
    fail(ErrorCode::InvalidRequestContent,
         "Invalid Request ID: The 'x-amzn-RequestId' header must be a valid UUID format string.");
  }
  return std::string(*header);
}

std::optional<std::string> decode_client_context(std::optional<std::string_view> base64) {
  if (!base64) return std::nullopt;
  if (base64->size() > limits::kMaxClientContext) {
    fail(ErrorCode::InvalidRequestContent,
         "Client context must be less than or equal to {} bytes.",
         limits::kMaxClientContext);
  }
  std::optional<std::string> json = decode_base64(*base64);
  if (!json || !nlohmann::json::parse(*json, nullptr, /*allow_exceptions=*/false).is_object()) {
    fail(ErrorCode::InvalidClientContext,
         "Client context must be a valid Base64-encoded JSON object.");
  }
  // A line break of valid JSON stands between its tokens, where a space means the same.
  std::replace_if(
      json->begin(), json->end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return json;
}

}  // namespace lambent::api
