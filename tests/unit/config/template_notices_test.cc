// The start-up report: everything in a template that is not acted on.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/template.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Model parse(const std::string& text, const TemplateOptions& options = {}) {
  return parse_template(text, "t.yaml", options);
}

// Notices as `path: what`, without the position.
std::vector<std::string> remarks_on(const std::string& text, const TemplateOptions& options = {}) {
  std::vector<std::string> remarks;
  for (const Notice& notice : parse(text, options).notices) {
    remarks.push_back(notice.where.substr(notice.where.find(": ") + 2) + ": " + notice.what);
  }
  return remarks;
}

// Remarks on a function with one property more.
std::vector<std::string> remarks_on_property(const std::string& property,
                                             const TemplateOptions& options = {}) {
  return remarks_on(
      "Resources: {F: {Type: 'AWS::Serverless::Function', Properties: {CodeUri: /, Handler: a.b, "
      "Runtime: python3.12, " +
          property + "}}}",
      options);
}

TEST(TemplateNotices, SayWhereTheyStand) {
  const Model model = parse("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n");

  EXPECT_THAT(
      model.notices,
      ElementsAre(Notice{"t.yaml:2:3: Resources.Bucket", "AWS::S3::Bucket is not acted on"}));
}

TEST(TemplateNotices, NameEveryEventThatIsNoRoute) {
  EXPECT_THAT(remarks_on_property("Events: {B: {Type: HttpApi}, C: {Type: SQS}, D: "
                                  "{Type: Schedule}, E: {Type: S3}}"),
              ElementsAre("Resources.F.Properties.Events.C: SQS event is not polled",
                          "Resources.F.Properties.Events.D: Schedule event is not fired",
                          "Resources.F.Properties.Events.E: S3 event is not fired"));
}

struct Case {
  const char* property;
  const char* remark;
};

TEST(TemplateNotices, NameEveryPropertyThatIsNotActedOn) {
  for (const Case& item : {
           Case{"Tracing: Active",        "Tracing: kept and shown to clients; no segments are sent"   },
           {"VpcConfig: {}",          "VpcConfig: accepted and ignored"                            },
           {"Policies: []",           "Policies: accepted and ignored"                             },
           {"SnapStart: {}",          "SnapStart: accepted and ignored"                            },
           {"AutoPublishAlias: live", "AutoPublishAlias: not acted on yet: no alias is made"       },
           {"EventInvokeConfig: {}",
                "EventInvokeConfig: not acted on yet: the default retries apply"                       },
           {"DeadLetterQueue: {}",    "DeadLetterQueue: not acted on yet: failed events go nowhere"},
           {"Timout: 3",
                "Timout: unknown property of AWS::Serverless::Function, did you mean \"Timeout\"?"     },
           {"Colour: red",            "Colour: unknown property of AWS::Serverless::Function"      }
  }) {
    EXPECT_THAT(remarks_on_property(item.property),
                ElementsAre("Resources.F.Properties." + std::string(item.remark)));
  }
}

TEST(TemplateNotices, RefuseAFunctionByNameWhereItsValueIsNotNeeded) {
  EXPECT_THAT(
      remarks_on_property("VpcConfig: !ImportValue x"),
      UnorderedElementsAre("Resources.F.Properties.VpcConfig: accepted and ignored",
                           "Resources.F.Properties.VpcConfig: Fn::ImportValue is not supported"));
  EXPECT_THAT(remarks_on_property("Role: !ImportValue x"),
              ElementsAre("Resources.F.Properties.Role: Fn::ImportValue is not supported"));
  EXPECT_THAT(remarks_on_property("'Fn::Transform': {Name: X}"),
              ElementsAre("Resources.F.Properties.Fn::Transform: Fn::Transform is not supported"));
  EXPECT_THAT(remarks_on_property("Events: !Transform {Name: X}"),
              ElementsAre("Resources.F.Properties.Events: Fn::Transform is not supported"));
  EXPECT_THAT(remarks_on_property("Tags: !Transform {Name: X}"),
              ElementsAre("Resources.F.Properties.Tags: Fn::Transform is not supported"));
}

TEST(TemplateNotices, AppearOnceHoweverManyFunctionsShareAGlobal) {
  EXPECT_THAT(
      remarks_on("Globals: {Function: {CodeUri: /, Handler: a.b, Runtime: python3.12, VpcConfig: "
                 "{}}}\nResources: {A: {Type: 'AWS::Serverless::Function'}, B: {Type: "
                 "'AWS::Serverless::Function'}}"),
      ElementsAre("Globals.Function.VpcConfig: accepted and ignored"));
}

TEST(TemplateNotices, SayWhyAFunctionIsSkipped) {
  const std::string text = R"(
Conditions: {Never: !Equals [a, b]}
Resources:
  Image: {Type: "AWS::Serverless::Function", Properties: {PackageType: Image}}
  Uri: {Type: "AWS::Serverless::Function", Properties: {ImageUri: "x:1"}}
  Code: {Type: "AWS::Lambda::Function", Properties: {Code: {ImageUri: "x:1"}}}
  Key: {Type: "AWS::Serverless::Function", Properties: {CodeUri: {Bucket: b, Key: k}}}
  Url: {Type: "AWS::Serverless::Function", Properties: {CodeUri: "s3://b/k"}}
  S3: {Type: "AWS::Lambda::Function", Properties: {Code: {S3Bucket: b, S3Key: k}}}
  Off: {Type: "AWS::Lambda::Function", Condition: Never}
)";
  EXPECT_THAT(parse(text).functions, IsEmpty());
  EXPECT_THAT(
      remarks_on(text),
      UnorderedElementsAre("Resources.Image: skipped: container images are not run",
                           "Resources.Uri: skipped: container images are not run",
                           "Resources.Uri.Properties.ImageUri: container images are not run",
                           "Resources.Code: skipped: container images are not run",
                           "Resources.Key: skipped: code in S3 is not downloaded",
                           "Resources.Url: skipped: code in S3 is not downloaded",
                           "Resources.S3: skipped: code in S3 is not downloaded",
                           "Resources.Off: skipped: its Condition is false"));
}

TEST(TemplateNotices, KeepAResourceWhoseConditionIsUnknown) {
  const std::string text = R"(
Parameters: {P: {Type: String}}
Conditions: {Maybe: !Equals [!Ref P, b]}
Resources: {T: {Type: T, Condition: Maybe}}
)";
  EXPECT_THAT(
      remarks_on(text),
      UnorderedElementsAre(
          "Resources.T: T is not acted on",
          "Conditions.Maybe.Fn::Equals[0]: parameter \"P\" has no Default and no override"));
}

TEST(TemplateNotices, NameSectionsAttributesTypesAndMacros) {
  EXPECT_THAT(
      remarks_on(R"(
Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions, MyMacro]
Parametrs: {}
Rules: {}
Resources:
  F: {Type: "AWS::Serverless::Fuction", Propertes: {}}
)"),
      UnorderedElementsAre("Transform[2]: macro \"MyMacro\" is not run",
                           "Parametrs: unknown here, did you mean \"Parameters\"?",
                           "Rules: not acted on",
                           "Resources.F.Propertes: unknown here, did you mean \"Properties\"?",
                           "Resources.F: AWS::Serverless::Fuction is not acted on, did you mean "
                           "\"AWS::Serverless::Function\"?"));
}

TEST(TemplateNotices, CoverThePropertiesOfLayers) {
  EXPECT_THAT(remarks_on("Resources: {L: {Type: 'AWS::Serverless::LayerVersion', Properties: "
                         "{ContentUri: x, RetentionPolicy: Retain, ContentUrl: x}}}"),
              ElementsAre("Resources.L.Properties.RetentionPolicy: accepted and ignored",
                          "Resources.L.Properties.ContentUrl: unknown property of "
                          "AWS::Serverless::LayerVersion, did you mean \"ContentUri\"?"));
}

TEST(TemplateNotices, RemarkOnAnotherArchitectureThanThisMachines) {
  EXPECT_THAT(
      remarks_on_property("Architectures: [arm64]", {.host_architecture = "x86_64"}),
      ElementsAre("Resources.F.Properties.Architectures[0]: runs on x86_64, as this machine"));
  EXPECT_THAT(remarks_on_property("Architectures: [arm64]", {.host_architecture = "arm64"}),
              IsEmpty());
}

}  // namespace
}  // namespace lambent::config
