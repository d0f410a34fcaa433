#include "config/settings.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/settings_sources.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

SettingsLayer layer_of(const std::string& name, const std::string& text) {
  SettingsLayer layer;
  EXPECT_TRUE(set_setting(layer, name, "--" + name, text)) << name;
  return layer;
}
std::string error_in(const std::string& name, const std::string& text) {
  return error_of([&] {
    SettingsLayer layer;
    set_setting(layer, name, "--" + name, text);
  });
}
Settings merged(const std::vector<SettingsLayer>& layers) {
  return merge(layers);
}

TEST(Settings, AreTheDefaultsWithoutLayers) {
  EXPECT_EQ(merge({}), Settings());
}

struct Case {
  std::string name;
  std::string low;
  std::string high;
  std::function<std::string(const Settings&)> read;
};

// Every setting that is replaced as a whole, with two values.
std::vector<Case> cases() {
  const auto number = [](auto value) { return std::to_string(value); };
  return {
      {"host",                      "127.0.0.2",    "::1",          [](const Settings& s) { return s.host; }                            },
      {"port",                      "1",            "2",            [=](const Settings& s) { return number(s.port); }                   },
      {"api_port",                  "1",            "2",            [=](const Settings& s) { return number(s.api_port); }               },
      {"region",                    "eu-west-1",    "eu-west-2",    [](const Settings& s) { return s.region; }                          },
      {"account",                   "000000000001", "000000000002", [](const Settings& s) { return s.account; }                         },
      {"template",                  "a",            "b",            [](const Settings& s) { return s.template_file.value().string(); }  },
      {"python",                    "a",            "b",            [](const Settings& s) { return s.python.value(); }                  },
      {"runtime_client",
       "awslambdaric",                              "lambent",
       [](const Settings& s) {
         return s.runtime_client == RuntimeClient::Lambent ? "lambent" : "awslambdaric";
       }                                                                                                                                },
      {"output",
       "json",                                      "text",
       [](const Settings& s) { return s.output == Output::Json ? "json" : "text"; }                                                     },
      {"lifecycle",
       "on",                                        "off",
       [](const Settings& s) { return s.lifecycle == Lifecycle::On ? "on" : "off"; }                                                    },
      {"log_format",
       "json",                                      "text",
       [](const Settings& s) { return s.log_format.value() == LogFormat::Json ? "json" : "text"; }                                      },
      {"timeout",                   "1",            "900",          [=](const Settings& s) { return number(s.timeout.value().count()); }},
      {"memory",                    "128",          "10240",        [=](const Settings& s) { return number(s.memory_mb.value()); }      },
      {"env_vars",                  "a",            "b",            [](const Settings& s) { return s.env_vars.value().string(); }       },
      {"pass_env",                  "AWS_PROFILE",  "HOME",         [](const Settings& s) { return s.pass_env.at(0); }                  },
      {"account_concurrency",
       "1",                                         "2",
       [=](const Settings& s) { return number(s.account_concurrency); }                                                                 },
      {"idle_retirement",
       "1",                                         "2",
       [=](const Settings& s) { return number(s.idle_retirement.count()); }                                                             },
      {"cache_dir",                 "a",            "b",            [](const Settings& s) { return s.cache_dir.value().string(); }      },
      {"no_memory_limit",
       "true",                                      "false",
       [](const Settings& s) { return s.no_memory_limit ? "true" : "false"; }                                                           },
      {"no_freeze",
       "true",                                      "false",
       [](const Settings& s) { return s.no_freeze ? "true" : "false"; }                                                                 },
      {"no_fork_server",
       "true",                                      "false",
       [](const Settings& s) { return s.no_fork_server ? "true" : "false"; }                                                            },
      {"static_dir",                "a",            "b",            [](const Settings& s) { return s.static_dir.value().string(); }     },
      {"jwt",
       "verify",                                    "off",
       [](const Settings& s) { return s.jwt == JwtCheck::Off ? "off" : "verify"; }                                                      },
      {"jwks",                      "a",            "b",            [](const Settings& s) { return s.jwks.value().string(); }           },
      {"api_keys",                  "a",            "b",            [](const Settings& s) { return s.api_keys.at(0); }                  },
      {"disable_authorizer",
       "true",                                      "false",
       [](const Settings& s) { return s.disable_authorizer ? "true" : "false"; }                                                        },
      {"ssl_cert_file",
       "a",                                         "b",
       [](const Settings& s) { return s.ssl_cert_file.value().string(); }                                                               },
      {"ssl_key_file",              "a",            "b",            [](const Settings& s) { return s.ssl_key_file.value().string(); }   },
      {"allow_authorizer_override",
       "true",                                      "false",
       [](const Settings& s) { return s.allow_authorizer_override ? "true" : "false"; }                                                 },
      {"authorizer_context",
       "a",                                         "b",
       [](const Settings& s) { return s.authorizer_context.value().string(); }                                                          },
      {"no_timeout",
       "true",                                      "false",
       [](const Settings& s) { return s.no_timeout ? "true" : "false"; }                                                                },
  };
}

// All pairs of two values of each setting in a lower and a higher layer.
TEST(Settings, TakeTheHighestLayerThatSaysSomething) {
  const SettingsLayer silent;
  for (const Case& item : cases()) {
    const SettingsLayer low = layer_of(item.name, item.low);
    const SettingsLayer high = layer_of(item.name, item.high);

    EXPECT_EQ(item.read(merged({low})), item.low) << item.name;
    EXPECT_EQ(item.read(merged({low, high})), item.high) << item.name;
    EXPECT_EQ(item.read(merged({high, low})), item.low) << item.name;
    EXPECT_EQ(item.read(merged({low, silent})), item.low) << item.name;
    EXPECT_EQ(item.read(merged({silent, low})), item.low) << item.name;
  }
}

// Each of the four sources over each other one.
TEST(Settings, LayerSamconfigFileVariablesAndFlags) {
  const std::vector<SettingsLayer> sources{
      parse_samconfig(
          "version = 0.1\n[default.global.parameters]\nport = 1\n", "samconfig.toml", "serve"),
      parse_settings("port = 2\n", "lambent.toml"),
      from_environment({{"LAMBENT_PORT", "3"}}
      ),
      layer_of("port", "4"),
  };
  for (std::size_t low = 0; low < sources.size(); ++low) {
    EXPECT_EQ(merged({sources[low]}).port, static_cast<int>(low) + 1);
    for (std::size_t high = low + 1; high < sources.size(); ++high) {
      EXPECT_EQ(merged({sources[low], sources[high]}).port, static_cast<int>(high) + 1);
    }
  }
}

TEST(Settings, MergeMapsKeyByKey) {
  for (const char* name : {"env", "parameter_overrides"}) {
    const Settings settings =
        merged({layer_of(name, "A1=low B1=low"), layer_of(name, "B1=high C1=high")});
    EXPECT_THAT(std::string(name) == "env" ? settings.env : settings.parameter_overrides,
                ElementsAre(Pair("A1", "low"), Pair("B1", "high"), Pair("C1", "high")));
  }
  const Settings settings =
      merged({layer_of("layers", "arn:a=x arn:b=x"), layer_of("layers", "arn:b=y")});
  EXPECT_THAT(settings.layers, ElementsAre(Pair("arn:a", "x"), Pair("arn:b", "y")));
}

TEST(Settings, AddToAMapWithinOneLayer) {
  SettingsLayer flags;
  set_setting(flags, "env", "--env", "A1=1");
  set_setting(flags, "env", "--env", "B1='2 3'");

  EXPECT_THAT(merged({flags}).env, ElementsAre(Pair("A1", "1"), Pair("B1", "2 3")));
}

TEST(Settings, KeepTheNoticesOfAllLayers) {
  SettingsLayer low;
  low.notices = {
      {"a", "x"}
  };
  SettingsLayer high;
  high.notices = {
      {"b", "y"}
  };

  EXPECT_THAT(merged({low, high}).notices, ElementsAre(Notice{"a", "x"}, Notice{"b", "y"}));
}

TEST(Settings, ListenOnLoopbackOnly) {
  for (const char* host : {"127.0.0.1", "127.255.0.9", "localhost", "::1"}) {
    EXPECT_EQ(error_in("host", host), "no error") << host;
  }
  for (const char* host : {"0.0.0.0",
                           "192.168.0.1",
                           "::",
                           "",
                           "127.0.0",
                           "127.0.0.256",
                           "127.0.0.1.1",
                           "example.com",
                           "1270.0.0.1",
                           "127.0.0.1 ",
                           "128.0.0.1"}) {
    EXPECT_EQ(error_in("host", host),
              "--host: expected a loopback address such as 127.0.0.1, since whoever reaches the "
              "daemon can run code, found \"" +
                  std::string(host) + "\"");
  }
}

struct Bad {
  const char* name;
  const char* text;
  const char* rule;
};

TEST(Settings, NamePlaceRuleAndValueOfABadOne) {
  for (const Bad& bad : {
           Bad{"port",                "65536",   "expected a whole number from 0 to 65535, found \"65536\""      },
           {"port",                "-1",      "expected a whole number from 0 to 65535, found \"-1\""         },
           {"port",                "http",    "expected a whole number from 0 to 65535, found \"http\""       },
           {"region",              "EU",      "expected a region such as us-east-1, found \"EU\""             },
           {"region",              "",        "expected a region such as us-east-1, found \"\""               },
           {"account",             "12345",   "expected an account id of 12 digits in quotes, found \"12345\""},
           {"template",            "",        "expected a path, found \"\""                                   },
           {"python",              "",        "expected a command or path, found \"\""                        },
           {"runtime_client",      "ric",     "expected lambent or awslambdaric, found \"ric\""               },
           {"output",              "yaml",    "expected text or json, found \"yaml\""                         },
           {"log_format",          "JSON",    "expected text or json, found \"JSON\""                         },
           {"timeout",             "0",       "expected a whole number of seconds from 1 to 900, found \"0\"" },
           {"memory",              "127",     "expected a whole number of MB from 128 to 10240, found \"127\""},
           {"env",                 "A",       "expected KEY=VALUE, found \"A\""                               },
           {"layers",              "x=y",     "expected ARN=FOLDER_OR_ZIP, found \"x=y\""                     },
           {"layers",              "arn:x=",  "expected ARN=FOLDER_OR_ZIP, found \"arn:x=\""                  },
           {"pass_env",            "A B",     "expected names of environment variables, found \"A B\""        },
           {"pass_env",            "A,,B",    "expected names of environment variables, found \"A,,B\""       },
           {"account_concurrency", "0",       "expected a whole number, at least 1, found \"0\""              },
           {"idle_retirement",     "0",       "expected a whole number of seconds, at least 1, found \"0\""   },
           {"lifecycle",           "yes",     "expected auto or on or off, found \"yes\""                     },
           {"no_memory_limit",     "perhaps", "expected true or false, found \"perhaps\""                     },
           {"no_freeze",           "perhaps", "expected true or false, found \"perhaps\""                     },
           {"no_fork_server",      "2",       "expected true or false, found \"2\""                           },
           {"state",               "x",       "--state is not supported yet"                                  }
  }) {
    EXPECT_EQ(error_in(bad.name, bad.text), "--" + std::string(bad.name) + ": " + bad.rule);
  }
  EXPECT_THAT(error_in("env", "AWS_REGION=x"), HasSubstr("--env: Lambda was unable"));
}

TEST(Settings, DoNotKnowOtherNames) {
  SettingsLayer layer;
  EXPECT_FALSE(set_setting(layer, "prot", "--prot", "1"));
}

TEST(SettingsFile, TakesEveryFormOfAMapAndAList) {
  const SettingsLayer layer = parse_settings(R"(
env = ["A1=1", "B1=x=y"]
pass_env = ["AWS_PROFILE", "HOME"]
parameter_overrides = "Stage=dev Table='a b'"
[layers]
"arn:aws:lambda:us-east-1:123456789012:layer:tools:1" = "tools"
)",
                                             "/p/lambent.toml");

  EXPECT_THAT(layer.env, ElementsAre(Pair("A1", "1"), Pair("B1", "x=y")));
  EXPECT_THAT(layer.pass_env, testing::Optional(ElementsAre("AWS_PROFILE", "HOME")));
  EXPECT_THAT(layer.parameter_overrides, ElementsAre(Pair("Stage", "dev"), Pair("Table", "a b")));
  EXPECT_EQ(layer.layers.begin()->second, "/p/tools");
}

TEST(SettingsFile, StartsPathsAtItsFolder) {
  const SettingsLayer layer = parse_settings(
      "template = \"a/t.yaml\"\nenv_vars = \"/abs/e.json\"\npython = \".venv/bin/python\"\n",
      "/p/lambent.toml");

  EXPECT_EQ(layer.template_file, "/p/a/t.yaml");
  EXPECT_EQ(layer.env_vars, "/abs/e.json");
  EXPECT_EQ(layer.python, "/p/.venv/bin/python");
  EXPECT_EQ(parse_settings("python = \"python3.12\"", "/p/lambent.toml").python, "python3.12");
}

std::string error_in_file(std::string_view text) {
  return error_of([&] { parse_settings(text, "lambent.toml"); });
}

TEST(SettingsFile, RefusesAnUnknownKeyAndGuesses) {
  EXPECT_EQ(error_in_file("# x\nprot = 1\n"),
            "lambent.toml:2:1: prot: unknown setting, did you mean \"port\"?");
  EXPECT_EQ(error_in_file("colour = 1\n"), "lambent.toml:1:1: colour: unknown setting");
}

TEST(SettingsFile, NamesPlaceRuleAndValueOfABadOne) {
  EXPECT_EQ(error_in_file("host = \"127.0.0.1\"\nport = 70000\n"),
            "lambent.toml:2:8: port: expected a whole number from 0 to 65535, found \"70000\"");
  EXPECT_EQ(error_in_file("account = 12345\n"),
            "lambent.toml:1:11: account: expected an account id of 12 digits in quotes, found "
            "\"12345\"");
  EXPECT_EQ(error_in_file("state = \"x\"\n"),
            "lambent.toml:1:9: state: --state is not supported yet");
  EXPECT_EQ(error_in_file("env = [\"A1\"]\n"),
            "lambent.toml:1:8: env[0]: expected KEY=VALUE, found \"A1\"");
  EXPECT_EQ(
      error_in_file("pass_env = [[]]\n"),
      "lambent.toml:1:13: pass_env[0]: expected names of environment variables, found a list");
}

TEST(SettingsFile, IsReadFromTheDisk) {
  const Project project;

  EXPECT_EQ(from_toml(project.write("lambent.toml", "port = 0\n")).port, 0);
  EXPECT_THAT(error_of([&] { from_toml(project / "no.toml"); }),
              HasSubstr("no.toml: no such file"));
}

TEST(SettingsVariables, AreCalledAfterTheSettings) {
  const SettingsLayer layer = from_environment({
      {"LAMBENT_PORT",            "0"               },
      {"LAMBENT_NO_MEMORY_LIMIT", "true"            },
      {"LAMBENT_ENV",             "A1=1 B1=2"       },
      {"LAMBENT_PASS_ENV",        "AWS_PROFILE,HOME"},
      {"LAMBENT_PYTHON",          ""                },
      {"PATH",                    "/bin"            }
  });

  EXPECT_EQ(layer.port, 0);
  EXPECT_EQ(layer.no_memory_limit, true);
  EXPECT_THAT(layer.env, ElementsAre(Pair("A1", "1"), Pair("B1", "2")));
  EXPECT_THAT(layer.pass_env, testing::Optional(ElementsAre("AWS_PROFILE", "HOME")));
  EXPECT_EQ(layer.python, std::nullopt);
  EXPECT_TRUE(layer.notices.empty());
}

TEST(SettingsVariables, AreNamedWhenBadAndNotedWhenUnknown) {
  EXPECT_EQ(error_of([] {
              from_environment({
                  {"LAMBENT_PORT", "x"}
              });
            }),
            "LAMBENT_PORT: expected a whole number from 0 to 65535, found \"x\"");
  EXPECT_THAT(from_environment({
                                   {"LAMBENT_PROT", "1"}
  })
                  .notices,
              ElementsAre(Notice{"LAMBENT_PROT", "unknown setting, did you mean \"port\"?"}));
}

}  // namespace
}  // namespace lambent::config
