#include "api/lambda/operations.h"

#include "api/lambda/functions.h"
#include "api/lambda/invoke.h"

namespace lambent::api {
namespace {

// Not served here yet: answered 501, by name.
constexpr OperationHandler kRefused = nullptr;

// One row a line: the formatter would spread them over three.
// clang-format off
constexpr Operation kOperations[] = {
    {"POST",   "/2015-03-31/functions/{FunctionName}/invocations",                      "Invoke",                                 invoke_function},
    {"GET",    "/2015-03-31/functions",                                                 "ListFunctions",                          list_functions_operation},
    {"GET",    "/2015-03-31/functions/{FunctionName}",                                  "GetFunction",                            get_function_operation},
    {"GET",    "/2015-03-31/functions/{FunctionName}/configuration",                    "GetFunctionConfiguration",               get_function_configuration_operation},
    {"POST",   "/2015-03-31/functions",                                                 "CreateFunction",                         kRefused},
    {"PUT",    "/2015-03-31/functions/{FunctionName}/code",                             "UpdateFunctionCode",                     kRefused},
    {"PUT",    "/2015-03-31/functions/{FunctionName}/configuration",                    "UpdateFunctionConfiguration",            kRefused},
    {"DELETE", "/2015-03-31/functions/{FunctionName}",                                  "DeleteFunction",                         kRefused},
    {"POST",   "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",   "InvokeWithResponseStream",               kRefused},
    {"POST",   "/2014-11-13/functions/{FunctionName}/invoke-async",                     "InvokeAsync",                            kRefused},
    {"POST",   "/2015-03-31/functions/{FunctionName}/versions",                         "PublishVersion",                         kRefused},
    {"GET",    "/2015-03-31/functions/{FunctionName}/versions",                         "ListVersionsByFunction",                 kRefused},
    {"POST",   "/2015-03-31/functions/{FunctionName}/aliases",                          "CreateAlias",                            kRefused},
    {"GET",    "/2015-03-31/functions/{FunctionName}/aliases",                          "ListAliases",                            kRefused},
    {"GET",    "/2015-03-31/functions/{FunctionName}/aliases/{Name}",                   "GetAlias",                               kRefused},
    {"PUT",    "/2015-03-31/functions/{FunctionName}/aliases/{Name}",                   "UpdateAlias",                            kRefused},
    {"DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}",                   "DeleteAlias",                            kRefused},
    {"PUT",    "/2017-10-31/functions/{FunctionName}/concurrency",                      "PutFunctionConcurrency",                 kRefused},
    {"DELETE", "/2017-10-31/functions/{FunctionName}/concurrency",                      "DeleteFunctionConcurrency",              kRefused},
    {"GET",    "/2019-09-30/functions/{FunctionName}/concurrency",                      "GetFunctionConcurrency",                 kRefused},
    {"PUT",    "/2019-09-25/functions/{FunctionName}/event-invoke-config",              "PutFunctionEventInvokeConfig",           kRefused},
    {"POST",   "/2019-09-25/functions/{FunctionName}/event-invoke-config",              "UpdateFunctionEventInvokeConfig",        kRefused},
    {"GET",    "/2019-09-25/functions/{FunctionName}/event-invoke-config",              "GetFunctionEventInvokeConfig",           kRefused},
    {"DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config",              "DeleteFunctionEventInvokeConfig",        kRefused},
    {"GET",    "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",         "ListFunctionEventInvokeConfigs",         kRefused},
    {"POST",   "/2021-10-31/functions/{FunctionName}/url",                              "CreateFunctionUrlConfig",                kRefused},
    {"GET",    "/2021-10-31/functions/{FunctionName}/url",                              "GetFunctionUrlConfig",                   kRefused},
    {"PUT",    "/2021-10-31/functions/{FunctionName}/url",                              "UpdateFunctionUrlConfig",                kRefused},
    {"DELETE", "/2021-10-31/functions/{FunctionName}/url",                              "DeleteFunctionUrlConfig",                kRefused},
    {"GET",    "/2021-10-31/functions/{FunctionName}/urls",                             "ListFunctionUrlConfigs",                 kRefused},
    {"POST",   "/2018-10-31/layers/{LayerName}/versions",                               "PublishLayerVersion",                    kRefused},
    {"GET",    "/2018-10-31/layers/{LayerName}/versions",                               "ListLayerVersions",                      kRefused},
    {"GET",    "/2018-10-31/layers/{LayerName}/versions/{Number}",                      "GetLayerVersion",                        kRefused},
    {"DELETE", "/2018-10-31/layers/{LayerName}/versions/{Number}",                      "DeleteLayerVersion",                     kRefused},
    {"GET",    "/2018-10-31/layers",                                                    "ListLayers",                             kRefused},
    {"POST",   "/2017-03-31/tags/{Resource}",                                           "TagResource",                            kRefused},
    {"GET",    "/2017-03-31/tags/{Resource}",                                           "ListTags",                               kRefused},
    {"DELETE", "/2017-03-31/tags/{Resource}",                                           "UntagResource",                          kRefused},
    {"POST",   "/2015-03-31/functions/{FunctionName}/policy",                           "AddPermission",                          kRefused},
    {"GET",    "/2015-03-31/functions/{FunctionName}/policy",                           "GetPolicy",                              kRefused},
    {"DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",             "RemovePermission",                       kRefused},
    {"GET",    "/2016-08-19/account-settings",                                          "GetAccountSettings",                     kRefused},
    {"POST",   "/2015-03-31/event-source-mappings",                                     "CreateEventSourceMapping",               kRefused},
    {"GET",    "/2015-03-31/event-source-mappings",                                     "ListEventSourceMappings",                kRefused},
    {"GET",    "/2015-03-31/event-source-mappings/{UUID}",                              "GetEventSourceMapping",                  kRefused},
    {"PUT",    "/2015-03-31/event-source-mappings/{UUID}",                              "UpdateEventSourceMapping",               kRefused},
    {"DELETE", "/2015-03-31/event-source-mappings/{UUID}",                              "DeleteEventSourceMapping",               kRefused},
    {"PUT",    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",          "PutProvisionedConcurrencyConfig",        kRefused},
    {"GET",    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",          "GetProvisionedConcurrencyConfig",        kRefused},
    {"DELETE", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",          "DeleteProvisionedConcurrencyConfig",     kRefused},
    {"GET",    "/2024-08-31/functions/{FunctionName}/recursion-config",                 "GetFunctionRecursionConfig",             kRefused},
    {"PUT",    "/2024-08-31/functions/{FunctionName}/recursion-config",                 "PutFunctionRecursionConfig",             kRefused},
    {"GET",    "/2021-07-20/functions/{FunctionName}/runtime-management-config",        "GetRuntimeManagementConfig",             kRefused},
    {"PUT",    "/2021-07-20/functions/{FunctionName}/runtime-management-config",        "PutRuntimeManagementConfig",             kRefused},
    {"PUT",    "/2020-06-30/functions/{FunctionName}/code-signing-config",              "PutFunctionCodeSigningConfig",           kRefused},
    {"GET",    "/2020-06-30/functions/{FunctionName}/code-signing-config",              "GetFunctionCodeSigningConfig",           kRefused},
    {"DELETE", "/2020-06-30/functions/{FunctionName}/code-signing-config",              "DeleteFunctionCodeSigningConfig",        kRefused},
    {"GET",    "/2025-11-30/functions/{FunctionName}/function-scaling-config",          "GetFunctionScalingConfig",               kRefused},
    {"PUT",    "/2025-11-30/functions/{FunctionName}/function-scaling-config",          "PutFunctionScalingConfig",               kRefused},
    {"POST",   "/2018-10-31/layers/{LayerName}/versions/{Number}/policy",               "AddLayerVersionPermission",              kRefused},
    {"GET",    "/2018-10-31/layers/{LayerName}/versions/{Number}/policy",               "GetLayerVersionPolicy",                  kRefused},
    {"DELETE", "/2018-10-31/layers/{LayerName}/versions/{Number}/policy/{StatementId}", "RemoveLayerVersionPermission",           kRefused},
    {"POST",   "/2020-04-22/code-signing-configs",                                      "CreateCodeSigningConfig",                kRefused},
    {"GET",    "/2020-04-22/code-signing-configs",                                      "ListCodeSigningConfigs",                 kRefused},
    {"GET",    "/2020-04-22/code-signing-configs/{Arn}",                                "GetCodeSigningConfig",                   kRefused},
    {"PUT",    "/2020-04-22/code-signing-configs/{Arn}",                                "UpdateCodeSigningConfig",                kRefused},
    {"DELETE", "/2020-04-22/code-signing-configs/{Arn}",                                "DeleteCodeSigningConfig",                kRefused},
    {"GET",    "/2020-04-22/code-signing-configs/{Arn}/functions",                      "ListFunctionsByCodeSigningConfig",       kRefused},
    {"GET",    "/2026-07-09/resource-policy/{Arn}",                                     "GetResourcePolicy",                      kRefused},
    {"PUT",    "/2026-07-09/resource-policy/{Arn}",                                     "PutResourcePolicy",                      kRefused},
    {"DELETE", "/2026-07-09/resource-policy/{Arn}",                                     "DeleteResourcePolicy",                   kRefused},
    {"POST",   "/2025-11-30/capacity-providers",                                        "CreateCapacityProvider",                 kRefused},
    {"GET",    "/2025-11-30/capacity-providers",                                        "ListCapacityProviders",                  kRefused},
    {"GET",    "/2025-11-30/capacity-providers/{Name}",                                 "GetCapacityProvider",                    kRefused},
    {"PUT",    "/2025-11-30/capacity-providers/{Name}",                                 "UpdateCapacityProvider",                 kRefused},
    {"DELETE", "/2025-11-30/capacity-providers/{Name}",                                 "DeleteCapacityProvider",                 kRefused},
    {"GET",    "/2025-11-30/capacity-providers/{Name}/function-versions",               "ListFunctionVersionsByCapacityProvider", kRefused},
    {"GET",    "/2025-12-01/durable-executions/{Arn}",                                  "GetDurableExecution",                    kRefused},
    {"GET",    "/2025-12-01/durable-executions/{Arn}/history",                          "GetDurableExecutionHistory",             kRefused},
    {"GET",    "/2025-12-01/durable-executions/{Arn}/state",                            "GetDurableExecutionState",               kRefused},
    {"POST",   "/2025-12-01/durable-executions/{Arn}/checkpoint",                       "CheckpointDurableExecution",             kRefused},
    {"POST",   "/2025-12-01/durable-executions/{Arn}/pause",                            "PauseDurableExecution",                  kRefused},
    {"POST",   "/2025-12-01/durable-executions/{Arn}/resume",                           "ResumeDurableExecution",                 kRefused},
    {"POST",   "/2025-12-01/durable-executions/{Arn}/stop",                             "StopDurableExecution",                   kRefused},
    {"DELETE", "/2025-12-01/durable-executions/{Arn}",                                  "DeleteDurableExecution",                 kRefused},
    {"GET",    "/2025-12-01/functions/{FunctionName}/durable-executions",               "ListDurableExecutionsByFunction",        kRefused},
    {"POST",   "/2025-12-01/durable-execution-callbacks/{Id}/succeed",                  "SendDurableExecutionCallbackSuccess",    kRefused},
    {"POST",   "/2025-12-01/durable-execution-callbacks/{Id}/fail",                     "SendDurableExecutionCallbackFailure",    kRefused},
    {"POST",   "/2025-12-01/durable-execution-callbacks/{Id}/heartbeat",                "SendDurableExecutionCallbackHeartbeat",  kRefused},
};
// clang-format on

http::Router<const Operation*> table() {
  http::Router<const Operation*> router;
  for (const Operation& operation : kOperations) {
    // Older SDKs end some paths with a slash.  Source: invoke-api.md §0.1.
    router.add(operation.method, operation.path, &operation, true);
  }
  return router;
}

}  // namespace

const http::Router<const Operation*>& operations() {
  static const http::Router<const Operation*> kRouter = table();
  return kRouter;
}

}  // namespace lambent::api
