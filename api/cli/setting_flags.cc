#include "api/cli/setting_flags.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "config/node.h"
#include "config/place.h"

namespace lambent::cli {

std::string default_text(std::string_view setting) {
  const config::Settings defaults;
  if (setting == "host") return defaults.host;
  if (setting == "port") return std::to_string(defaults.port);
  if (setting == "api_port") return std::to_string(defaults.api_port);
  if (setting == "region") return defaults.region;
  if (setting == "account") return defaults.account;
  if (setting == "runtime_client") return "lambent";
  if (setting == "output") return "text";
  if (setting == "lifecycle") return "auto";
  if (setting == "account_concurrency") return std::to_string(defaults.account_concurrency);
  if (setting == "idle_retirement") return std::to_string(defaults.idle_retirement.count());
  return {};
}

std::string long_name(const CLI::Option& option) {
  // Its get_name() would keep the name of a hidden option to itself.
  return "--" + option.get_lnames().front();
}

void SettingFlags::one(std::string_view names,
                       std::string_view setting,
                       std::string_view value,
                       std::string_view help) {
  add(Kind::One, names, setting, value, help);
}

void SettingFlags::entries(std::string_view names,
                           std::string_view setting,
                           std::string_view value,
                           std::string_view help) {
  add(Kind::Entries, names, setting, value, help);
}

void SettingFlags::words(std::string_view names,
                         std::string_view setting,
                         std::string_view value,
                         std::string_view help) {
  add(Kind::Words, names, setting, value, help);
}

void SettingFlags::names(std::string_view names,
                         std::string_view setting,
                         std::string_view value,
                         std::string_view help) {
  add(Kind::Names, names, setting, value, help);
}

void SettingFlags::toggle(std::string_view names, std::string_view setting, std::string_view help) {
  add(Kind::Toggle, names, setting, "", help);
}

void SettingFlags::add(Kind kind,
                       std::string_view names,
                       std::string_view setting,
                       std::string_view value,
                       std::string_view help) {
  Flag& flag = flags_.emplace_back();
  flag.kind = kind;
  flag.setting = setting;
  if (kind == Kind::Toggle) {
    flag.option = app_.add_flag(std::string(names))->description(std::string(help));
  } else {
    flag.option = app_.add_option(std::string(names), flag.values, std::string(help));
    // One value a time: a greedy flag would swallow the TARGET behind it.
    flag.option->allow_extra_args(false)->type_name(std::string(value));
    const std::string otherwise = default_text(setting);
    if (!otherwise.empty()) flag.option->default_str(otherwise);
  }
  flag.option->group(heading_);
}

void SettingFlags::store(config::SettingsLayer& layer) const {
  for (const Flag& flag : flags_) {
    if (flag.option->count() > 0) store(flag, layer);
  }
}

void SettingFlags::store(const Flag& flag, config::SettingsLayer& layer) {
  const std::string place = long_name(*flag.option);
  switch (flag.kind) {
    case Kind::Toggle: config::set_setting(layer, flag.setting, place, "true"); return;
    case Kind::One: config::set_setting(layer, flag.setting, place, flag.values.back()); return;
    case Kind::Words:
      for (const std::string& words : flag.values) {
        config::set_setting(layer, flag.setting, place, words);
      }
      return;
    case Kind::Entries:
    case Kind::Names: break;
  }
  std::vector<config::Node> items;
  for (const std::string& value : flag.values) {
    items.push_back(config::Node::scalar(config::Place(place), value));
  }
  config::set_setting(
      layer, flag.setting, config::Node::sequence(config::Place(place), std::move(items)));
}

}  // namespace lambent::cli
