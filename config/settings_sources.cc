#include "config/settings_sources.h"

#include <system_error>

#include <fmt/format.h>

#include "config/ascii.h"
#include "config/closest.h"
#include "config/error.h"
#include "config/file.h"
#include "config/toml_node.h"

namespace lambent::config {

namespace {

constexpr std::string_view kPrefix = "LAMBENT_";

}  // namespace

SettingsLayer from_toml(const std::filesystem::path& file) {
  return parse_settings(read_config_file(file), file);
}

SettingsLayer parse_settings(std::string_view text, const std::filesystem::path& file) {
  SettingsLayer layer{.source = file.string(), .folder = file.parent_path()};
  const Node root = parse_toml(text, file.string());
  for (const Member& member : root.members()) {
    if (set_setting(layer, member.key, member.value)) continue;
    Node::null(member.key_place)
        .refuse("unknown setting" + did_you_mean(member.key, setting_names()));
  }
  return layer;
}

SettingsLayer from_environment(const std::map<std::string, std::string>& variables) {
  SettingsLayer layer{.source = "environment variables"};
  for (const auto& [name, value] : variables) {
    if (!name.starts_with(kPrefix) || value.empty()) continue;
    const std::string setting = lower(std::string_view(name).substr(kPrefix.size()));
    if (set_setting(layer, setting, name, value)) continue;
    layer.notices.push_back({name, "unknown setting" + did_you_mean(setting, setting_names())});
  }
  return layer;
}

}  // namespace lambent::config
