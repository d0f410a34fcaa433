// Each setting by name: how its value is read and what it may be.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "config/error.h"
#include "config/parameters.h"
#include "config/read.h"
#include "config/settings.h"

namespace lambent::config {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kNoEnd = std::numeric_limits<int>::max();
constexpr WholeNumberRule kPortRule{0, 65'535, ""};
constexpr WholeNumberRule kCountRule{1, kNoEnd, ""};
constexpr WholeNumberRule kSecondsRule{1, kNoEnd, " of seconds"};

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

// 127.x.y.z
bool is_loopback_v4(std::string_view text) {
  int parts = 0;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) {
      return false;
    }
    if (parts == 0 ? part != "127" : std::stoi(std::string(part)) > 255) return false;
    ++parts;
    if (dot == text.npos) return parts == 4;
    text.remove_prefix(dot + 1);
  }
}

std::string read_host(const Node& node, const SettingsLayer&) {
  constexpr std::string_view kRule =
      "expected a loopback address such as 127.0.0.1, since whoever reaches the daemon can run "
      "code";
  std::string host = read_text(node, kRule);
  if (host != "::1" && host != "localhost" && !is_loopback_v4(host)) node.fail(kRule);
  return host;
}

template <const WholeNumberRule& Rule>
int read_number(const Node& node, const SettingsLayer&) {
  return read_whole_number(node, Rule);
}

template <const WholeNumberRule& Rule>
std::chrono::seconds read_seconds(const Node& node, const SettingsLayer&) {
  return std::chrono::seconds(read_whole_number(node, Rule));
}

std::string read_region(const Node& node, const SettingsLayer&) {
  constexpr std::string_view kRule = "expected a region such as us-east-1";
  std::string region = read_text(node, kRule);
  const bool fits = !region.empty() && std::all_of(region.begin(), region.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
  });
  if (!fits) node.fail(kRule);
  return region;
}

std::string read_account(const Node& node, const SettingsLayer&) {
  constexpr std::string_view kRule = "expected an account id of 12 digits in quotes";
  read_text(node, kRule);
  std::string account = node.written();  // as text: an id may begin with 0
  if (account.size() != 12 || !std::all_of(account.begin(), account.end(), is_digit)) {
    node.fail(kRule);
  }
  return account;
}

fs::path read_path(const Node& node, const SettingsLayer& layer) {
  const std::string text = read_text(node, "expected a path");
  if (text.empty()) node.fail("expected a path");
  return layer.folder / text;
}

// A command, or a path: what has a slash starts at the file, as paths do.
std::string read_command(const Node& node, const SettingsLayer& layer) {
  std::string text = read_text(node, "expected a command or path");
  if (text.empty()) node.fail("expected a command or path");
  return text.find('/') == text.npos ? text : (layer.folder / text).string();
}

template <class Value>
struct Choice {
  std::string_view name;
  Value value;
};

template <const auto& Choices>
auto read_choice(const Node& node, const SettingsLayer&) {
  std::vector<std::string_view> names;
  names.reserve(Choices.size());
  for (const auto& choice : Choices) {
    names.push_back(choice.name);
  }
  const std::string rule = fmt::format("expected {}", fmt::join(names, " or "));
  const std::string text = read_text(node, rule);
  for (const auto& choice : Choices) {
    if (choice.name == text) return choice.value;
  }
  node.fail(rule);
}

constexpr auto kRuntimeClients = std::to_array<Choice<RuntimeClient>>({
    {"lambent",      RuntimeClient::Lambent     },
    {"awslambdaric", RuntimeClient::Awslambdaric},
});
constexpr auto kOutputs = std::to_array<Choice<Output>>({
    {"text", Output::Text},
    {"json", Output::Json},
});
constexpr auto kLifecycles = std::to_array<Choice<Lifecycle>>({
    {"auto", Lifecycle::Auto},
    {"on",   Lifecycle::On  },
    {"off",  Lifecycle::Off },
});
constexpr auto kLogFormats = std::to_array<Choice<LogFormat>>({
    {"text", LogFormat::Text},
    {"json", LogFormat::Json},
});

constexpr auto kJwtChecks = std::to_array<Choice<JwtCheck>>({
    {"auto",   JwtCheck::Auto  },
    {"verify", JwtCheck::Verify},
    {"decode", JwtCheck::Decode},
    {"off",    JwtCheck::Off   },
});

bool read_switch(const Node& node, const SettingsLayer&) {
  return read_boolean(node);
}

ParameterValues read_assignments(const Node& node, const SettingsLayer&) {
  constexpr std::string_view kRule = "expected a map, or a list of KEY=VALUE";
  if (node.is_map()) return read_text_map(node, kRule);
  if (node.is_scalar()) return parse_parameter_overrides(node.text(), node.place().print());
  ParameterValues result;
  for (const Node& item : read_list(node, kRule)) {
    const std::string text = read_text(item, "expected KEY=VALUE");
    const std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0) item.fail("expected KEY=VALUE");
    result[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return result;
}

ParameterValues read_variables(const Node& node, const SettingsLayer& layer) {
  ParameterValues variables = read_assignments(node, layer);
  require(node, check_environment(variables));
  return variables;
}

std::map<std::string, fs::path> read_layers(const Node& node, const SettingsLayer& layer) {
  std::map<std::string, fs::path> layers;
  for (const auto& [arn, content] : read_assignments(node, layer)) {
    if (!arn.starts_with("arn:") || content.empty()) node.fail("expected ARN=FOLDER_OR_ZIP");
    layers[arn] = layer.folder / content;
  }
  return layers;
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

std::vector<std::string> read_names(const Node& node, const SettingsLayer&) {
  constexpr std::string_view kRule = "expected names of environment variables";
  std::vector<std::string> names;
  if (node.is_scalar()) {
    std::string rest = node.text();
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      names.push_back(rest.substr(0, comma));
      rest.erase(0, comma + 1);
    }
  } else {
    for (const Node& item : read_list(node, kRule)) {
      names.push_back(read_text(item, kRule));
    }
  }
  if (!std::all_of(names.begin(), names.end(), is_variable_name)) node.fail(kRule);
  return names;
}

// A list, or values between commas.
std::vector<std::string> read_values(const Node& node, const SettingsLayer&) {
  constexpr std::string_view kRule = "expected a list of values";
  std::vector<std::string> values;
  if (node.is_scalar()) {
    std::string rest = node.text();
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      values.push_back(rest.substr(0, comma));
      rest.erase(0, comma + 1);
    }
  } else {
    for (const Node& item : read_list(node, kRule)) {
      values.push_back(read_text(item, kRule));
    }
  }
  return values;
}

template <class Value>
void put(std::optional<Value>& member, Value value) {
  member = std::move(value);
}
template <class Value>
void put(std::map<std::string, Value>& member, const std::map<std::string, Value>& value) {
  for (const auto& [key, item] : value) {
    member[key] = item;
  }
}

template <auto MemberOf, auto Read>
void assign(SettingsLayer& layer, const Node& value) {
  put(layer.*MemberOf, Read(value, layer));
}

void refuse_state(SettingsLayer&, const Node& value) {
  value.refuse("--state is not supported yet");
}

struct Setting {
  std::string_view name;
  void (*set)(SettingsLayer& layer, const Node& value);
};

using Layer = SettingsLayer;

// In the order of lambent.toml.
constexpr auto kSettings = std::to_array<Setting>({
    {"host",                         assign<&Layer::host,                            read_host>},
    {"port",                              assign<&Layer::port,                                                                       read_number<kPortRule>>},
    {"api_port",       assign<&Layer::api_port,read_number<kPortRule>>},
    {"region", assign<&Layer::region,                                          read_region>},
    {"account",                       assign<&Layer::account,                                                read_account>},
    {"template",                              assign<&Layer::template_file,                                                                    read_path>},
    {"python",                 assign<&Layer::python,                read_command>},
    {"runtime_client",assign<&Layer::runtime_client,read_choice<kRuntimeClients>>},
    {"output",                       assign<&Layer::output,                                read_choice<kOutputs>>},
    {"lifecycle",                              assign<&Layer::lifecycle,                                                             read_choice<kLifecycles>>},
    {"log_format", assign<&Layer::log_format,                                                                                                          read_choice<kLogFormats>>},
    {"timeout",assign<&Layer::timeout,read_seconds<kTimeoutRule>>},
    {"memory",                    assign<&Layer::memory_mb,             read_number<kMemoryRule>>},
    {"env",                              assign<&Layer::env,                                                                 read_variables>},
    {"env_vars",     assign<&Layer::env_vars,read_path>},
    {"parameter_overrides",                      assign<&Layer::parameter_overrides,                                                              read_assignments>},
    {"layers",                       assign<&Layer::layers,                          read_layers>},
    {"pass_env",                              assign<&Layer::pass_env,                                                                        read_names>},
    {"account_concurrency",               assign<&Layer::account_concurrency,read_number<kCountRule>>},
    {"idle_retirement",   assign<&Layer::idle_retirement,                                                                                              read_seconds<kSecondsRule>>},
    {"cache_dir",          assign<&Layer::cache_dir, read_path>},
    {"no_memory_limit",                              assign<&Layer::no_memory_limit,                                                                     read_switch>},
    {"no_freeze",                  assign<&Layer::no_freeze,                                       read_switch>},
    {"no_fork_server",assign<&Layer::no_fork_server,read_switch>},
    {"static_dir",          assign<&Layer::static_dir,        read_path>},
    {"jwt",                              assign<&Layer::jwt,                                                            read_choice<kJwtChecks>>},
    {"jwks",   assign<&Layer::jwks,read_path>},
    {"api_keys",assign<&Layer::api_keys,                                 read_values>},
    {"disable_authorizer",              assign<&Layer::disable_authorizer, read_switch>},
    {"no_timeout",                              assign<&Layer::no_timeout,                                                                  read_switch>},
    {"ssl_cert_file",                  assign<&Layer::ssl_cert_file,                          read_path>},
    {"ssl_key_file",                        assign<&Layer::ssl_key_file,                                                                                                                     read_path>},
    {"allow_authorizer_override",                   assign<&Layer::allow_authorizer_override,                               read_switch>},
    {"authorizer_context",                              assign<&Layer::authorizer_context,                                                                        read_path>},
    {"state",      refuse_state},
});

}  // namespace

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  names.reserve(kSettings.size());
  for (const Setting& setting : kSettings) {
    names.push_back(setting.name);
  }
  return names;
}

bool set_setting(SettingsLayer& layer, std::string_view name, const Node& value) {
  for (const Setting& setting : kSettings) {
    if (setting.name != name) continue;
    setting.set(layer, value);
    return true;
  }
  return false;
}

bool set_setting(SettingsLayer& layer,
                 std::string_view name,
                 const std::string& place,
                 const std::string& text) {
  return set_setting(layer, name, Node::scalar(Place(place), text));
}

}  // namespace lambent::config
