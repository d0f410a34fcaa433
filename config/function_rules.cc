#include "config/function_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/error.h"
#include "config/function.h"
#include "config/names.h"

namespace lambent::config {

namespace {

constexpr std::size_t kMaxLogGroup = 512;
constexpr std::size_t kMaxTags = 50;

// Source: invoke-api.md §7.2.
constexpr auto kReservedVariables = std::to_array<std::string_view>({
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
});

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}
bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Characters, not bytes: AWS counts `ä` once.
std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

Complaint check_one_of(std::string_view value, std::string_view first, std::string_view second) {
  if (value == first || value == second) return std::nullopt;
  return fmt::format("expected {} or {}, found {}", first, second, in_quotes(value));
}

// arn:aws:lambda:us-east-1:123456789012:layer:tools:3 without its version.
std::string_view layer_of(std::string_view version_arn) {
  return version_arn.substr(0, version_arn.rfind(':'));
}

Complaint check_reserved(const std::map<std::string, std::string>& variables) {
  std::string reserved;
  for (const auto& [name, value] : variables) {
    if (!is_reserved_variable(name)) continue;
    if (!reserved.empty()) reserved += ", ";
    reserved += name;
  }
  if (reserved.empty()) return std::nullopt;
  return "Lambda was unable to configure your environment variables because the environment "
         "variables you have provided contains reserved keys that are currently not supported for "
         "modification. Reserved keys used in this request: " +
         reserved;
}

}  // namespace

bool is_reserved_variable(std::string_view name) {
  return std::find(kReservedVariables.begin(), kReservedVariables.end(), name) !=
         kReservedVariables.end();
}

std::string WholeNumberRule::text() const {
  if (max == std::numeric_limits<int>::max()) {
    return fmt::format("expected a whole number{}, at least {}", of, min);
  }
  return fmt::format("expected a whole number{} from {} to {}", of, min, max);
}

Complaint check(const WholeNumberRule& rule, std::int64_t value) {
  if (rule.allows(value)) return std::nullopt;
  return fmt::format("{}, found {}", rule.text(), value);
}

Complaint check_name(std::string_view name) {
  if (is_bare_name(name) && name.size() <= limits::kMaxFunctionName) return std::nullopt;
  return fmt::format("expected 1 to {} letters, digits, '-' or '_', found {}",
                     limits::kMaxFunctionName,
                     in_quotes(name));
}

Complaint check_handler(std::string_view handler) {
  const bool has_blank = std::any_of(handler.begin(), handler.end(), is_blank);
  if (!handler.empty() && characters_of(handler) <= limits::kMaxHandler && !has_blank) {
    return std::nullopt;
  }
  return fmt::format("expected 1 to {} characters without blanks, such as app.handler, found {}",
                     limits::kMaxHandler,
                     in_quotes(handler));
}

Complaint check_runtime(std::string_view runtime) {
  if (runtime == kRuntime) return std::nullopt;
  return fmt::format("runtime {} is not supported: Lambent runs {}", in_quotes(runtime), kRuntime);
}

Complaint check_description(std::string_view description) {
  const std::size_t length = characters_of(description);
  if (length <= limits::kMaxDescription) return std::nullopt;
  return fmt::format("expected at most {} characters, found {}", limits::kMaxDescription, length);
}

Complaint check_variable_name(std::string_view name) {
  const bool fits = name.size() >= 2 && is_letter(name.front()) &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return is_letter_or_digit(c) || c == '_';
                    });
  if (fits) return std::nullopt;
  return fmt::format(
      "expected a name of two or more letters, digits and '_' that begins with a letter, found {}",
      in_quotes(name));
}

Complaint check_environment(const std::map<std::string, std::string>& variables) {
  if (Complaint reserved = check_reserved(variables)) return reserved;
  for (const auto& [name, value] : variables) {
    if (Complaint complaint = check_variable_name(name)) return complaint;
    if (value.find('\0') != value.npos) {
      return fmt::format("expected {} without a NUL character", name);
    }
  }
  const std::string json = environment_json(variables);
  if (json.size() <= limits::kMaxEnvironment) return std::nullopt;
  return "Lambda was unable to configure your environment variables because the environment "
         "variables you have provided exceeded the 4KB limit. String measured: " +
         json;
}

Complaint check_layers(const std::vector<LayerRef>& layers) {
  if (layers.size() > limits::kMaxLayers) {
    return fmt::format("Cannot reference more than {} layers.", limits::kMaxLayers);
  }
  std::map<std::string_view, std::string_view> seen;
  for (const LayerRef& layer : layers) {
    const auto [entry, is_new] = seen.emplace(layer_of(layer.arn), layer.arn);
    if (is_new) continue;
    return fmt::format(
        "Two different versions of the same layer are not allowed to be referenced in the same "
        "function. {} and {} are versions of the same layer.",
        entry->second,
        layer.arn);
  }
  return std::nullopt;
}

Complaint check_architecture(std::string_view architecture) {
  return check_one_of(architecture, "x86_64", "arm64");
}

Complaint check_tracing_mode(std::string_view mode) {
  return check_one_of(mode, "PassThrough", "Active");
}

Complaint check_log_group(std::string_view group) {
  const bool fits =
      !group.empty() && group.size() <= kMaxLogGroup &&
      std::all_of(group.begin(), group.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view("._-/#").find(c) != std::string_view::npos;
      });
  if (fits) return std::nullopt;
  return fmt::format("expected 1 to {} letters, digits and any of . - _ / #, found {}",
                     kMaxLogGroup,
                     in_quotes(group));
}

Complaint check_tags(const std::map<std::string, std::string>& tags) {
  if (tags.size() <= kMaxTags) return std::nullopt;
  return fmt::format("expected at most {} tags, found {}", kMaxTags, tags.size());
}

std::string environment_json(const std::map<std::string, std::string>& variables) {
  const nlohmann::json json(variables);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lambent::config
