#include "config/settings.h"

#include <utility>

namespace lambent::config {

namespace {

// A layer's member over a setting: an optional when it has a value, a map key by key.
template <class Value>
void overlay(Value& setting, const std::optional<Value>& given) {
  if (given) setting = *given;
}
template <class Value>
void overlay(std::optional<Value>& setting, const std::optional<Value>& given) {
  if (given) setting = given;
}
template <class Value>
void overlay(std::map<std::string, Value>& setting, const std::map<std::string, Value>& given) {
  for (const auto& [key, value] : given) {
    setting[key] = value;
  }
}

}  // namespace

Settings merge(std::span<const SettingsLayer> layers) {
  Settings settings;
  for (const SettingsLayer& layer : layers) {
    overlay(settings.host, layer.host);
    overlay(settings.port, layer.port);
    overlay(settings.api_port, layer.api_port);
    overlay(settings.region, layer.region);
    overlay(settings.account, layer.account);
    overlay(settings.template_file, layer.template_file);
    overlay(settings.python, layer.python);
    overlay(settings.runtime_client, layer.runtime_client);
    overlay(settings.output, layer.output);
    overlay(settings.lifecycle, layer.lifecycle);
    overlay(settings.log_format, layer.log_format);
    overlay(settings.timeout, layer.timeout);
    overlay(settings.memory_mb, layer.memory_mb);
    overlay(settings.env, layer.env);
    overlay(settings.env_vars, layer.env_vars);
    overlay(settings.parameter_overrides, layer.parameter_overrides);
    overlay(settings.layers, layer.layers);
    overlay(settings.pass_env, layer.pass_env);
    overlay(settings.account_concurrency, layer.account_concurrency);
    overlay(settings.idle_retirement, layer.idle_retirement);
    overlay(settings.cache_dir, layer.cache_dir);
    overlay(settings.no_memory_limit, layer.no_memory_limit);
    overlay(settings.no_freeze, layer.no_freeze);
    overlay(settings.no_fork_server, layer.no_fork_server);
    overlay(settings.static_dir, layer.static_dir);
    overlay(settings.jwt, layer.jwt);
    overlay(settings.jwks, layer.jwks);
    overlay(settings.api_keys, layer.api_keys);
    overlay(settings.disable_authorizer, layer.disable_authorizer);
    overlay(settings.no_timeout, layer.no_timeout);
    overlay(settings.ssl_cert_file, layer.ssl_cert_file);
    overlay(settings.ssl_key_file, layer.ssl_key_file);
    overlay(settings.allow_authorizer_override, layer.allow_authorizer_override);
    overlay(settings.authorizer_context, layer.authorizer_context);
    settings.notices.insert(settings.notices.end(), layer.notices.begin(), layer.notices.end());
  }
  return settings;
}

}  // namespace lambent::config
