// samconfig.toml: what SAM's own local commands are configured with.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/error.h"
#include "config/file.h"
#include "config/read.h"
#include "config/settings_sources.h"
#include "config/toml_node.h"
#include "config/yaml_node.h"

namespace lambent::config {

namespace {

struct SamOption {
  std::string_view name;
  std::string_view setting;
};

// SAM's options that mean what a setting of ours means.  Source: local-api.md §5.12.
constexpr auto kOptions = std::to_array<SamOption>({
    {"template",            "template"           },
    {"template_file",       "template"           },
    {"host",                "host"               },
    {"port",                "port"               },
    {"region",              "region"             },
    {"env_vars",            "env_vars"           },
    {"parameter_overrides", "parameter_overrides"},
    {"no_memory_limit",     "no_memory_limit"    },
    {"static_dir",          "static_dir"         },
    {"disable_authorizer",  "disable_authorizer" },
    {"ssl_cert_file",       "ssl_cert_file"      },
    {"ssl_key_file",        "ssl_key_file"       },
});

// `start-lambda` → `local_start_lambda`
std::string table_name(std::string_view command) {
  std::string name = command == "serve" ? "start-lambda" : std::string(command);
  std::replace(name.begin(), name.end(), '-', '_');
  return name.starts_with("local_") ? name : "local_" + name;
}

void check_version(const Node& root) {
  const Node* version = root.find("version");
  if (version == nullptr) root.refuse("version is missing: expected version = 0.1");
  if (version->is_quoted() || version->written() != "0.1") version->fail("expected 0.1");
}

// As SAM has it: the port of `start-api` is that of the APIs.
std::string_view setting_of(const SamOption& option, std::string_view table) {
  if (option.setting == "port" && table == "local_start_api") return "api_port";
  return option.setting;
}

void read_table(const Node& environment,
                const std::string& name,
                std::string_view command_table,
                SettingsLayer& layer) {
  const Node* table = environment.find(name);
  if (table == nullptr) return;
  read_map(*table, "expected a table");
  const Node* parameters = table->find("parameters");
  if (parameters == nullptr) return;
  for (const Member& member : read_map(*parameters, "expected a table")) {
    const auto row = std::find_if(kOptions.begin(), kOptions.end(), [&](const SamOption& option) {
      return option.name == member.key;
    });
    if (row == kOptions.end()) {
      layer.notices.push_back({member.key_place.print(), "not acted on"});
    } else {
      set_setting(layer, setting_of(*row, command_table), member.value);
    }
  }
}

const Node* find_environment(const Node& root, const std::string& name) {
  const Node* environment = root.find(name);
  if (environment != nullptr) {
    read_map(*environment, "expected a table");
    return environment;
  }
  if (name == "default") return nullptr;
  std::vector<std::string_view> known;
  for (const Member& member : root.members()) {
    if (member.value.is_map()) known.push_back(member.key);
  }
  root.refuse(
      fmt::format("expected an environment called {}, found {}", name, fmt::join(known, ", ")));
}

}  // namespace

SettingsLayer from_samconfig(const std::filesystem::path& file,
                             std::string_view command,
                             const std::string& environment) {
  return parse_samconfig(read_config_file(file), file, command, environment);
}

SettingsLayer parse_samconfig(std::string_view text,
                              const std::filesystem::path& file,
                              std::string_view command,
                              const std::string& environment) {
  SettingsLayer layer{.source = file.string(), .folder = file.parent_path()};
  const Node root = file.extension() == ".toml" ? parse_toml(text, file.string())
                                                : parse_yaml(text, file.string());
  read_map(root, "expected a table");
  check_version(root);
  const Node* tables = find_environment(root, environment);
  if (tables == nullptr) return layer;
  const std::string table = table_name(command);
  read_table(*tables, "global", table, layer);
  read_table(*tables, table, table, layer);
  return layer;
}

}  // namespace lambent::config
