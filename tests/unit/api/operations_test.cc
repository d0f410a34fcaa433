// Every operation of the service model has a route; invoke-api.md §7, §0.1, §7.16.
#include "api/lambda/operations.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::api {
namespace {

using ::testing::ElementsAre;
using Operations = http::Router<const Operation*>;

struct Row {
  const char* method;
  const char* path;  // a '?' begins what tells it from another operation with the same path
  const char* name;
};

// clang-format off
constexpr Row kModel[] = {
    {"POST",   "/2014-11-13/functions/{FunctionName}/invoke-async",                               "InvokeAsync"},
    {"GET",    "/2015-03-31/event-source-mappings",                                               "ListEventSourceMappings"},
    {"POST",   "/2015-03-31/event-source-mappings",                                               "CreateEventSourceMapping"},
    {"DELETE", "/2015-03-31/event-source-mappings/{UUID}",                                        "DeleteEventSourceMapping"},
    {"GET",    "/2015-03-31/event-source-mappings/{UUID}",                                        "GetEventSourceMapping"},
    {"PUT",    "/2015-03-31/event-source-mappings/{UUID}",                                        "UpdateEventSourceMapping"},
    {"GET",    "/2015-03-31/functions",                                                           "ListFunctions"},
    {"POST",   "/2015-03-31/functions",                                                           "CreateFunction"},
    {"DELETE", "/2015-03-31/functions/{FunctionName}",                                            "DeleteFunction"},
    {"GET",    "/2015-03-31/functions/{FunctionName}",                                            "GetFunction"},
    {"GET",    "/2015-03-31/functions/{FunctionName}/aliases",                                    "ListAliases"},
    {"POST",   "/2015-03-31/functions/{FunctionName}/aliases",                                    "CreateAlias"},
    {"DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}",                             "DeleteAlias"},
    {"GET",    "/2015-03-31/functions/{FunctionName}/aliases/{Name}",                             "GetAlias"},
    {"PUT",    "/2015-03-31/functions/{FunctionName}/aliases/{Name}",                             "UpdateAlias"},
    {"PUT",    "/2015-03-31/functions/{FunctionName}/code",                                       "UpdateFunctionCode"},
    {"GET",    "/2015-03-31/functions/{FunctionName}/configuration",                              "GetFunctionConfiguration"},
    {"PUT",    "/2015-03-31/functions/{FunctionName}/configuration",                              "UpdateFunctionConfiguration"},
    {"POST",   "/2015-03-31/functions/{FunctionName}/invocations",                                "Invoke"},
    {"GET",    "/2015-03-31/functions/{FunctionName}/policy",                                     "GetPolicy"},
    {"POST",   "/2015-03-31/functions/{FunctionName}/policy",                                     "AddPermission"},
    {"DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",                       "RemovePermission"},
    {"GET",    "/2015-03-31/functions/{FunctionName}/versions",                                   "ListVersionsByFunction"},
    {"POST",   "/2015-03-31/functions/{FunctionName}/versions",                                   "PublishVersion"},
    {"GET",    "/2016-08-19/account-settings",                                                    "GetAccountSettings"},
    {"DELETE", "/2017-03-31/tags/{Resource}",                                                     "UntagResource"},
    {"GET",    "/2017-03-31/tags/{Resource}",                                                     "ListTags"},
    {"POST",   "/2017-03-31/tags/{Resource}",                                                     "TagResource"},
    {"DELETE", "/2017-10-31/functions/{FunctionName}/concurrency",                                "DeleteFunctionConcurrency"},
    {"PUT",    "/2017-10-31/functions/{FunctionName}/concurrency",                                "PutFunctionConcurrency"},
    {"GET",    "/2018-10-31/layers?find=LayerVersion",                                            "GetLayerVersionByArn"},
    {"GET",    "/2018-10-31/layers",                                                              "ListLayers"},
    {"GET",    "/2018-10-31/layers/{LayerName}/versions",                                         "ListLayerVersions"},
    {"POST",   "/2018-10-31/layers/{LayerName}/versions",                                         "PublishLayerVersion"},
    {"DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",                         "DeleteLayerVersion"},
    {"GET",    "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",                         "GetLayerVersion"},
    {"GET",    "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",                  "GetLayerVersionPolicy"},
    {"POST",   "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",                  "AddLayerVersionPermission"},
    {"DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}",    "RemoveLayerVersionPermission"},
    {"DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config",                        "DeleteFunctionEventInvokeConfig"},
    {"GET",    "/2019-09-25/functions/{FunctionName}/event-invoke-config",                        "GetFunctionEventInvokeConfig"},
    {"POST",   "/2019-09-25/functions/{FunctionName}/event-invoke-config",                        "UpdateFunctionEventInvokeConfig"},
    {"PUT",    "/2019-09-25/functions/{FunctionName}/event-invoke-config",                        "PutFunctionEventInvokeConfig"},
    {"GET",    "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",                   "ListFunctionEventInvokeConfigs"},
    {"GET",    "/2019-09-30/functions/{FunctionName}/concurrency",                                "GetFunctionConcurrency"},
    {"DELETE", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",                    "DeleteProvisionedConcurrencyConfig"},
    {"GET",    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",                    "GetProvisionedConcurrencyConfig"},
    {"GET",    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL",           "ListProvisionedConcurrencyConfigs"},
    {"PUT",    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",                    "PutProvisionedConcurrencyConfig"},
    {"GET",    "/2020-04-22/code-signing-configs",                                                "ListCodeSigningConfigs"},
    {"POST",   "/2020-04-22/code-signing-configs",                                                "CreateCodeSigningConfig"},
    {"DELETE", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",                         "DeleteCodeSigningConfig"},
    {"GET",    "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",                         "GetCodeSigningConfig"},
    {"PUT",    "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",                         "UpdateCodeSigningConfig"},
    {"GET",    "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions",               "ListFunctionsByCodeSigningConfig"},
    {"DELETE", "/2020-06-30/functions/{FunctionName}/code-signing-config",                        "DeleteFunctionCodeSigningConfig"},
    {"GET",    "/2020-06-30/functions/{FunctionName}/code-signing-config",                        "GetFunctionCodeSigningConfig"},
    {"PUT",    "/2020-06-30/functions/{FunctionName}/code-signing-config",                        "PutFunctionCodeSigningConfig"},
    {"GET",    "/2021-07-20/functions/{FunctionName}/runtime-management-config",                  "GetRuntimeManagementConfig"},
    {"PUT",    "/2021-07-20/functions/{FunctionName}/runtime-management-config",                  "PutRuntimeManagementConfig"},
    {"DELETE", "/2021-10-31/functions/{FunctionName}/url",                                        "DeleteFunctionUrlConfig"},
    {"GET",    "/2021-10-31/functions/{FunctionName}/url",                                        "GetFunctionUrlConfig"},
    {"POST",   "/2021-10-31/functions/{FunctionName}/url",                                        "CreateFunctionUrlConfig"},
    {"PUT",    "/2021-10-31/functions/{FunctionName}/url",                                        "UpdateFunctionUrlConfig"},
    {"GET",    "/2021-10-31/functions/{FunctionName}/urls",                                       "ListFunctionUrlConfigs"},
    {"POST",   "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",             "InvokeWithResponseStream"},
    {"GET",    "/2024-08-31/functions/{FunctionName}/recursion-config",                           "GetFunctionRecursionConfig"},
    {"PUT",    "/2024-08-31/functions/{FunctionName}/recursion-config",                           "PutFunctionRecursionConfig"},
    {"GET",    "/2025-11-30/capacity-providers",                                                  "ListCapacityProviders"},
    {"POST",   "/2025-11-30/capacity-providers",                                                  "CreateCapacityProvider"},
    {"DELETE", "/2025-11-30/capacity-providers/{CapacityProviderName}",                           "DeleteCapacityProvider"},
    {"GET",    "/2025-11-30/capacity-providers/{CapacityProviderName}",                           "GetCapacityProvider"},
    {"PUT",    "/2025-11-30/capacity-providers/{CapacityProviderName}",                           "UpdateCapacityProvider"},
    {"GET",    "/2025-11-30/capacity-providers/{CapacityProviderName}/function-versions",         "ListFunctionVersionsByCapacityProvider"},
    {"GET",    "/2025-11-30/functions/{FunctionName}/function-scaling-config",                    "GetFunctionScalingConfig"},
    {"PUT",    "/2025-11-30/functions/{FunctionName}/function-scaling-config",                    "PutFunctionScalingConfig"},
    {"POST",   "/2025-12-01/durable-execution-callbacks/{CallbackId}/fail",                       "SendDurableExecutionCallbackFailure"},
    {"POST",   "/2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat",                  "SendDurableExecutionCallbackHeartbeat"},
    {"POST",   "/2025-12-01/durable-execution-callbacks/{CallbackId}/succeed",                    "SendDurableExecutionCallbackSuccess"},
    {"DELETE", "/2025-12-01/durable-executions/{DurableExecutionArn}",                            "DeleteDurableExecution"},
    {"GET",    "/2025-12-01/durable-executions/{DurableExecutionArn}",                            "GetDurableExecution"},
    {"POST",   "/2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint",                 "CheckpointDurableExecution"},
    {"GET",    "/2025-12-01/durable-executions/{DurableExecutionArn}/history",                    "GetDurableExecutionHistory"},
    {"POST",   "/2025-12-01/durable-executions/{DurableExecutionArn}/pause",                      "PauseDurableExecution"},
    {"POST",   "/2025-12-01/durable-executions/{DurableExecutionArn}/resume",                     "ResumeDurableExecution"},
    {"GET",    "/2025-12-01/durable-executions/{DurableExecutionArn}/state",                      "GetDurableExecutionState"},
    {"POST",   "/2025-12-01/durable-executions/{DurableExecutionArn}/stop",                       "StopDurableExecution"},
    {"GET",    "/2025-12-01/functions/{FunctionName}/durable-executions",                         "ListDurableExecutionsByFunction"},
    {"DELETE", "/2026-07-09/resource-policy/{ResourceArn}",                                       "DeleteResourcePolicy"},
    {"GET",    "/2026-07-09/resource-policy/{ResourceArn}",                                       "GetResourcePolicy"},
    {"PUT",    "/2026-07-09/resource-policy/{ResourceArn}",                                       "PutResourcePolicy"},
};
// clang-format on

/// The operation that `method` and `path` mean, or nullptr.
const Operation* operation_at(std::string_view method, std::string_view path) {
  const auto found = operations().find(method, path);
  const auto* match = std::get_if<Operations::Match>(&found);
  return match == nullptr ? nullptr : *match->target;
}

http::PathParams params_at(std::string_view method, std::string_view path) {
  auto found = operations().find(method, path);
  auto* match = std::get_if<Operations::Match>(&found);
  return match == nullptr ? http::PathParams{} : std::move(match->params);
}

/// A path that a client would send: parameters replaced, without the query.
std::string example_of(std::string_view pattern) {
  std::string path(pattern.substr(0, pattern.find('?')));
  for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, "arn%3Aaws%3Alambda%3Aus-east-1%3A1%2Fx");
  }
  return path;
}

bool shares_its_path(const Row& row) {
  return std::string_view(row.path).find('?') != std::string_view::npos;
}

TEST(Operations, KnowTheWholeModel) {
  for (const Row& row : kModel) {
    const Operation* operation = operation_at(row.method, example_of(row.path));
    ASSERT_NE(operation, nullptr) << row.name << ": " << row.method << ' ' << row.path;
    // The two that differ only by their query are refused together with what shares their path.
    if (shares_its_path(row)) continue;
    EXPECT_STREQ(operation->name, row.name);
  }
}

TEST(Operations, TakeASlashAtTheEnd) {
  for (const Row& row : kModel) {
    EXPECT_EQ(operation_at(row.method, example_of(row.path) + '/'),
              operation_at(row.method, example_of(row.path)))
        << row.name;
    EXPECT_EQ(operation_at(row.method, example_of(row.path) + "//"), nullptr) << row.name;
  }
}

TEST(Operations, AreServedOrRefusedByName) {
  const std::set<std::string_view> served = {
      "Invoke", "ListFunctions", "GetFunction", "GetFunctionConfiguration"};
  for (const Row& row : kModel) {
    const Operation* operation = operation_at(row.method, example_of(row.path));
    ASSERT_NE(operation, nullptr);
    EXPECT_EQ(operation->handler != nullptr, served.contains(operation->name)) << row.name;
  }
}

TEST(Operations, TellThePathParameters) {
  EXPECT_THAT(params_at("POST", "/2015-03-31/functions/my-fn/invocations"),
              ElementsAre(std::pair("FunctionName", "my-fn")));
  EXPECT_THAT(params_at("GET", "/2015-03-31/functions/my-fn"),
              ElementsAre(std::pair("FunctionName", "my-fn")));
  EXPECT_THAT(params_at("GET", "/2015-03-31/functions/my-fn/configuration/"),
              ElementsAre(std::pair("FunctionName", "my-fn")));
  EXPECT_TRUE(params_at("GET", "/2015-03-31/functions").empty());
}

TEST(Operations, DecodeAPathParameterOnceAndAfterTheSplit) {
  const char* const arn = "arn:aws:lambda:us-east-1:123456789012:function:fn:$LATEST";
  EXPECT_THAT(params_at("POST",
                        "/2015-03-31/functions/"
                        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Afn%3A%24LATEST"
                        "/invocations"),
              ElementsAre(std::pair("FunctionName", arn)));
  EXPECT_THAT(params_at("POST", std::string("/2015-03-31/functions/") + arn + "/invocations"),
              ElementsAre(std::pair("FunctionName", arn)))
      << "some clients send ':' and '$' as they are";
  EXPECT_THAT(params_at("GET", "/2015-03-31/functions/a%2Fb"),
              ElementsAre(std::pair("FunctionName", "a/b")))
      << "an encoded slash does not split";
  EXPECT_THAT(params_at("GET", "/2015-03-31/functions/a%253A"),
              ElementsAre(std::pair("FunctionName", "a%3A")));
}

TEST(Operations, KnowNothingElse) {
  const std::pair<const char*, const char*> rows[] = {
      {"GET",     "/"                                           },
      {"GET",     "/2015-03-31"                                 },
      {"POST",    "/2015-03-31/functions/f/invocation"          },
      {"POST",    "/2015-03-31/functions//invocations"          },
      {"POST",    "/2015-03-31/functions/f/g/invocations"       },
      {"POST",    "/2016-03-31/functions/f/invocations"         },
      {"POST",    "/2015-03-31/Functions/f/invocations"         },
      {"POST",    "/2015-03-31/functions/%zz/invocations"       },
      {"GET",     "/2015-03-31/functions/f/invocations"         },
      {"PUT",     "/2015-03-31/functions/f/invocations"         },
      {"PATCH",   "/2015-03-31/functions/f"                     },
      {"HEAD",    "/2015-03-31/functions/f"                     },
      {"OPTIONS", "/2015-03-31/functions"                       },
      {"post",    "/2015-03-31/functions/f/invocations"         },
      {"POST",    "/2015-03-31/functions/function/invocations/x"},
  };
  for (const auto& [method, path] : rows) {
    EXPECT_EQ(operation_at(method, path), nullptr) << method << ' ' << path;
  }
}

}  // namespace
}  // namespace lambent::api
