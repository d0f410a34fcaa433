#include "config/function.h"

#include <fmt/format.h>

#include "config/function_rules.h"

namespace lambent::config {

std::string_view name_of(LogFormat format) {
  switch (format) {
    case LogFormat::Text: return "Text";
    case LogFormat::Json: return "JSON";
  }
  return "";
}

std::string_view name_of(ApplicationLogLevel level) {
  switch (level) {
    case ApplicationLogLevel::Trace: return "TRACE";
    case ApplicationLogLevel::Debug: return "DEBUG";
    case ApplicationLogLevel::Info: return "INFO";
    case ApplicationLogLevel::Warn: return "WARN";
    case ApplicationLogLevel::Error: return "ERROR";
    case ApplicationLogLevel::Fatal: return "FATAL";
  }
  return "";
}

std::string_view name_of(SystemLogLevel level) {
  switch (level) {
    case SystemLogLevel::Debug: return "DEBUG";
    case SystemLogLevel::Info: return "INFO";
    case SystemLogLevel::Warn: return "WARN";
  }
  return "";
}

std::vector<std::string> validate(const FunctionConfig& function) {
  std::vector<std::string> complaints;
  const auto note = [&](std::string_view setting, const Complaint& complaint) {
    if (complaint) complaints.push_back(fmt::format("{}: {}", setting, *complaint));
  };

  note("FunctionName", check_name(function.name));
  note("Handler", check_handler(function.handler));
  note("Runtime", check_runtime(function.runtime));
  note("Description", check_description(function.description));
  note("Timeout", check(kTimeoutRule, function.timeout.count()));
  note("MemorySize", check(kMemoryRule, function.memory_mb));
  note("EphemeralStorage.Size", check(kEphemeralStorageRule, function.ephemeral_storage_mb));
  if (function.environment) {
    note("Environment.Variables", check_environment(*function.environment));
  }
  note("Layers", check_layers(function.layers));
  note("Architectures", check_architecture(function.architecture));
  if (function.reserved_concurrency) {
    note("ReservedConcurrentExecutions",
         check(kReservedConcurrencyRule, *function.reserved_concurrency));
  }
  note("TracingConfig.Mode", check_tracing_mode(function.tracing_mode));
  if (!function.logging.log_group.empty()) {
    note("LoggingConfig.LogGroup", check_log_group(function.logging.log_group));
  }
  note("Tags", check_tags(function.tags));
  return complaints;
}

std::string log_group_of(const FunctionConfig& function) {
  if (!function.logging.log_group.empty()) return function.logging.log_group;
  return "/aws/lambda/" + function.name;
}

}  // namespace lambent::config
