// The daemon's own settings: defaults < samconfig.toml < lambent.toml < LAMBENT_* < flags.  Pure.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/function.h"
#include "config/limits.h"
#include "config/node.h"
#include "config/notice.h"

namespace lambent::config {

enum class RuntimeClient { Lambent, Awslambdaric };
enum class Output { Text, Json };
/// Whether the console of the daemon tells of environments; Auto: when it is a terminal.
enum class Lifecycle { Auto, On, Off };

/// How JSON web tokens are checked; Auto: signatures when there is a jwks file.
enum class JwtCheck { Auto, Verify, Decode, Off };

/// What the daemon runs with.  lambent.toml is this struct with a comment for each member.
struct Settings {
  std::string host = "127.0.0.1";  ///< a loopback address
  int port = 3001;                 ///< of the service API; 0: any free one
  int api_port = 3000;             ///< of APIs and function URLs; 0: any free one
  std::string region = "us-east-1";
  std::string account = "123456789012";
  std::optional<std::filesystem::path> template_file = std::nullopt;
  std::optional<std::string> python = std::nullopt;
  RuntimeClient runtime_client = RuntimeClient::Lambent;
  Output output = Output::Text;
  Lifecycle lifecycle = Lifecycle::Auto;
  // For every function, over what the template says:
  std::optional<LogFormat> log_format = std::nullopt;
  std::optional<std::chrono::seconds> timeout = std::nullopt;
  std::optional<int> memory_mb = std::nullopt;
  std::map<std::string, std::string> env = {};
  std::optional<std::filesystem::path> env_vars = std::nullopt;
  std::map<std::string, std::string> parameter_overrides = {};
  std::map<std::string, std::filesystem::path> layers = {};  ///< ARN → folder or zip
  /// Variables of the daemon's own environment that functions see; none by default.
  std::vector<std::string> pass_env = {};
  int account_concurrency = limits::kAccountConcurrency;
  std::chrono::seconds idle_retirement = limits::kIdleRetirement;
  /// Where unzipped packages are kept; none: where the user's other caches are.
  std::optional<std::filesystem::path> cache_dir = std::nullopt;
  bool no_memory_limit = false;
  bool no_freeze = false;
  bool no_fork_server = false;
  // What stands in front of functions:
  std::optional<std::filesystem::path> static_dir = std::nullopt;
  JwtCheck jwt = JwtCheck::Auto;
  std::optional<std::filesystem::path> jwks = std::nullopt;
  std::vector<std::string> api_keys = {};  ///< empty: any key will do
  bool disable_authorizer = false;
  bool no_timeout = false;  ///< of integrations
  std::optional<std::filesystem::path> ssl_cert_file = std::nullopt;
  std::optional<std::filesystem::path> ssl_key_file = std::nullopt;
  bool allow_authorizer_override = false;  ///< by the header x-local-authorizer
  std::optional<std::filesystem::path> authorizer_context = std::nullopt;  ///< JSON
  Notices notices = {};

  bool operator==(const Settings&) const = default;
};

/// What one source says.  Members are set by set_setting(), which checks them.
struct SettingsLayer {
  std::string source = {};            ///< `lambent.toml`, `flags`
  std::filesystem::path folder = {};  ///< that relative paths start from; empty: where we run
  std::optional<std::string> host = std::nullopt;
  std::optional<int> port = std::nullopt;
  std::optional<int> api_port = std::nullopt;
  std::optional<std::string> region = std::nullopt;
  std::optional<std::string> account = std::nullopt;
  std::optional<std::filesystem::path> template_file = std::nullopt;
  std::optional<std::string> python = std::nullopt;
  std::optional<RuntimeClient> runtime_client = std::nullopt;
  std::optional<Output> output = std::nullopt;
  std::optional<Lifecycle> lifecycle = std::nullopt;
  std::optional<LogFormat> log_format = std::nullopt;
  std::optional<std::chrono::seconds> timeout = std::nullopt;
  std::optional<int> memory_mb = std::nullopt;
  std::map<std::string, std::string> env = {};
  std::optional<std::filesystem::path> env_vars = std::nullopt;
  std::map<std::string, std::string> parameter_overrides = {};
  std::map<std::string, std::filesystem::path> layers = {};
  std::optional<std::vector<std::string>> pass_env = std::nullopt;
  std::optional<int> account_concurrency = std::nullopt;
  std::optional<std::chrono::seconds> idle_retirement = std::nullopt;
  std::optional<std::filesystem::path> cache_dir = std::nullopt;
  std::optional<bool> no_memory_limit = std::nullopt;
  std::optional<bool> no_freeze = std::nullopt;
  std::optional<bool> no_fork_server = std::nullopt;
  std::optional<std::filesystem::path> static_dir = std::nullopt;
  std::optional<JwtCheck> jwt = std::nullopt;
  std::optional<std::filesystem::path> jwks = std::nullopt;
  std::optional<std::vector<std::string>> api_keys = std::nullopt;
  std::optional<bool> disable_authorizer = std::nullopt;
  std::optional<bool> no_timeout = std::nullopt;
  std::optional<std::filesystem::path> ssl_cert_file = std::nullopt;
  std::optional<std::filesystem::path> ssl_key_file = std::nullopt;
  std::optional<bool> allow_authorizer_override = std::nullopt;
  std::optional<std::filesystem::path> authorizer_context = std::nullopt;
  Notices notices = {};
};

/// The names of all settings, as lambent.toml spells them: `env_vars`.
std::vector<std::string_view> setting_names();

/// Sets one setting from a value of a file, variable or flag (whose place the value carries).
///
/// Shape   maps (`env`, `parameter_overrides`, `layers`) take a map, a list of `KEY=VALUE`, or
///         `K=V K2="a b"`, and add to what is there; `pass_env` takes a list or names between
///         commas.
/// Errors  Error `place: rule, found value`; false when there is no such setting.
bool set_setting(SettingsLayer& layer, std::string_view name, const Node& value);

/// The same from text, such as that of a flag: set_setting(flags, "port", "--port", "3001").
bool set_setting(SettingsLayer& layer,
                 std::string_view name,
                 const std::string& place,
                 const std::string& text);

/// The defaults under `layers`, lowest first.  Maps are merged key by key; anything else is
/// replaced as a whole.
Settings merge(std::span<const SettingsLayer> layers);

}  // namespace lambent::config
