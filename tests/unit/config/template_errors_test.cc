// What a bad template is told: position, path, rule, value.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/template.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::HasSubstr;

// Line 8 of a template whose only function has this one property more.
std::string error_of_property(const std::string& property) {
  const std::string text =
      "Resources:\n"
      "  Hello:\n"
      "    Type: AWS::Serverless::Function\n"
      "    Properties:\n"
      "      Handler: app.handler\n"
      "      Runtime: python3.12\n"
      "      CodeUri: /\n"
      "      " +
      property + "\n";
  return error_of([&] { parse_template(text, "t.yaml", {}); });
}

std::string error_of_text(const std::string& text) {
  return error_of([&] { parse_template(text, "t.yaml", {}); });
}

struct Case {
  const char* property;
  const char* message;  // behind `t.yaml:8:`
};

TEST(TemplateErrors, NamePositionPathRuleAndValueOfEveryProperty) {
  for (const Case& item : {
           Case{"Timeout: 15m",
                "16: Resources.Hello.Properties.Timeout: expected a whole number of seconds from 1 "
                "to 900, found \"15m\""                                                              },
           {"Timeout: 901",
                "16: Resources.Hello.Properties.Timeout: expected a whole number of seconds from 1 to "
            "900, found \"901\""                                                                     },
           {"Timeout:",
                "7: Resources.Hello.Properties.Timeout: expected a whole number of seconds from 1 to "
            "900, found nothing"                                                                     },
           {"Timeout: !If [C, 1, 2]",
                "16: Resources.Hello.Properties.Timeout: \"C\" is not a condition"                   },
           {"Timeout: !Transform {Name: X}",
                "16: Resources.Hello.Properties.Timeout: Fn::Transform is not supported"             },
           {"MemorySize: 64",
                "19: Resources.Hello.Properties.MemorySize: expected a whole number of MB from 128 to "
            "10240, found \"64\""                                                                    },
           {"EphemeralStorage: {Size: 511}",
                "32: Resources.Hello.Properties.EphemeralStorage.Size: expected a whole number of MB "
            "from 512 to 10240, found \"511\""                                                       },
           {"EphemeralStorage: 512",
                "25: Resources.Hello.Properties.EphemeralStorage: expected a map with Size, found "
            "\"512\""                                                                                },
           {"ReservedConcurrentExecutions: -1",
                "37: Resources.Hello.Properties.ReservedConcurrentExecutions: expected a whole number, "
            "at least 0, found \"-1\""                                                               },
           {"FunctionName: a.b",
                "21: Resources.Hello.Properties.FunctionName: expected 1 to 64 letters, digits, '-' or "
            "'_', found \"a.b\""                                                                     },
           {"FunctionName: !ImportValue x",
                "21: Resources.Hello.Properties.FunctionName: Fn::ImportValue is not supported"      },
           {"Environment: [A=1]",
                "20: Resources.Hello.Properties.Environment: expected a map with Variables, found a "
            "list"                                                                                   },
           {"Environment: {Variables: x}",
                "32: Resources.Hello.Properties.Environment.Variables: expected a map of variables, "
            "found \"x\""                                                                            },
           {"Environment: {Variables: {1A: x}}",
                "33: Resources.Hello.Properties.Environment.Variables.1A: expected a name of two or "
            "more "
            "letters, digits and '_' that begins with a letter, found \"1A\""                        },
           {"Environment: {Variables: {AWS_REGION: x}}",
                "32: Resources.Hello.Properties.Environment.Variables: Lambda was unable to configure "
            "your environment variables because the environment variables you have provided "
            "contains reserved keys that are currently not supported for modification. Reserved "
            "keys used in this request: AWS_REGION"                                                  },
           {"Architectures: x86_64",
                "22: Resources.Hello.Properties.Architectures: expected a list of one architecture, "
            "x86_64 or arm64, found \"x86_64\""                                                      },
           {"Architectures: [x86_64, arm64]",
                "22: Resources.Hello.Properties.Architectures: expected a list of one architecture, "
            "x86_64 or arm64, found a list"                                                          },
           {"Architectures: [x86]",
                "23: Resources.Hello.Properties.Architectures[0]: expected x86_64 or arm64, found "
            "\"x86\""                                                                                },
           {"PackageType: zip",
                "20: Resources.Hello.Properties.PackageType: expected Zip or Image, found \"zip\""   },
           {"LoggingConfig: {LogFormat: json}",
                "34: Resources.Hello.Properties.LoggingConfig.LogFormat: expected one of Text, JSON, "
            "found \"json\""                                                                         },
           {"LoggingConfig: {SystemLogLevel: ERROR}",
                "39: Resources.Hello.Properties.LoggingConfig.SystemLogLevel: expected one of DEBUG, "
            "INFO, WARN, found \"ERROR\""                                                            },
           {"LoggingConfig: {LogGroup: a b}",
                "33: Resources.Hello.Properties.LoggingConfig.LogGroup: expected 1 to 512 letters, "
            "digits and any of . - _ / #, found \"a b\""                                             },
           {"Tracing: On",
                "16: Resources.Hello.Properties.Tracing: expected PassThrough or Active, "
            "found \"true\""                                                                         },
           {"Tags: x",
                "13: Resources.Hello.Properties.Tags: expected tags: a map, or a list of Key and "
            "Value, found \"x\""                                                                     },
           {"Layers: x",
                "15: Resources.Hello.Properties.Layers: expected a list of layers, found \"x\""      },
           {"Events: {E: {Path: /}}",
                "19: Resources.Hello.Properties.Events.E: expected an event with a Type, found a map"},
  }) {
    EXPECT_EQ(error_of_property(item.property), "t.yaml:8:" + std::string(item.message))
        << item.property;
  }
}

TEST(TemplateErrors, RefuseAPropertyGivenTwice) {
  EXPECT_EQ(error_of_property("Timeout: 1\n      Timeout: 2"),
            "t.yaml:9:7: Resources.Hello.Properties: key \"Timeout\" was given before, in line 8");
}

std::string function_with(const std::string& properties) {
  return "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n      " +
         properties + "\n";
}

TEST(TemplateErrors, RefuseOtherRuntimesByName) {
  EXPECT_EQ(error_of_text(function_with("{CodeUri: /, Handler: a.b, Runtime: nodejs20.x}")),
            "t.yaml:5:43: Resources.Hello.Properties.Runtime: runtime \"nodejs20.x\" is not "
            "supported: Lambent runs python3.12");
}

TEST(TemplateErrors, NameWhatIsMissing) {
  EXPECT_EQ(error_of_text(function_with("{CodeUri: /, Runtime: python3.12}")),
            "t.yaml:5:7: Resources.Hello.Properties: Handler is missing: expected one such as "
            "app.handler");
  EXPECT_EQ(error_of_text(function_with("{CodeUri: /, Handler: a.b}")),
            "t.yaml:5:7: Resources.Hello.Properties: Runtime is missing: expected one such as "
            "python3.12");
  EXPECT_EQ(error_of_text("Resources: {F: {Type: 'AWS::Lambda::Function', Properties: {}}}"),
            "t.yaml:1:60: Resources.F.Properties: Code is missing: expected one such as a folder "
            "or {ZipFile: …}");
}

TEST(TemplateErrors, NameCodeThatIsNotThere) {
  EXPECT_THAT(error_of_text(function_with("CodeUri: no/such\n      Handler: a.b")),
              HasSubstr("t.yaml:5:16: Resources.Hello.Properties.CodeUri: expected an existing "
                        "folder or .zip file ("));
  EXPECT_THAT(error_of_text(function_with("CodeUri: no/such\n      Handler: a.b")),
              HasSubstr("/no/such), found \"no/such\""));
  EXPECT_THAT(error_of_text(function_with("CodeUri: \"a\\0b\"\n      Handler: a.b")),
              HasSubstr("expected an existing folder"));
  EXPECT_EQ(error_of_text(function_with("CodeUri: !ImportValue x\n      Handler: a.b")),
            "t.yaml:5:16: Resources.Hello.Properties.CodeUri: Fn::ImportValue is not supported");
}

TEST(TemplateErrors, RefuseTextsThatAreNoTemplate) {
  EXPECT_EQ(error_of_text(""), "t.yaml: expected a template: a map with Resources, found nothing");
  EXPECT_EQ(error_of_text("[]"),
            "t.yaml:1:1: expected a template: a map with Resources, found a list");
  EXPECT_EQ(error_of_text("{}"), "t.yaml:1:1: expected a template: Resources is missing");
  EXPECT_EQ(error_of_text("Resources: x"),
            "t.yaml:1:12: Resources: expected a map of resources, found \"x\"");
  EXPECT_EQ(error_of_text("Resources: {A: x}"),
            "t.yaml:1:16: Resources.A: expected a resource: a map with Type, found \"x\"");
  EXPECT_EQ(error_of_text("Resources: {A: {}}"),
            "t.yaml:1:16: Resources.A: expected a resource with a Type, found a map");
  EXPECT_EQ(error_of_text("Resources: {A: {Type: T, Properties: x}}"),
            "t.yaml:1:38: Resources.A.Properties: expected a map of properties, found \"x\"");
  EXPECT_EQ(error_of_text("Resources: {}\nConditions: x"),
            "t.yaml:2:13: Conditions: expected a map, found \"x\"");
}

TEST(TemplateErrors, RefuseAConditionThatIsNotThere) {
  EXPECT_EQ(error_of_text("Resources: {A: {Type: T, Condition: C}}"),
            "t.yaml:1:37: Resources.A.Condition: expected the name of a condition, found \"C\"");
}

TEST(TemplateErrors, RefuseTwoFunctionsOfOneName) {
  const std::string one =
      "{Type: AWS::Serverless::Function, Properties: {FunctionName: same, CodeUri: /, Handler: "
      "a.b, Runtime: python3.12}}\n";
  EXPECT_EQ(error_of_text("Resources:\n  A: " + one + "  B: " + one),
            "t.yaml:3:3: Resources.B: FunctionName \"same\" is already that of A");
}

TEST(TemplateErrors, RefuseALogicalIdThatIsNoName) {
  EXPECT_EQ(error_of_text("Resources: {'a b': {Type: AWS::Serverless::Function, Properties: "
                          "{CodeUri: /}}}"),
            "t.yaml:1:13: Resources.a b: expected 1 to 64 letters, digits, '-' or '_', found \"a "
            "b\"");
}

TEST(TemplateErrors, GiveThePositionInJson) {
  EXPECT_EQ(error_of([] { parse_template("{\n \"Resources\": {\n  \"A\": 1\n }}", "t.json", {}); }),
            "t.json:3:8: Resources.A: expected a resource: a map with Type, found \"1\"");
}

}  // namespace
}  // namespace lambent::config
