// Flags that are settings of config/settings, under the names people type.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
class Option;
}  // namespace CLI

namespace lambent::cli {

/// Adds flags to an App and, once that has parsed, hands their values to a SettingsLayer.  Must
/// live as long as the App.
///
/// Shape   `names` as CLI11 writes them: "-p,--port".  `setting` as lambent.toml spells it; its
///         default is shown in the help.
class SettingFlags {
 public:
  explicit SettingFlags(CLI::App& app) : app_(app) {}
  SettingFlags(const SettingFlags&) = delete;
  SettingFlags& operator=(const SettingFlags&) = delete;

  /// The heading in the help under which the next flags stand.
  void under(std::string heading) { heading_ = std::move(heading); }

  /// One value; of several the last one counts.
  void one(std::string_view names,
           std::string_view setting,
           std::string_view value,
           std::string_view help);
  /// Each adds one KEY=VALUE, taken as it stands.
  void entries(std::string_view names,
               std::string_view setting,
               std::string_view value,
               std::string_view help);
  /// Each adds values as people write them: `A=1`, `A=1 B="2 3"`.
  void words(std::string_view names,
             std::string_view setting,
             std::string_view value,
             std::string_view help);
  /// Each adds one name to a list.
  void names(std::string_view names,
             std::string_view setting,
             std::string_view value,
             std::string_view help);
  /// No value: given means true.
  void toggle(std::string_view names, std::string_view setting, std::string_view help);

  /// Errors: config::Error naming the flag, the rule and the value found.
  void store(config::SettingsLayer& layer) const;

 private:
  enum class Kind { One, Entries, Words, Names, Toggle };
  struct Flag {
    Kind kind;
    std::string setting;
    std::vector<std::string> values;
    CLI::Option* option = nullptr;
  };

  void add(Kind kind,
           std::string_view names,
           std::string_view setting,
           std::string_view value,
           std::string_view help);
  static void store(const Flag& flag, config::SettingsLayer& layer);

  CLI::App& app_;
  std::string heading_ = "Options";
  std::deque<Flag> flags_;  // CLI11 keeps references to the values
};

/// The name to complain with: `--port` of an option that is `-p,--port`.
std::string long_name(const CLI::Option& option);

/// The default of a setting as text; empty when it has none.
std::string default_text(std::string_view setting);

}  // namespace lambent::cli
