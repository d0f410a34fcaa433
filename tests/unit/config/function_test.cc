#include "config/function.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/function_rules.h"

namespace lambent::config {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

FunctionConfig hello() {
  FunctionConfig function;
  function.name = "hello";
  function.handler = "app.handler";
  return function;
}

TEST(Validate, FindsNothingWrongWithAPlainFunction) {
  EXPECT_THAT(validate(hello()), IsEmpty());
}

TEST(Validate, NamesTheSettingTheRuleAndTheValue) {
  FunctionConfig function = hello();
  function.timeout = seconds(901);

  EXPECT_THAT(validate(function),
              ElementsAre("Timeout: expected a whole number of seconds from 1 to 900, found 901"));
}

TEST(Validate, ReportsEverySettingAtOnce) {
  FunctionConfig function = hello();
  function.name = "a b";
  function.handler = "";
  function.runtime = "nodejs20.x";
  function.description = std::string(257, 'd');
  function.timeout = seconds(0);
  function.memory_mb = 127;
  function.ephemeral_storage_mb = 511;
  function.environment.emplace()["AWS_REGION"] = "x";
  function.layers = std::vector<LayerRef>(6);
  function.architecture = "x86";
  function.reserved_concurrency = -1;
  function.tracing_mode = "Off";
  function.logging.log_group = "a b";
  for (int i = 0; i < 51; ++i) {
    function.tags[std::to_string(i)] = "";
  }

  EXPECT_THAT(validate(function),
              ElementsAre(StartsWith("FunctionName: "),
                          StartsWith("Handler: "),
                          StartsWith("Runtime: "),
                          StartsWith("Description: "),
                          StartsWith("Timeout: "),
                          StartsWith("MemorySize: "),
                          StartsWith("EphemeralStorage.Size: "),
                          StartsWith("Environment.Variables: "),
                          StartsWith("Layers: "),
                          StartsWith("Architectures: "),
                          StartsWith("ReservedConcurrentExecutions: "),
                          StartsWith("TracingConfig.Mode: "),
                          StartsWith("LoggingConfig.LogGroup: "),
                          StartsWith("Tags: ")));
}

struct Range {
  const WholeNumberRule& rule;
  std::int64_t min;
  std::int64_t max;
};

// Source: invoke-api.md §7.2.
TEST(Rules, IncludeBothEndsOfEachRange) {
  for (const Range& range : {
           Range{kTimeoutRule,             1,   900          },
           Range{kMemoryRule,              128, 10'240       },
           Range{kEphemeralStorageRule,    512, 10'240       },
           Range{kReservedConcurrencyRule, 0,   2'147'483'647}
  }) {
    EXPECT_FALSE(check(range.rule, range.min));
    EXPECT_FALSE(check(range.rule, range.max));
    EXPECT_TRUE(check(range.rule, range.min - 1));
    EXPECT_TRUE(check(range.rule, range.max + 1));
  }
}

TEST(Rules, SayAnOpenEndInWords) {
  EXPECT_EQ(check(kReservedConcurrencyRule, -1), "expected a whole number, at least 0, found -1");
}

TEST(Rules, ANameHasUpTo64LettersDigitsHyphensAndUnderscores) {
  EXPECT_FALSE(check_name("a"));
  EXPECT_FALSE(check_name("My_fn-1"));
  EXPECT_FALSE(check_name(std::string(64, 'a')));
  EXPECT_TRUE(check_name(std::string(65, 'a')));
  EXPECT_TRUE(check_name(""));
  EXPECT_TRUE(check_name("a.b"));
  EXPECT_TRUE(check_name("a b"));
}

TEST(Rules, AHandlerHasUpTo128CharactersAndNoBlank) {
  EXPECT_FALSE(check_handler("app.handler"));
  EXPECT_FALSE(check_handler("pkg/mod.handler"));
  EXPECT_FALSE(check_handler(std::string(128, 'a')));
  EXPECT_TRUE(check_handler(std::string(129, 'a')));
  EXPECT_TRUE(check_handler(""));
  for (const char* blank : {"a b", "a\tb", "a\nb", " a"}) {
    EXPECT_TRUE(check_handler(blank)) << blank;
  }
}

TEST(Rules, CountCharactersNotBytes) {
  std::string description;
  for (int i = 0; i < 256; ++i) {
    description += "ä";
  }
  EXPECT_FALSE(check_description(description));
  EXPECT_EQ(check_description(description + "ä"), "expected at most 256 characters, found 257");
}

TEST(Rules, RefuseEveryOtherRuntimeByName) {
  EXPECT_FALSE(check_runtime("python3.12"));
  for (const char* runtime : {"python3.11", "python3.13", "nodejs20.x", "provided.al2023", ""}) {
    EXPECT_EQ(check_runtime(runtime),
              "runtime \"" + std::string(runtime) + "\" is not supported: Lambent runs python3.12");
  }
}

// Source: invoke-api.md §7.2.
TEST(Rules, AVariableNameBeginsWithALetterAndHasTwoCharacters) {
  for (const char* good : {"AB", "a_", "Log_Level2"}) {
    EXPECT_FALSE(check_variable_name(good)) << good;
  }
  for (const char* bad : {"", "A", "1A", "_A", "A-B", "A B", "Ä1"}) {
    EXPECT_TRUE(check_variable_name(bad)) << bad;
  }
}

TEST(Rules, NameTheReservedVariablesAsTheServiceDoes) {
  EXPECT_EQ(check_environment({
                {"AWS_REGION", "x"},
                {"OK",         "" },
                {"_HANDLER",   "y"}
  }),
            "Lambda was unable to configure your environment variables because the environment "
            "variables you have provided contains reserved keys that are currently not supported "
            "for modification. Reserved keys used in this request: AWS_REGION, _HANDLER");
}

// Source: invoke-api.md §7.2.
TEST(Rules, ReserveExactlyTheNamesOfTheService) {
  for (const char* name : {"_HANDLER",
                           "_X_AMZN_TRACE_ID",
                           "AWS_DEFAULT_REGION",
                           "AWS_REGION",
                           "AWS_EXECUTION_ENV",
                           "AWS_LAMBDA_FUNCTION_NAME",
                           "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                           "AWS_LAMBDA_FUNCTION_VERSION",
                           "AWS_LAMBDA_INITIALIZATION_TYPE",
                           "AWS_LAMBDA_LOG_GROUP_NAME",
                           "AWS_LAMBDA_LOG_STREAM_NAME",
                           "AWS_ACCESS_KEY",
                           "AWS_ACCESS_KEY_ID",
                           "AWS_SECRET_ACCESS_KEY",
                           "AWS_SESSION_TOKEN",
                           "AWS_LAMBDA_RUNTIME_API",
                           "LAMBDA_TASK_ROOT",
                           "LAMBDA_RUNTIME_DIR"}) {
    EXPECT_TRUE(is_reserved_variable(name)) << name;
  }
  for (const char* name : {"AWS_PROFILE", "aws_region", "TZ", "AWS_LAMBDA_EXEC_WRAPPER", ""}) {
    EXPECT_FALSE(is_reserved_variable(name)) << name;
  }
}

TEST(Rules, MeasureTheEnvironmentAsCompactJson) {
  const std::string frame = R"({"KEY":""})";
  const std::string most(4096 - frame.size(), 'x');

  EXPECT_EQ(environment_json({
                {"A1", "b"   },
                {"C1", "ä\""}
  }),
            R"({"A1":"b","C1":"ä\""})");
  EXPECT_FALSE(check_environment({
      {"KEY", most}
  }));
  const Complaint complaint = check_environment({
      {"KEY", most + "x"}
  });
  ASSERT_TRUE(complaint);
  EXPECT_EQ(*complaint,
            "Lambda was unable to configure your environment variables because the environment "
            "variables you have provided exceeded the 4KB limit. String measured: {\"KEY\":\"" +
                most + "x\"}");
}

TEST(Rules, RefuseAValueThatNoProcessCouldBeGiven) {
  const std::string value("a\0b", 3);
  EXPECT_EQ(check_environment({
                {"KEY", value}
  }),
            "expected KEY without a NUL character");
}

TEST(Rules, AllowFiveLayersButNoneTwice) {
  std::vector<LayerRef> layers;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    layers.push_back(
        {std::string("arn:aws:lambda:us-east-1:123456789012:layer:") + name + ":1", {}});
  }
  EXPECT_FALSE(check_layers(layers));

  std::vector<LayerRef> repeated{layers[0], layers[0]};
  repeated[1].arn.back() = '2';
  EXPECT_EQ(check_layers(repeated),
            "Two different versions of the same layer are not allowed to be referenced in the same "
            "function. arn:aws:lambda:us-east-1:123456789012:layer:a:1 and "
            "arn:aws:lambda:us-east-1:123456789012:layer:a:2 are versions of the same layer.");

  layers.push_back({"arn:aws:lambda:us-east-1:123456789012:layer:f:1", {}});
  EXPECT_EQ(check_layers(layers), "Cannot reference more than 5 layers.");
}

TEST(Rules, KnowTwoArchitecturesAndTwoTracingModes) {
  EXPECT_FALSE(check_architecture("x86_64"));
  EXPECT_FALSE(check_architecture("arm64"));
  EXPECT_EQ(check_architecture("X86_64"), "expected x86_64 or arm64, found \"X86_64\"");
  EXPECT_FALSE(check_tracing_mode("Active"));
  EXPECT_FALSE(check_tracing_mode("PassThrough"));
  EXPECT_EQ(check_tracing_mode("active"), "expected PassThrough or Active, found \"active\"");
}

TEST(Rules, ALogGroupHasUpTo512PlainCharacters) {
  EXPECT_FALSE(check_log_group("/aws/lambda/f_1.a-b#c"));
  EXPECT_FALSE(check_log_group(std::string(512, 'a')));
  EXPECT_TRUE(check_log_group(std::string(513, 'a')));
  EXPECT_TRUE(check_log_group(""));
  EXPECT_TRUE(check_log_group("a b"));
}

TEST(LogGroup, IsNamedAfterTheFunctionUnlessConfigured) {
  FunctionConfig function = hello();
  EXPECT_EQ(log_group_of(function), "/aws/lambda/hello");

  function.logging.log_group = "mine";
  EXPECT_EQ(log_group_of(function), "mine");
}

TEST(NameOf, SpellsLevelsAsLoggingConfigDoes) {
  EXPECT_EQ(name_of(LogFormat::Text), "Text");
  EXPECT_EQ(name_of(LogFormat::Json), "JSON");
  EXPECT_EQ(name_of(ApplicationLogLevel::Trace), "TRACE");
  EXPECT_EQ(name_of(ApplicationLogLevel::Debug), "DEBUG");
  EXPECT_EQ(name_of(ApplicationLogLevel::Info), "INFO");
  EXPECT_EQ(name_of(ApplicationLogLevel::Warn), "WARN");
  EXPECT_EQ(name_of(ApplicationLogLevel::Error), "ERROR");
  EXPECT_EQ(name_of(ApplicationLogLevel::Fatal), "FATAL");
  EXPECT_EQ(name_of(SystemLogLevel::Debug), "DEBUG");
  EXPECT_EQ(name_of(SystemLogLevel::Info), "INFO");
  EXPECT_EQ(name_of(SystemLogLevel::Warn), "WARN");
}

}  // namespace
}  // namespace lambent::config
