// Where settings come from: lambent.toml, samconfig.toml, the environment.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "config/settings.h"

namespace lambent::config {

/// lambent.toml.
///
/// Errors  Error for an unknown key (with the closest known one) and for a bad value.
SettingsLayer from_toml(const std::filesystem::path& file);
SettingsLayer parse_settings(std::string_view text, const std::filesystem::path& file);

/// samconfig.toml, .yaml or .yml: the tables `global` and `local_…` of `environment`.
///
/// Shape   `command` is `invoke`, `start-lambda`, `start-api`; `serve` reads those of
///         `start-lambda`.  A key that Lambent does not act on becomes a notice.
/// Errors  Error for a version other than 0.1, a bad value, an `environment` that is not there
///         (unless it is "default").
/// Source  local-api.md §5.11.
SettingsLayer from_samconfig(const std::filesystem::path& file,
                             std::string_view command,
                             const std::string& environment = "default");
SettingsLayer parse_samconfig(std::string_view text,
                              const std::filesystem::path& file,
                              std::string_view command,
                              const std::string& environment = "default");

/// The LAMBENT_* variables: LAMBENT_ENV_VARS sets env_vars.  Empty ones count as absent; an unknown
/// one becomes a notice.
SettingsLayer from_environment(const std::map<std::string, std::string>& variables);

}  // namespace lambent::config
