// The lambent.toml that users copy says exactly what the daemon does without it.
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/settings_sources.h"

namespace lambent::config {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

std::string text_of_file() {
  std::ifstream stream(LAMBENT_TOML);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The file with its `# key = value` lines switched on.
std::string with_examples(const std::string& text) {
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    for (const std::string_view name : setting_names()) {
      const bool is_example = line.starts_with("# " + std::string(name) + " = ");
      if (is_example && name != "state") line.erase(0, 2);
    }
    result += line + "\n";
  }
  return result;
}

TEST(LambentToml, SaysTheDefaults) {
  const std::vector<SettingsLayer> layers{from_toml(LAMBENT_TOML)};

  EXPECT_EQ(merge(layers), Settings());
}

TEST(LambentToml, SetsWhateverHasADefault) {
  const SettingsLayer layer = from_toml(LAMBENT_TOML);

  EXPECT_TRUE(layer.host);
  EXPECT_TRUE(layer.port);
  EXPECT_TRUE(layer.api_port);
  EXPECT_TRUE(layer.region);
  EXPECT_TRUE(layer.account);
  EXPECT_TRUE(layer.runtime_client);
  EXPECT_TRUE(layer.output);
  EXPECT_TRUE(layer.lifecycle);
  EXPECT_TRUE(layer.pass_env);
  EXPECT_TRUE(layer.account_concurrency);
  EXPECT_TRUE(layer.idle_retirement);
  EXPECT_TRUE(layer.no_memory_limit);
  EXPECT_TRUE(layer.no_freeze);
  EXPECT_TRUE(layer.no_fork_server);
  EXPECT_TRUE(layer.jwt);
  EXPECT_TRUE(layer.api_keys);
  EXPECT_TRUE(layer.disable_authorizer);
  EXPECT_TRUE(layer.no_timeout);
  EXPECT_TRUE(layer.allow_authorizer_override);
}

TEST(LambentToml, MentionsEverySetting) {
  const std::string text = text_of_file();
  for (const std::string_view name : setting_names()) {
    const std::string line = std::string(name) + " = ";
    EXPECT_THAT(text, AnyOf(HasSubstr("\n" + line), HasSubstr("\n# " + line)));
  }
}

TEST(LambentToml, ShowsExamplesThatAreAccepted) {
  const SettingsLayer layer = parse_settings(with_examples(text_of_file()), "lambent.toml");

  EXPECT_TRUE(layer.template_file);
  EXPECT_TRUE(layer.python);
  EXPECT_TRUE(layer.log_format);
  EXPECT_TRUE(layer.timeout);
  EXPECT_TRUE(layer.memory_mb);
  EXPECT_FALSE(layer.env.empty());
  EXPECT_TRUE(layer.env_vars);
  EXPECT_FALSE(layer.parameter_overrides.empty());
  EXPECT_FALSE(layer.layers.empty());
}

}  // namespace
}  // namespace lambent::config
