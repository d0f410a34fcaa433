#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/settings_sources.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr std::string_view kText = R"(
version = 0.1
[default.global.parameters]
region = "eu-central-1"
port = 1
[default.local_start_api.parameters]
port = 3100
warm_containers = "EAGER"
env_vars = "env.json"
parameter_overrides = "Stage=dev Table=orders"
[default.local_start_lambda.parameters]
port = 3200
[default.local_invoke.parameters]
parameter_overrides = ["Stage=test"]
no_memory_limit = true
[default.build.parameters]
cached = true
[staging.local_invoke.parameters]
template_file = "t.yaml"
)";

SettingsLayer read(std::string_view command, const std::string& environment = "default") {
  return parse_samconfig(kText, "/p/samconfig.toml", command, environment);
}

TEST(Samconfig, PutsTheCommandsTableOverTheGlobalOne) {
  const SettingsLayer layer = read("start-api");

  EXPECT_EQ(layer.region, "eu-central-1");
  EXPECT_EQ(layer.api_port, 3100);
  EXPECT_EQ(layer.port, std::nullopt);
  EXPECT_EQ(layer.env_vars, "/p/env.json");
  EXPECT_THAT(layer.parameter_overrides,
              ElementsAre(Pair("Stage", "dev"), Pair("Table", "orders")));
}

TEST(Samconfig, NamesTablesAsSamDoes) {
  EXPECT_EQ(read("start-lambda").port, 3200);
  EXPECT_EQ(read("serve").port, 3200);
  EXPECT_EQ(read("local_start_lambda").port, 3200);
  EXPECT_EQ(read("invoke").port, 1);
  EXPECT_EQ(read("invoke").no_memory_limit, true);
  EXPECT_THAT(read("invoke").parameter_overrides, ElementsAre(Pair("Stage", "test")));
}

TEST(Samconfig, NotesOptionsThatAreNotActedOn) {
  EXPECT_THAT(read("start-api").notices,
              ElementsAre(Notice{
                  "/p/samconfig.toml:8:1: default.local_start_api.parameters.warm_containers",
                  "not acted on"}));
}

TEST(Samconfig, ReadsAnotherEnvironment) {
  const SettingsLayer layer = read("invoke", "staging");

  EXPECT_EQ(layer.template_file, "/p/t.yaml");
  EXPECT_EQ(layer.region, std::nullopt);
  EXPECT_THAT(error_of([] { read("invoke", "prod"); }),
              HasSubstr("expected an environment called prod, found default, staging"));
}

TEST(Samconfig, IsEmptyWithoutTheDefaultEnvironment) {
  const SettingsLayer layer = parse_samconfig("version = 0.1\n", "samconfig.toml", "invoke");

  EXPECT_EQ(layer.port, std::nullopt);
  EXPECT_TRUE(layer.notices.empty());
}

TEST(Samconfig, ReadsYaml) {
  const SettingsLayer layer = parse_samconfig(
      "version: 0.1\ndefault:\n  local_invoke:\n    parameters: {port: 7, parameter_overrides: {A: "
      "1}}\n",
      "samconfig.yaml",
      "invoke");

  EXPECT_EQ(layer.port, 7);
  EXPECT_THAT(layer.parameter_overrides, ElementsAre(Pair("A", "1")));
}

std::string error_in(std::string_view text) {
  return error_of([&] { parse_samconfig(text, "samconfig.toml", "invoke"); });
}

TEST(Samconfig, NamesPlaceRuleAndValueOfABadOne) {
  EXPECT_THAT(error_in("[default]\n"), HasSubstr("version is missing: expected version = 0.1"));
  EXPECT_EQ(error_in("version = 0.2\n"),
            "samconfig.toml:1:11: version: expected 0.1, found \"0.2\"");
  EXPECT_EQ(error_in("version = \"0.1\"\n"),
            "samconfig.toml:1:11: version: expected 0.1, found \"0.1\"");
  EXPECT_EQ(error_in("version = 0.1\n[default.global.parameters]\nport = \"x\"\n"),
            "samconfig.toml:3:8: default.global.parameters.port: expected a whole number from 0 to "
            "65535, found \"x\"");
  EXPECT_EQ(error_in("version = 0.1\ndefault = 3\n"),
            "samconfig.toml:2:11: default: expected a table, found \"3\"");
  EXPECT_EQ(error_in("version = 0.1\n[default]\nglobal = 3\n"),
            "samconfig.toml:3:10: default.global: expected a table, found \"3\"");
}

TEST(Samconfig, IsReadFromTheDisk) {
  const Project project;

  EXPECT_EQ(from_samconfig(project.write("samconfig.toml", kText), "start-api").api_port, 3100);
}

}  // namespace
}  // namespace lambent::config
