#include "api/cli/load_settings.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "config/settings_sources.h"

namespace lambent::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettingsFile = "lambent.toml";
constexpr auto kSamconfigFiles =
    std::to_array<std::string_view>({"samconfig.toml", "samconfig.yaml", "samconfig.yml"});

std::optional<fs::path> existing(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return std::nullopt;
  return file;
}

std::optional<fs::path> find_samconfig(const fs::path& folder) {
  for (const std::string_view name : kSamconfigFiles) {
    if (auto found = existing(folder / name)) return found;
  }
  return std::nullopt;
}

}  // namespace

config::Settings load_settings(const CommandLine& line,
                               const std::map<std::string, std::string>& environment) {
  // Lowest first; what stands beside the template is known only when the others are read.
  std::vector<config::SettingsLayer> layers;
  if (const auto file = line.config ? line.config : existing(kSettingsFile)) {
    layers.push_back(config::from_toml(*file));
  }
  layers.push_back(config::from_environment(environment));
  layers.push_back(line.settings);

  const std::optional<fs::path> named = config::merge(layers).template_file;
  const fs::path folder = named ? named->parent_path() : fs::path();
  if (const auto file = line.samconfig ? line.samconfig : find_samconfig(folder)) {
    const Command command = line.command == Command::Logs ? Command::Serve : line.command;
    layers.insert(
        layers.begin(),
        config::from_samconfig(*file, std::string(name_of(command)), line.samconfig_environment));
  }
  // SAM's users run start-api and start-lambda side by side: only one of them has port 3001.
  if (line.command == Command::StartApi) {
    config::SettingsLayer lowest;
    lowest.port = 0;
    layers.insert(layers.begin(), std::move(lowest));
  }
  return config::merge(layers);
}

std::map<std::string, std::string> variables_of_this_process() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view assignment(*entry);
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  return variables;
}

}  // namespace lambent::cli
