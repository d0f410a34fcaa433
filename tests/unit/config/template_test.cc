#include "config/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

Model load(const Project& project, std::string_view text, const TemplateOptions& options = {}) {
  return load_template(project.write("template.yaml", text), options);
}

constexpr std::string_view kHello = R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: python3.12
)";

TEST(Template, ReadsTheSimplestFunctionWithEveryDefault) {
  const Project project;
  project.make_folder("src");

  const Model model = load(project, kHello);

  ASSERT_EQ(model.functions.size(), 1U);
  const FunctionConfig& hello = model.functions[0];
  EXPECT_EQ(hello.name, "Hello");
  EXPECT_EQ(hello.logical_id, "Hello");
  EXPECT_EQ(hello.handler, "app.handler");
  EXPECT_EQ(hello.runtime, "python3.12");
  EXPECT_EQ(hello.code, project / "src/");
  EXPECT_EQ(hello.inline_code, std::nullopt);
  EXPECT_EQ(hello.timeout, std::chrono::seconds(3));
  EXPECT_EQ(hello.memory_mb, 128);
  EXPECT_EQ(hello.ephemeral_storage_mb, 512);
  EXPECT_EQ(hello.environment, std::nullopt);
  EXPECT_THAT(hello.layers, IsEmpty());
  EXPECT_EQ(hello.architecture, "x86_64");
  EXPECT_EQ(hello.reserved_concurrency, std::nullopt);
  EXPECT_EQ(hello.tracing_mode, "PassThrough");
  EXPECT_EQ(hello.logging.format, LogFormat::Text);
  EXPECT_THAT(validate(hello), IsEmpty());
  EXPECT_THAT(model.notices, IsEmpty());
}

TEST(Template, ReadsEveryPropertyOfAServerlessFunction) {
  const Project project;
  const Model model = load(project, R"(
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello-dev
      Handler: app.handler
      Runtime: python3.12
      Description: Says hello
      Role: arn:aws:iam::123456789012:role/r
      Timeout: 30
      MemorySize: "512"
      EphemeralStorage: {Size: 1024}
      Environment: {Variables: {LEVEL: DEBUG, RETRIES: 3, ON: yes, EMPTY: null}}
      Architectures: [arm64]
      ReservedConcurrentExecutions: 0
      Tracing: Active
      Tags: {team: blue}
      LoggingConfig:
        LogFormat: JSON
        ApplicationLogLevel: TRACE
        SystemLogLevel: WARN
        LogGroup: mine
)");

  ASSERT_EQ(model.functions.size(), 1U);
  const FunctionConfig& hello = model.functions[0];
  EXPECT_EQ(hello.name, "hello-dev");
  EXPECT_EQ(hello.logical_id, "Hello");
  EXPECT_EQ(hello.code, project / "");
  EXPECT_EQ(hello.description, "Says hello");
  EXPECT_EQ(hello.role, "arn:aws:iam::123456789012:role/r");
  EXPECT_EQ(hello.timeout, std::chrono::seconds(30));
  EXPECT_EQ(hello.memory_mb, 512);
  EXPECT_EQ(hello.ephemeral_storage_mb, 1024);
  EXPECT_THAT(
      hello.environment,
      Optional(ElementsAre(
          Pair("EMPTY", ""), Pair("LEVEL", "DEBUG"), Pair("ON", "true"), Pair("RETRIES", "3"))));
  EXPECT_EQ(hello.architecture, "arm64");
  EXPECT_EQ(hello.reserved_concurrency, 0);
  EXPECT_EQ(hello.tracing_mode, "Active");
  EXPECT_THAT(hello.tags, ElementsAre(Pair("team", "blue")));
  EXPECT_EQ(hello.logging.format, LogFormat::Json);
  EXPECT_EQ(hello.logging.application_level, ApplicationLogLevel::Trace);
  EXPECT_EQ(hello.logging.system_level, SystemLogLevel::Warn);
  EXPECT_EQ(hello.logging.log_group, "mine");
}

TEST(Template, ReadsALambdaFunctionInJson) {
  const Project project;
  project.make_folder("asset.1");
  const std::filesystem::path file = project.write("t.json", R"({"Resources": {"Hello": {
    "Type": "AWS::Lambda::Function",
    "Properties": {
      "Code": "asset.1", "Handler": "app.handler", "Runtime": "python3.12",
      "TracingConfig": {"Mode": "Active"}, "Tags": [{"Key": "team", "Value": "blue"}],
      "Environment": {"Variables": {}}}}}})");

  const Model model = load_template(file, {});

  ASSERT_EQ(model.functions.size(), 1U);
  EXPECT_EQ(model.functions[0].code, project / "asset.1");
  EXPECT_EQ(model.functions[0].tracing_mode, "Active");
  EXPECT_THAT(model.functions[0].tags, ElementsAre(Pair("team", "blue")));
  EXPECT_THAT(model.functions[0].environment, Optional(IsEmpty()));
}

TEST(Template, TakesCodeFromTheTemplateItself) {
  const Project project;
  const Model model = load(project, R"(
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: "def handler(e, c): pass", Handler: index.handler, Runtime: python3.12}
  B:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: "x = 1"}, Handler: index.handler, Runtime: python3.12}
)");

  ASSERT_EQ(model.functions.size(), 2U);
  EXPECT_EQ(model.functions[0].inline_code, "def handler(e, c): pass");
  EXPECT_EQ(model.functions[0].code, "");
  EXPECT_EQ(model.functions[1].inline_code, "x = 1");
}

TEST(Template, FollowsTheAssetPathOfCdk) {
  const Project project;
  project.make_folder("asset.abc");
  const Model model = load(project, R"(
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties: {Code: {S3Bucket: b, S3Key: k}, Handler: app.handler, Runtime: python3.12}
    Metadata: {"aws:asset:path": asset.abc, "aws:asset:property": Code}
)");

  ASSERT_EQ(model.functions.size(), 1U);
  EXPECT_EQ(model.functions[0].code, project / "asset.abc");
}

TEST(Template, TakesAZipAsCode) {
  const Project project;
  project.write("app.zip", "PK");
  const Model model = load(project, R"(
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: app.zip, Handler: app.handler, Runtime: python3.12}
)");

  EXPECT_EQ(model.functions.at(0).code, project / "app.zip");
}

TEST(Template, StartsEveryServerlessFunctionFromGlobals) {
  const Project project;
  const Model model = load(project, R"(
Globals:
  Function:
    Runtime: python3.12
    Timeout: 10
    Environment: {Variables: {SHARED: one, LEVEL: INFO}}
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.handler}
  B:
    Type: AWS::Serverless::Function
    Properties: {Handler: b.handler, Timeout: 20, Environment: {Variables: {LEVEL: DEBUG}}}
  C:
    Type: AWS::Serverless::Function
    IgnoreGlobals: [Timeout]
    Properties: {Handler: c.handler}
  D:
    Type: AWS::Lambda::Function
    Properties: {Handler: d.handler, Runtime: python3.12, Code: .}
)");

  ASSERT_EQ(model.functions.size(), 4U);
  EXPECT_EQ(model.functions[0].timeout, std::chrono::seconds(10));
  EXPECT_THAT(model.functions[0].environment,
              Optional(ElementsAre(Pair("LEVEL", "INFO"), Pair("SHARED", "one"))));
  EXPECT_EQ(model.functions[1].timeout, std::chrono::seconds(20));
  EXPECT_THAT(model.functions[1].environment,
              Optional(ElementsAre(Pair("LEVEL", "DEBUG"), Pair("SHARED", "one"))));
  EXPECT_EQ(model.functions[2].timeout, std::chrono::seconds(3));
  EXPECT_EQ(model.functions[3].timeout, std::chrono::seconds(3));
  EXPECT_EQ(model.functions[3].environment, std::nullopt);
}

constexpr std::string_view kStaged = R"(
Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub hello-${Stage}
      Handler: app.handler
      Runtime: python3.12
      Timeout: !If [IsProd, 30, !Ref AWS::NoValue]
      Environment:
        Variables:
          REGION: !Ref AWS::Region
          OTHER: !Ref Audit
          TABLE: !GetAtt Table.Arn
  Audit:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties: {Handler: audit.handler, Runtime: python3.12}
  Table: {Type: "AWS::DynamoDB::Table"}
)";

TEST(Template, ResolvesParametersAndConditions) {
  const Project project;

  const Model dev = load(project, kStaged);
  const Model prod = load(project, kStaged, {.parameter_overrides = {{"Stage", "prod"}}});

  ASSERT_EQ(dev.functions.size(), 1U);
  EXPECT_EQ(dev.functions[0].name, "hello-dev");
  EXPECT_EQ(dev.functions[0].timeout, std::chrono::seconds(3));
  ASSERT_EQ(prod.functions.size(), 2U);
  EXPECT_EQ(prod.functions[0].name, "hello-prod");
  EXPECT_EQ(prod.functions[0].timeout, std::chrono::seconds(30));
}

TEST(Template, ResolvesVariablesForTheRegionAndAccountAtHand) {
  const Project project;
  const Model model = load(project, kStaged, {.region = "eu-west-1", .account = "999999999999"});

  EXPECT_THAT(
      model.functions.at(0).environment,
      Optional(ElementsAre(Pair("OTHER", "Audit"),
                           Pair("REGION", "eu-west-1"),
                           Pair("TABLE", "arn:aws:dynamodb:eu-west-1:999999999999:table/Table"))));
}

TEST(Template, GivesAnUnresolvedVariableItsTextOrNothing) {
  const Project project;
  const Model model = load(project, R"(
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      Environment:
        Variables:
          TEXT: !Sub x-${Nobody}
          NONE: !ImportValue theirs
          LIST: [a]
)");

  EXPECT_THAT(
      model.functions.at(0).environment,
      Optional(ElementsAre(Pair("LIST", ""), Pair("NONE", ""), Pair("TEXT", "x-${Nobody}"))));
  EXPECT_THAT(model.notices,
              testing::UnorderedElementsAre(
                  Notice{(project / "template.yaml").string() +
                             ":12:17: Resources.Hello.Properties.Environment.Variables.LIST",
                         "empty: expected text, found a list"},
                  Notice{(project / "template.yaml").string() +
                             ":10:17: Resources.Hello.Properties.Environment.Variables.TEXT",
                         "\"Nobody\" is not a parameter or resource"},
                  Notice{(project / "template.yaml").string() +
                             ":11:17: Resources.Hello.Properties.Environment.Variables.NONE",
                         "Fn::ImportValue is not supported"}));
}

TEST(FindFunction, GoesByLogicalIdBeforeName) {
  Model model;
  model.functions.resize(2);
  model.functions[0].logical_id = "A";
  model.functions[0].name = "B";
  model.functions[1].logical_id = "B";
  model.functions[1].name = "C";

  EXPECT_EQ(find_function(model, "A"), &model.functions[0]);
  EXPECT_EQ(find_function(model, "B"), &model.functions[1]);
  EXPECT_EQ(find_function(model, "C"), &model.functions[1]);
  EXPECT_EQ(find_function(model, "D"), nullptr);
}

TEST(DefaultTemplate, IsTheBuiltOneThenYamlThenYmlThenJson) {
  const Project project;
  EXPECT_EQ(find_default_template(project.folder()), std::nullopt);

  for (const char* name :
       {"template.json", "template.yml", "template.yaml", ".aws-sam/build/template.yaml"}) {
    project.write(name, "{}");
    EXPECT_EQ(find_default_template(project.folder()), project / name);
  }
}

TEST(LoadTemplate, RemarksOnABuildOlderThanItsSource) {
  using namespace std::chrono_literals;
  const Project project;
  const std::filesystem::path source = project.write("template.yaml", "{}");
  const std::filesystem::path built =
      project.write(".aws-sam/build/template.yaml", "Resources: {}");
  const auto now = std::filesystem::last_write_time(built);

  std::filesystem::last_write_time(source, now - 10s);
  EXPECT_THAT(load_template(built, {}).notices, IsEmpty());

  std::filesystem::last_write_time(source, now + 10s);
  EXPECT_THAT(load_template(built, {}).notices,
              ElementsAre(Notice{built.string(),
                                 "older than " + source.string() + ": run `sam build` again"}));
}

TEST(LoadTemplate, NamesAFileThatCannotBeRead) {
  const Project project;
  const std::string folder = project.folder().string();

  EXPECT_EQ(error_of([&] { load_template(project / "no.yaml", {}); }),
            folder + "/no.yaml: no such file");
  EXPECT_EQ(error_of([&] { load_template(project.folder(), {}); }),
            folder + ": expected a file, found a folder");
}

}  // namespace
}  // namespace lambent::config
