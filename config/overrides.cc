#include "config/overrides.h"

#include <fmt/format.h>

#include "config/error.h"
#include "config/function_rules.h"

namespace lambent::config {

namespace {

void apply_variables(const Settings& settings, FunctionConfig& function) {
  if (settings.env.empty()) return;
  if (!function.environment) function.environment.emplace();
  for (const auto& [name, value] : settings.env) {
    (*function.environment)[name] = value;
  }
  if (const Complaint complaint = check_environment(*function.environment)) {
    throw Error(fmt::format("--env: {}: {}", function.logical_id, *complaint));
  }
}

}  // namespace

void apply(const Settings& settings, Model& model) {
  for (FunctionConfig& function : model.functions) {
    if (settings.timeout) function.timeout = *settings.timeout;
    if (settings.memory_mb) function.memory_mb = *settings.memory_mb;
    if (settings.log_format) function.logging.format = *settings.log_format;
    apply_variables(settings, function);
  }
}

}  // namespace lambent::config
