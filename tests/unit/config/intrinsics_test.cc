#include "config/intrinsics.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/parameters.h"
#include "config/yaml_node.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kTemplate = R"(
Parameters:
  Stage: {Type: String, Default: dev}
  Names: {Type: CommaDelimitedList, Default: "a, b,c"}
  Missing: {Type: String}
Mappings:
  Sizes:
    dev: {Memory: 256, Zones: [x, y]}
    prod: {Memory: 1024}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Equals [!Ref Stage, prod]
  Unknown: !Equals [!Ref Missing, x]
  Loop: !Not [!Condition Loop2]
  Loop2: !Or [!Condition IsProd, !Condition Loop]
Resources:
  Hello: {Type: "AWS::Serverless::Function", Properties: {FunctionName: !Sub "${Stage}-hello"}}
  Plain: {Type: "AWS::Lambda::Function"}
  Selfish: {Type: "AWS::Lambda::Function", Properties: {FunctionName: !GetAtt Selfish.Arn}}
  Table: {Type: "AWS::DynamoDB::Table"}
  Queue: {Type: "AWS::SQS::Queue"}
  Role: {Type: "AWS::IAM::Role"}
  Bucket: {Type: "AWS::S3::Bucket"}
  Flow: {Type: "AWS::Serverless::StateMachine"}
  Api: {Type: "AWS::ApiGateway::RestApi"}
)";

Scope scope() {
  const Node root = parse_yaml(kTemplate, "t.yaml");
  return Scope{.parameters = read_parameters(*root.find("Parameters"), {}),
               .mappings = *root.find("Mappings"),
               .conditions = *root.find("Conditions"),
               .resources = *root.find("Resources")};
}

std::string print(const Node& node) {
  if (node.is_scalar()) return node.text();
  std::string text;
  for (const Node& item : node.items()) {
    text += (text.empty() ? "" : "|") + print(item);
  }
  for (const Member& member : node.members()) {
    text += (text.empty() ? "" : "|") + member.key + "=" + print(member.value);
  }
  return "(" + text + ")";
}

// What an expression comes to: its value, `removed`, or `unresolved: reason`.
std::string result_of(std::string_view expression) {
  Resolver resolver(scope());
  const std::optional<Node> value = resolver.resolve(parse_yaml(expression, "x.yaml"));
  if (!value) return "removed";
  if (const std::string* why = value->why_unresolved()) return "unresolved: " + *why;
  return print(*value);
}

struct Case {
  const char* short_form;
  const char* long_form;
  const char* value;
};

// Every function in both forms.  Source: local-api.md §5.6.
TEST(Intrinsics, MeanTheSameInShortAndLongForm) {
  for (const Case& item : {
           Case{"!Ref Stage",                                           "{Ref: Stage}",                           "dev"                                                     },
           {"!Ref Names",                                           "{Ref: Names}",                           "(a|b|c)"                                                 },
           {"!Ref Table",                                           "{Ref: Table}",                           "Table"                                                   },
           {"!Ref Hello",                                           "{Ref: Hello}",                           "dev-hello"                                               },
           {"!Ref AWS::Region",                                     "{Ref: 'AWS::Region'}",                   "us-east-1"                                               },
           {"!Sub 'x-${Stage}'",                                    "{'Fn::Sub': 'x-${Stage}'}",              "x-dev"                                                   },
           {"!Sub ['${A}-${Stage}', {A: !Ref AWS::Partition}]",
                "{'Fn::Sub': ['${A}-${Stage}', {A: {Ref: 'AWS::Partition'}}]}",                                   "aws-dev"                                                 },
           {"!Sub '${!Stage}'",                                     "{'Fn::Sub': '${!Stage}'}",               "${Stage}"                                                },
           {"!Sub '${Queue.Arn}'",
                "{'Fn::Sub': '${Queue.Arn}'}",                                                                    "arn:aws:sqs:us-east-1:123456789012:Queue"                },
           {"!GetAtt Plain.Arn",
                "{'Fn::GetAtt': [Plain, Arn]}",                                                                   "arn:aws:lambda:us-east-1:123456789012:function:Plain"    },
           {"!GetAtt Hello.Arn",
                "{'Fn::GetAtt': 'Hello.Arn'}",                                                                    "arn:aws:lambda:us-east-1:123456789012:function:dev-hello"},
           {"!Join ['-', [a, !Ref Stage]]",                         "{'Fn::Join': ['-', [a, {Ref: Stage}]]}", "a-dev"                                                   },
           {"!Join [',', !Ref Names]",                              "{'Fn::Join': [',', {Ref: Names}]}",      "a,b,c"                                                   },
           {"!Split ['-', 'a-b-']",                                 "{'Fn::Split': ['-', 'a-b-']}",           "(a|b|)"                                                  },
           {"!Select [1, !Ref Names]",                              "{'Fn::Select': ['1', {Ref: Names}]}",    "b"                                                       },
           {"!Select [0, !Split ['.', x.y]]",
                "{'Fn::Select': [0, {'Fn::Split': ['.', x.y]}]}",                                                 "x"                                                       },
           {"!FindInMap [Sizes, !Ref Stage, Memory]",
                "{'Fn::FindInMap': [Sizes, {Ref: Stage}, Memory]}",                                               "256"                                                     },
           {"!FindInMap [Sizes, dev, Zones]",                       "{'Fn::FindInMap': [Sizes, dev, Zones]}", "(x|y)"                                                   },
           {"!FindInMap [Sizes, other, Memory, {DefaultValue: 1}]",
                "{'Fn::FindInMap': [Sizes, other, Memory, {DefaultValue: 1}]}",                                   "1"                                                       },
           {"!Base64 hi",                                           "{'Fn::Base64': hi}",                     "aGk="                                                    },
           {"!If [IsDev, a, b]",                                    "{'Fn::If': [IsDev, a, b]}",              "a"                                                       },
           {"!If [IsProd, a, !Ref Stage]",                          "{'Fn::If': [IsProd, a, {Ref: Stage}]}",  "dev"                                                     },
           {"!If [IsProd, a, !Ref AWS::NoValue]",
                "{'Fn::If': [IsProd, a, {Ref: 'AWS::NoValue'}]}",                                                 "removed"                                                 },
           {"!Equals [a, !Ref Stage]",                              "{'Fn::Equals': [a, {Ref: Stage}]}",      "false"                                                   },
           {"!Not [!Condition IsProd]",                             "{'Fn::Not': [{Condition: IsProd}]}",     "true"                                                    },
           {"!And [!Condition IsDev, !Condition IsProd]",
                "{'Fn::And': [{Condition: IsDev}, {Condition: IsProd}]}",                                         "false"                                                   },
           {"!Or [!Condition IsDev, !Condition IsProd]",
                "{'Fn::Or': [{Condition: IsDev}, {Condition: IsProd}]}",                                          "true"                                                    },
  }) {
    EXPECT_EQ(result_of(item.short_form), item.value) << item.short_form;
    EXPECT_EQ(result_of(item.long_form), item.value) << item.long_form;
  }
}

// Source: local-api.md §5.7.
TEST(Intrinsics, KnowThePseudoParameters) {
  EXPECT_EQ(result_of("!Ref AWS::AccountId"), "123456789012");
  EXPECT_EQ(result_of("!Ref AWS::Region"), "us-east-1");
  EXPECT_EQ(result_of("!Ref AWS::Partition"), "aws");
  EXPECT_EQ(result_of("!Ref AWS::StackName"), "local");
  EXPECT_EQ(result_of("!Ref AWS::StackId"),
            "arn:aws:cloudformation:us-east-1:123456789012:stack/local/"
            "51af3dc0-da77-11e4-872e-1234567db123");
  EXPECT_EQ(result_of("!Ref AWS::URLSuffix"), "localhost");
  EXPECT_EQ(result_of("!Ref AWS::NoValue"), "removed");
  EXPECT_EQ(result_of("!Ref AWS::NotificationARNs"), "()");
}

TEST(Intrinsics, GiveArnsTheShapeOfTheirService) {
  EXPECT_EQ(result_of("!GetAtt Table.Arn"), "arn:aws:dynamodb:us-east-1:123456789012:table/Table");
  EXPECT_EQ(result_of("!GetAtt Role.Arn"), "arn:aws:iam::123456789012:role/Role");
  EXPECT_EQ(result_of("!GetAtt Bucket.Arn"), "arn:aws:s3:::Bucket");
  EXPECT_EQ(result_of("!GetAtt Flow.Arn"),
            "arn:aws:states:us-east-1:123456789012:stateMachine:Flow");
  EXPECT_EQ(result_of("!GetAtt Api.RootResourceId"), "/");
}

TEST(Intrinsics, LeaveWhatTheyCannotKnowWithAReason) {
  for (const auto& [expression, reason] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"!Ref Nobody",                               "\"Nobody\" is not a parameter or resource"           },
           {"!Ref Missing",                              "parameter \"Missing\" has no Default and no override"},
           {"!Ref [a]",                                  "expected a name, found a list"                       },
           {"!GetAtt Table.StreamArn",
            "attribute StreamArn of AWS::DynamoDB::Table is not known here"                                    },
           {"!GetAtt Nobody.Arn",                        "\"Nobody\" is not a resource"                        },
           {"!GetAtt Table",                             "expected Resource.Attribute, found \"Table\""        },
           {"!Sub [a]",                                  "expected text or [text, variables]"                  },
           {"!Sub ['${A}', x]",                          "expected text or [text, variables]"                  },
           {"!Join [a]",                                 "expected [delimiter, list]"                          },
           {"!Join ['-', a]",                            "expected a list, found \"a\""                        },
           {"!Join ['-', [[a]]]",                        "expected text, found a list"                         },
           {"!Split ['', a]",                            "expected a delimiter, found \"\""                    },
           {"!Select [3, !Ref Names]",                   "expected an index below 3, found \"3\""              },
           {"!Select [-1, !Ref Names]",                  "expected an index below 3, found \"-1\""             },
           {"!Select [x, !Ref Names]",                   "expected an index below 3, found \"x\""              },
           {"!FindInMap [Sizes, prod, Zones]",           "\"Zones\" is not in Mappings"                        },
           {"!FindInMap [Nothing, a, b]",                "\"Nothing\" is not in Mappings"                      },
           {"!FindInMap [a, b]",                         "expected [map, key, key]"                            },
           {"!If [Nobody, a, b]",                        "\"Nobody\" is not a condition"                       },
           {"!If [Unknown, a, b]",                       "parameter \"Missing\" has no Default and no override"},
           {"!If [IsDev, a]",                            "expected [condition, value, other value]"            },
           {"!If [IsDev, !Ref Nobody, b]",               "\"Nobody\" is not a parameter or resource"           },
           {"!And [!Condition IsDev]",                   "expected 2 to 10 conditions"                         },
           {"!Not [!Condition IsDev, !Condition IsDev]", "expected [condition]"                                },
           {"!Not [x]",                                  "expected a condition function, found \"x\""          },
           {"!Not [!Sub x]",                             "Fn::Sub is not supported as a condition"             },
           {"!Equals [!Ref AWS::NoValue, a]",            "expected a value, found AWS::NoValue"                },
           {"!Base64 [a]",                               "expected text, found a list"                         },
  }) {
    EXPECT_EQ(result_of(expression), "unresolved: " + std::string(reason)) << expression;
  }
}

TEST(Intrinsics, RefuseOtherFunctionsByName) {
  for (const char* name : {"Fn::Transform",
                           "Fn::ImportValue",
                           "Fn::GetAZs",
                           "Fn::Cidr",
                           "Fn::Length",
                           "Fn::ToJsonString",
                           "Fn::Nonsense"}) {
    EXPECT_EQ(result_of("{'" + std::string(name) + "': x}"),
              "unresolved: " + std::string(name) + " is not supported");
  }
}

TEST(Intrinsics, KeepAnUnknownSubstitutionAsWritten) {
  Resolver resolver(scope());
  const std::optional<Node> value =
      resolver.resolve(parse_yaml("!Sub '${Stage}-${Nobody}-${Table.Foo}-${'", "x.yaml"));

  ASSERT_TRUE(value);
  EXPECT_EQ(value->text(), "dev-${Nobody}-${Table.Foo}-${");
  EXPECT_NE(value->why_unresolved(), nullptr);
  EXPECT_THAT(
      resolver.notices(),
      ElementsAre(Notice{"x.yaml:1:1", "\"Nobody\" is not a parameter or resource"},
                  Notice{"x.yaml:1:1", "attribute Foo of AWS::DynamoDB::Table is not known here"}));
}

TEST(Intrinsics, NoteAnInnerReasonOnce) {
  Resolver resolver(scope());
  resolver.resolve(parse_yaml("a: !Join ['', [!Ref Nobody]]\n", "x.yaml"));

  EXPECT_THAT(resolver.notices(),
              ElementsAre(Notice{"x.yaml:1:16: a.Fn::Join[1][0]",
                                 "\"Nobody\" is not a parameter or resource"}));
}

TEST(Intrinsics, CallAFunctionWhoseNameNeedsItselfByItsId) {
  Resolver resolver(scope());
  const std::optional<Node> value = resolver.resolve(parse_yaml("!Ref Selfish", "x.yaml"));

  ASSERT_TRUE(value);
  EXPECT_EQ(value->text(), "Selfish");
  ASSERT_EQ(resolver.notices().size(), 1U);
  EXPECT_EQ(resolver.notices()[0].what, "the name of \"Selfish\" needs itself");
}

TEST(Intrinsics, RemoveMembersAndItemsWithoutValue) {
  EXPECT_EQ(result_of("{a: !Ref AWS::NoValue, b: [1, !Ref AWS::NoValue, 2]}"), "(b=(1|2))");
}

TEST(Intrinsics, TakeAMapWithMoreMembersForAPlainMap) {
  EXPECT_EQ(result_of("{Ref: Stage, Other: 1}"), "(Ref=Stage|Other=1)");
  EXPECT_EQ(result_of("{Condition: {StringEquals: x}}"), "(Condition=(StringEquals=x))");
}

TEST(Intrinsics, GiveAValueThePlaceOfItsExpression) {
  Resolver resolver(scope());
  const std::optional<Node> value = resolver.resolve(parse_yaml("T: !Ref Stage\n", "x.yaml"));

  ASSERT_TRUE(value);
  EXPECT_EQ(value->find("T")->place().print(), "x.yaml:1:4: T");
}

TEST(Intrinsics, StopTextsThatDoubleEndlessly) {
  std::string expression = "x";
  for (int i = 0; i < 20; ++i) {
    expression = "{'Fn::Sub': ['${v}${v}', {v: " + expression + "}]}";
  }
  EXPECT_EQ(result_of(expression), "unresolved: longer than 65536 bytes");
}

TEST(Conditions, AreTrueFalseOrUnknown) {
  Resolver resolver(scope());

  EXPECT_EQ(resolver.condition("IsDev"), true);
  EXPECT_EQ(resolver.condition("IsProd"), false);
  EXPECT_EQ(resolver.condition("Unknown"), std::nullopt);
  EXPECT_TRUE(resolver.has_condition("IsDev"));
  EXPECT_FALSE(resolver.has_condition("Nobody"));
}

TEST(Conditions, RefuseACircleAndNameIt) {
  Resolver resolver(scope());

  EXPECT_THAT(error_of([&] { resolver.condition("Loop"); }),
              HasSubstr("circular condition: Loop → Loop2 → Loop"));
}

// All four pairs, and all ten conditions that one function takes.
TEST(Conditions, FollowTheTruthTables) {
  const std::string yes = "{'Fn::Equals': [a, a]}";
  const std::string no = "{'Fn::Equals': [a, b]}";
  const auto both = [](const std::string& function, const std::string& a, const std::string& b) {
    return result_of("{'" + function + "': [" + a + ", " + b + "]}");
  };
  EXPECT_EQ(both("Fn::And", yes, yes), "true");
  EXPECT_EQ(both("Fn::And", yes, no), "false");
  EXPECT_EQ(both("Fn::And", no, yes), "false");
  EXPECT_EQ(both("Fn::And", no, no), "false");
  EXPECT_EQ(both("Fn::Or", yes, yes), "true");
  EXPECT_EQ(both("Fn::Or", yes, no), "true");
  EXPECT_EQ(both("Fn::Or", no, yes), "true");
  EXPECT_EQ(both("Fn::Or", no, no), "false");
  EXPECT_EQ(result_of("{'Fn::Not': [" + yes + "]}"), "false");
  EXPECT_EQ(result_of("{'Fn::Not': [" + no + "]}"), "true");

  std::string ten = yes;
  for (int i = 1; i < 10; ++i) {
    ten += ", " + yes;
  }
  EXPECT_EQ(result_of("{'Fn::And': [" + ten + "]}"), "true");
  EXPECT_EQ(result_of("{'Fn::And': [" + ten + ", " + yes + "]}"),
            "unresolved: expected 2 to 10 conditions");
}

TEST(Conditions, CompareListsAndBooleansByValue) {
  EXPECT_EQ(result_of("!Equals [!Ref Names, [a, b, c]]"), "true");
  EXPECT_EQ(result_of("!Equals [true, 'true']"), "true");
  EXPECT_EQ(result_of("!Equals [Dev, !Ref Stage]"), "false");
}

}  // namespace
}  // namespace lambent::config
