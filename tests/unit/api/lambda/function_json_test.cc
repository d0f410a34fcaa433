// The exact JSON of GetFunctionConfiguration, GetFunction and ListFunctions; invoke-api.md §7.1,
// §7.1.1, §7.3.
#include "api/lambda/function_json.h"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::api {
namespace {

using namespace std::chrono_literals;

config::FunctionConfig plain_function() {
  config::FunctionConfig function;
  function.name = "hello";
  function.handler = "app.handler";
  return function;
}

FunctionFacts plain_facts() {
  FunctionFacts facts;
  facts.arn = "arn:aws:lambda:us-east-1:123456789012:function:hello";
  facts.version = "$LATEST";
  facts.last_modified = "2025-11-25T02:26:54.123+0000";
  facts.code_sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  facts.code_size = 276;
  facts.revision_id = "0d6ac3a5-0000-4000-8000-000000000000";
  facts.runtime_version_arn = "arn:aws:lambda:us-east-1::runtime:" + std::string(64, 'a');
  facts.location = "http://127.0.0.1:3001/code/hello.zip";
  return facts;
}

const std::string kHead =
    R"({"FunctionName":"hello","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:hello",)"
    R"("Runtime":"python3.12","Role":"arn:aws:iam::123456789012:role/lambent",)"
    R"("Handler":"app.handler","CodeSize":276,"Description":"","Timeout":3,"MemorySize":128,)"
    R"("LastModified":"2025-11-25T02:26:54.123+0000",)"
    R"("CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","Version":"$LATEST",)";
const std::string kRevision =
    R"("TracingConfig":{"Mode":"PassThrough"},"RevisionId":"0d6ac3a5-0000-4000-8000-000000000000",)";
const std::string kState = R"("State":"Active","LastUpdateStatus":"Successful",)";
const std::string kPackage =
    R"("PackageType":"Zip","Architectures":["x86_64"],"EphemeralStorage":{"Size":512},)"
    R"("SnapStart":{"ApplyOn":"None","OptimizationStatus":"Off"},)";
const std::string kRuntimeVersion =
    R"("RuntimeVersionConfig":{"RuntimeVersionArn":"arn:aws:lambda:us-east-1::runtime:)" +
    std::string(64, 'a') + R"("},)";
const std::string kLogging =
    R"("LoggingConfig":{"LogFormat":"Text","LogGroup":"/aws/lambda/hello"}})";

const std::string kPlain = kHead + kRevision + kState + kPackage + kRuntimeVersion + kLogging;
const std::string kPlainListed = kHead + kRevision + kPackage + kLogging;

TEST(FunctionJson, ShowsAPlainFunctionWithEveryMemberThatIsAlwaysThere) {
  EXPECT_EQ(function_configuration(plain_function(), plain_facts()), kPlain);
}

TEST(FunctionJson, ShowsEverythingThatIsSet) {
  config::FunctionConfig function = plain_function();
  function.runtime = "python3.11";
  function.role = "arn:aws:iam::210987654321:role/other";
  function.description = "says \"héllo\"";
  function.timeout = 900s;
  function.memory_mb = 1'024;
  function.ephemeral_storage_mb = 2'048;
  function.architecture = "arm64";
  function.tracing_mode = "Active";
  function.environment = {
      {"TABLE", "orders"},
      {"MODE",  "a=b"   }
  };
  function.layers = {
      {.arn = "arn:aws:lambda:us-east-1:123456789012:layer:one:3", .content = "/1"},
      {.arn = "arn:aws:lambda:us-east-1:123456789012:layer:two:1", .content = "/2"}
  };
  function.logging = {.format = config::LogFormat::Json,
                      .application_level = config::ApplicationLogLevel::Debug,
                      .system_level = config::SystemLogLevel::Warn,
                      .log_group = "/shop"};
  FunctionFacts facts = plain_facts();
  facts.arn += ":7";
  facts.version = "7";
  facts.layer_sizes = {11, 22};

  EXPECT_EQ(
      function_configuration(function, facts),
      R"({"FunctionName":"hello",)"
      R"("FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:hello:7",)"
      R"("Runtime":"python3.11","Role":"arn:aws:iam::210987654321:role/other",)"
      R"("Handler":"app.handler","CodeSize":276,"Description":"says \"héllo\"","Timeout":900,)"
      R"("MemorySize":1024,"LastModified":"2025-11-25T02:26:54.123+0000",)"
      R"("CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","Version":"7",)"
      R"("Environment":{"Variables":{"MODE":"a=b","TABLE":"orders"}},)"
      R"("TracingConfig":{"Mode":"Active"},"RevisionId":"0d6ac3a5-0000-4000-8000-000000000000",)"
      R"("Layers":[{"Arn":"arn:aws:lambda:us-east-1:123456789012:layer:one:3","CodeSize":11},)"
      R"({"Arn":"arn:aws:lambda:us-east-1:123456789012:layer:two:1","CodeSize":22}],)" +
          kState +
          R"("PackageType":"Zip","Architectures":["arm64"],"EphemeralStorage":{"Size":2048},)"
          R"("SnapStart":{"ApplyOn":"None","OptimizationStatus":"Off"},)" +
          kRuntimeVersion +
          R"("LoggingConfig":{"LogFormat":"JSON","ApplicationLogLevel":"DEBUG",)"
          R"("SystemLogLevel":"WARN","LogGroup":"/shop"}})");
}

TEST(FunctionJson, AnEnvironmentThatWasGivenEmptyIsShown) {
  config::FunctionConfig function = plain_function();
  function.environment.emplace();

  EXPECT_EQ(function_configuration(function, plain_facts()),
            kHead + R"("Environment":{"Variables":{}},)" + kRevision + kState + kPackage +
                kRuntimeVersion + kLogging);
}

TEST(FunctionJson, ALayerWithoutASizeIsOurMistake) {
  config::FunctionConfig function = plain_function();
  function.layers = {
      {.arn = "arn:aws:lambda:us-east-1:123456789012:layer:one:3", .content = "/1"}
  };

  EXPECT_THROW(function_configuration(function, plain_facts()), std::out_of_range);
}

TEST(FunctionJson, GetFunctionAddsTheCode) {
  EXPECT_EQ(
      get_function(plain_function(), plain_facts()),
      R"({"Configuration":)" + kPlain +
          R"(,"Code":{"RepositoryType":"S3","Location":"http://127.0.0.1:3001/code/hello.zip"}})");
}

TEST(FunctionJson, GetFunctionShowsTagsAndReservedConcurrencyWhereThereAreAny) {
  config::FunctionConfig function = plain_function();
  function.tags = {
      {"team",  "shop"},
      {"stage", "test"}
  };
  function.reserved_concurrency = 0;

  EXPECT_EQ(
      get_function(function, plain_facts()),
      R"({"Configuration":)" + kPlain +
          R"(,"Code":{"RepositoryType":"S3","Location":"http://127.0.0.1:3001/code/hello.zip"},)"
          R"("Tags":{"stage":"test","team":"shop"},)"
          R"("Concurrency":{"ReservedConcurrentExecutions":0}})");
}

TEST(FunctionJson, ListFunctionsLeavesOutStateAndRuntimeVersion) {
  const config::FunctionConfig function = plain_function();
  const FunctionFacts facts = plain_facts();
  const std::vector<ListedFunction> page{
      {function, facts},
      {function, facts}
  };

  EXPECT_EQ(list_functions(page, std::nullopt),
            R"({"Functions":[)" + kPlainListed + "," + kPlainListed + "]}");
  EXPECT_EQ(list_functions({}, std::nullopt), R"({"Functions":[]})");
}

TEST(FunctionJson, ListFunctionsNamesTheNextPage) {
  EXPECT_EQ(list_functions({}, "bmV4dDpi"), R"({"Functions":[],"NextMarker":"bmV4dDpi"})");
}

}  // namespace
}  // namespace lambent::api
