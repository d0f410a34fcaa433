// The rule of each setting of a function, one by one; validate() asks them all.  Pure.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/limits.h"

namespace lambent::config {

struct LayerRef;

/// What is wrong with a value, as the end of a sentence (`expected …, found …`); nullopt when
/// nothing is.
using Complaint = std::optional<std::string>;

/// A whole number with both ends included.
struct WholeNumberRule {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::string_view of;  ///< " of seconds", " of MB", or nothing

  bool allows(std::int64_t value) const { return value >= min && value <= max; }
  /// "expected a whole number of seconds from 1 to 900"; without an end: "expected a whole number,
  /// at least 0"
  std::string text() const;
};

// Source of the numbers: invoke-api.md §7.2.
inline constexpr WholeNumberRule kTimeoutRule{
    limits::kMinTimeout.count(), limits::kMaxTimeout.count(), " of seconds"};
inline constexpr WholeNumberRule kMemoryRule{limits::kMinMemory, limits::kMaxMemory, " of MB"};
inline constexpr WholeNumberRule kEphemeralStorageRule{
    limits::kMinEphemeralStorage, limits::kMaxEphemeralStorage, " of MB"};
inline constexpr WholeNumberRule kReservedConcurrencyRule{0, std::numeric_limits<int>::max(), ""};

/// The only runtime Lambent starts.
inline constexpr std::string_view kRuntime = "python3.12";

Complaint check(const WholeNumberRule& rule, std::int64_t value);
Complaint check_name(std::string_view name);
/// 1-128 characters, none of them blank.
Complaint check_handler(std::string_view handler);
/// Names the refused runtime: `runtime "nodejs20.x" is not supported: Lambent runs python3.12`.
Complaint check_runtime(std::string_view runtime);
Complaint check_description(std::string_view description);
/// The name of an environment variable, reserved or not: `[a-zA-Z]([a-zA-Z0-9_])+`.
Complaint check_variable_name(std::string_view name);
/// Names, reserved names (in AWS's words), 4 KB in all as compact JSON (in AWS's words).
Complaint check_environment(const std::map<std::string, std::string>& variables);
/// At most five, no layer twice; in AWS's words.
Complaint check_layers(const std::vector<LayerRef>& layers);
Complaint check_architecture(std::string_view architecture);
Complaint check_tracing_mode(std::string_view mode);
Complaint check_log_group(std::string_view group);
Complaint check_tags(const std::map<std::string, std::string>& tags);

/// The variables as AWS measures them: one JSON object without blanks.
std::string environment_json(const std::map<std::string, std::string>& variables);

}  // namespace lambent::config
