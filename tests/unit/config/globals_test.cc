#include "config/globals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/yaml_node.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;

Node parse(std::string_view text) {
  return parse_yaml(text, "t.yaml");
}

struct Case {
  const char* global;
  const char* own;
  const char* merged;
};

// Every pair of kinds.  Source: local-api.md §5.2.
TEST(Globals, MergeMapsJoinListsAndLetTheResourceWinOtherwise) {
  for (const Case& item : {
           Case{"1",                   "2",                   "2"                           },
           {"1",                   "[2]",                 "[2]"                         },
           {"1",                   "{a: 2}",              "{a: 2}"                      },
           {"1",                   "~",                   "~"                           },
           {"[1]",                 "2",                   "2"                           },
           {"[1, 2]",              "[2, 3]",              "[1, 2, 2, 3]"                },
           {"[1]",                 "{a: 2}",              "{a: 2}"                      },
           {"[1]",                 "~",                   "~"                           },
           {"{a: 1}",              "2",                   "2"                           },
           {"{a: 1}",              "[2]",                 "[2]"                         },
           {"{a: 1, b: 2}",        "{b: 3, c: 4}",        "{a: 1, b: 3, c: 4}"          },
           {"{a: 1}",              "~",                   "~"                           },
           {"~",                   "1",                   "1"                           },
           {"~",                   "[1]",                 "[1]"                         },
           {"~",                   "{a: 1}",              "{a: 1}"                      },
           {"~",                   "~",                   "~"                           },
           {"{a: {b: [1], c: 1}}", "{a: {b: [2], d: 2}}", "{a: {b: [1, 2], c: 1, d: 2}}"},
           {"{Ref: A}",            "{b: 1}",              "{b: 1}"                      },
           {"{b: 1}",              "!Ref A",              "{Ref: A}"                    },
           {"!If [A, 1, 2]",       "!Sub x",              "{'Fn::Sub': x}"              },
  }) {
    EXPECT_TRUE(same_value(merge_globals(parse(item.global), parse(item.own)), parse(item.merged)))
        << item.global << " with " << item.own;
  }
}

TEST(Globals, KeepThePlaceOfEachValue) {
  const Node merged = merge_globals(parse("{a: 1, b: 2}"), parse_yaml("{b: 3}", "own.yaml"));

  EXPECT_EQ(merged.find("a")->place().print(), "t.yaml:1:5: a");
  EXPECT_EQ(merged.find("b")->place().print(), "own.yaml:1:5: b");
}

TEST(Globals, AreLeftOutWhereTheResourceSaysSo) {
  const Node global = parse("{Timeout: 5, MemorySize: 256}");
  const Node all = parse("'*'");
  const Node one = parse("[Timeout]");

  EXPECT_TRUE(same_value(without_ignored(global, nullptr), global));
  EXPECT_TRUE(without_ignored(global, &all).is_null());
  EXPECT_TRUE(same_value(without_ignored(global, &one), parse("{MemorySize: 256}")));
  const Node bad = parse("Timeout");
  EXPECT_EQ(error_of([&] { without_ignored(global, &bad); }),
            "t.yaml:1:1: expected \"*\" or a list of names, found \"Timeout\"");
}

std::string error_in(std::string_view text) {
  return error_of([&] {
    Notices notices;
    read_function_globals(parse(text), notices);
  });
}

TEST(Globals, RefuseWhatTheyDoNotTake) {
  EXPECT_EQ(error_in("Function: {Role: x}"),
            "t.yaml:1:12: Function.Role: Role is not allowed in Globals");
  EXPECT_EQ(error_in("Function:\n  Timout: 3\n"),
            "t.yaml:2:3: Function.Timout: Timout is not a property of a function, did you mean "
            "\"Timeout\"?");
  EXPECT_EQ(error_in("Functions: {}"),
            "t.yaml:1:1: Functions: expected one of Function, Api, HttpApi, SimpleTable, "
            "StateMachine, LayerVersion, CapacityProvider, WebSocketApi, did you mean "
            "\"Function\"?");
  EXPECT_EQ(error_in("Function: 3"),
            "t.yaml:1:11: Function: expected a map of properties, found \"3\"");
}

// Source: local-api.md §5.2: "Not: Role, Policies, FunctionName, Events".
TEST(Globals, RefuseEveryPropertyThatBelongsToOneFunction) {
  for (const char* name : {"Role", "Policies", "FunctionName", "Events"}) {
    EXPECT_NE(error_in("Function: {" + std::string(name) + ": x}"), "no error") << name;
  }
}

// Source: local-api.md §5.2.
TEST(Globals, TakeEveryPropertyOfTheirTable) {
  for (const char* name : {"Handler",
                           "Runtime",
                           "CodeUri",
                           "MemorySize",
                           "Timeout",
                           "Environment",
                           "Layers",
                           "Architectures",
                           "EphemeralStorage",
                           "FunctionUrlConfig",
                           "ReservedConcurrentExecutions",
                           "EventInvokeConfig",
                           "AutoPublishAlias",
                           "SnapStart",
                           "LoggingConfig",
                           "DeadLetterQueue",
                           "Tracing",
                           "Description",
                           "VpcConfig",
                           "Tags",
                           "PropagateTags",
                           "KmsKeyArn",
                           "AutoPublishAliasAllProperties",
                           "DeploymentPreference",
                           "RolePath",
                           "PermissionsBoundary",
                           "ProvisionedConcurrencyConfig",
                           "AssumeRolePolicyDocument",
                           "FileSystemConfigs",
                           "CodeSigningConfigArn",
                           "RuntimeManagementConfig",
                           "RecursiveLoop",
                           "SourceKMSKeyArn",
                           "TenancyConfig",
                           "DurableConfig",
                           "CapacityProviderConfig"}) {
    EXPECT_EQ(error_in("Function: {" + std::string(name) + ": x}"), "no error") << name;
  }
}

TEST(Globals, NoteTheSectionsThatAreNotActedOn) {
  Notices notices;
  const Node function = read_function_globals(
      parse("{SimpleTable: {X: x}, Api: {}, Function: {Timeout: 3}}"), notices);

  EXPECT_TRUE(same_value(function, parse("{Timeout: 3}")));
  EXPECT_THAT(notices, ElementsAre(Notice{"t.yaml:1:2: SimpleTable", "not acted on"}));
}

}  // namespace
}  // namespace lambent::config
