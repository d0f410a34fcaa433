#include "config/properties.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace lambent::config {

namespace {

constexpr std::string_view kActedOn;
constexpr std::string_view kIgnored = "accepted and ignored";
constexpr std::string_view kNoContainers = "container images are not run";
constexpr std::string_view kNoRetrySettings = "not acted on yet: the default retries apply";
constexpr std::string_view kNoTracing = "kept and shown to clients; no segments are sent";

constexpr bool kInGlobals = true;
constexpr bool kInResource = false;

constexpr auto kServerlessFunction = std::to_array<Property>({
    {"FunctionName",                  kActedOn,                                     kInResource},
    {"CodeUri",                       kActedOn,                                     kInGlobals },
    {"InlineCode",                    kActedOn,                                     kInResource},
    {"Handler",                       kActedOn,                                     kInGlobals },
    {"Runtime",                       kActedOn,                                     kInGlobals },
    {"Timeout",                       kActedOn,                                     kInGlobals },
    {"MemorySize",                    kActedOn,                                     kInGlobals },
    {"EphemeralStorage",              kActedOn,                                     kInGlobals },
    {"Environment",                   kActedOn,                                     kInGlobals },
    {"Layers",                        kActedOn,                                     kInGlobals },
    {"Architectures",                 kActedOn,                                     kInGlobals },
    {"PackageType",                   kActedOn,                                     kInResource},
    {"ReservedConcurrentExecutions",  kActedOn,                                     kInGlobals },
    {"LoggingConfig",                 kActedOn,                                     kInGlobals },
    {"Description",                   kActedOn,                                     kInGlobals },
    {"Tags",                          kActedOn,                                     kInGlobals },
    {"Role",                          kActedOn,                                     kInResource},
    {"Tracing",                       kNoTracing,                                   kInGlobals },
    {"Events",                        kActedOn,                                     kInResource},
    {"FunctionUrlConfig",             kActedOn,                                     kInGlobals },
    {"EventInvokeConfig",             kNoRetrySettings,                             kInGlobals },
    {"DeadLetterQueue",               "not acted on yet: failed events go nowhere", kInGlobals },
    {"SnapStart",                     kIgnored,                                     kInGlobals },
    {"AutoPublishAlias",              "not acted on yet: no alias is made",         kInGlobals },
    {"ProvisionedConcurrencyConfig",  kIgnored,                                     kInGlobals },
    {"ImageUri",                      kNoContainers,                                kInResource},
    {"ImageConfig",                   kNoContainers,                                kInResource},
    {"FileSystemConfigs",             "not acted on: nothing is mounted",           kInGlobals },
    {"AssumeRolePolicyDocument",      kIgnored,                                     kInGlobals },
    {"AutoPublishAliasAllProperties", kIgnored,                                     kInGlobals },
    {"AutoPublishCodeSha256",         kIgnored,                                     kInResource},
    {"CapacityProviderConfig",        kIgnored,                                     kInGlobals },
    {"CodeSigningConfigArn",          kIgnored,                                     kInGlobals },
    {"DeploymentPreference",          kIgnored,                                     kInGlobals },
    {"DurableConfig",                 kIgnored,                                     kInGlobals },
    {"KmsKeyArn",                     kIgnored,                                     kInGlobals },
    {"PermissionsBoundary",           kIgnored,                                     kInGlobals },
    {"Policies",                      kIgnored,                                     kInResource},
    {"PropagateTags",                 kIgnored,                                     kInGlobals },
    {"RecursiveLoop",                 kIgnored,                                     kInGlobals },
    {"RolePath",                      kIgnored,                                     kInGlobals },
    {"RuntimeManagementConfig",       kIgnored,                                     kInGlobals },
    {"SourceKMSKeyArn",               kIgnored,                                     kInGlobals },
    {"TenancyConfig",                 kIgnored,                                     kInGlobals },
    {"VersionDescription",            kIgnored,                                     kInResource},
    {"VpcConfig",                     kIgnored,                                     kInGlobals },
});

constexpr auto kLambdaFunction = std::to_array<Property>({
    {"FunctionName",                 kActedOn                                    },
    {"Code",                         kActedOn                                    },
    {"Handler",                      kActedOn                                    },
    {"Runtime",                      kActedOn                                    },
    {"Timeout",                      kActedOn                                    },
    {"MemorySize",                   kActedOn                                    },
    {"EphemeralStorage",             kActedOn                                    },
    {"Environment",                  kActedOn                                    },
    {"Layers",                       kActedOn                                    },
    {"Architectures",                kActedOn                                    },
    {"PackageType",                  kActedOn                                    },
    {"ReservedConcurrentExecutions", kActedOn                                    },
    {"LoggingConfig",                kActedOn                                    },
    {"Description",                  kActedOn                                    },
    {"Tags",                         kActedOn                                    },
    {"Role",                         kActedOn                                    },
    {"TracingConfig",                kNoTracing                                  },
    {"DeadLetterConfig",             "not acted on yet: failed events go nowhere"},
    {"SnapStart",                    kIgnored                                    },
    {"ImageConfig",                  kNoContainers                               },
    {"FileSystemConfigs",            "not acted on: nothing is mounted"          },
    {"CapacityProviderConfig",       kIgnored                                    },
    {"CodeSigningConfigArn",         kIgnored                                    },
    {"DurableConfig",                kIgnored                                    },
    {"KmsKeyArn",                    kIgnored                                    },
    {"RecursiveLoop",                kIgnored                                    },
    {"RuntimeManagementConfig",      kIgnored                                    },
    {"TenancyConfig",                kIgnored                                    },
    {"VpcConfig",                    kIgnored                                    },
});

constexpr auto kServerlessLayer = std::to_array<Property>({
    {"LayerName",               kActedOn},
    {"ContentUri",              kActedOn},
    {"CompatibleArchitectures", kIgnored},
    {"CompatibleRuntimes",      kIgnored},
    {"Description",             kIgnored},
    {"LicenseInfo",             kIgnored},
    {"PublishLambdaVersion",    kIgnored},
    {"RetentionPolicy",         kIgnored},
});

constexpr auto kLambdaLayer = std::to_array<Property>({
    {"LayerName",               kActedOn},
    {"Content",                 kActedOn},
    {"CompatibleArchitectures", kIgnored},
    {"CompatibleRuntimes",      kIgnored},
    {"Description",             kIgnored},
    {"LicenseInfo",             kIgnored},
});

// Source: local-api.md §5.5.
constexpr std::string_view kNoDomain = "not acted on: no custom domain is served";
constexpr std::string_view kNoModel = "not acted on: requests are not validated";
constexpr auto kServerlessApi = std::to_array<Property>({
    {"StageName",                 kActedOn },
    {"DefinitionBody",            kActedOn },
    {"DefinitionUri",             kActedOn },
    {"Variables",                 kActedOn },
    {"BinaryMediaTypes",          kActedOn },
    {"Cors",                      kActedOn },
    {"Auth",                      kActedOn },
    {"GatewayResponses",          kActedOn },
    {"Name",                      kActedOn },
    {"OpenApiVersion",            kActedOn },
    {"Domain",                    kNoDomain},
    {"Models",                    kNoModel },
    {"AccessLogSetting",          kIgnored },
    {"AlwaysDeploy",              kIgnored },
    {"ApiKeySourceType",          kIgnored },
    {"CacheClusterEnabled",       kIgnored },
    {"CacheClusterSize",          kIgnored },
    {"CanarySetting",             kIgnored },
    {"Description",               kIgnored },
    {"DisableExecuteApiEndpoint", kIgnored },
    {"EndpointConfiguration",     kIgnored },
    {"FailOnWarnings",            kIgnored },
    {"MergeDefinitions",          kIgnored },
    {"MethodSettings",            kIgnored },
    {"MinimumCompressionSize",    kIgnored },
    {"Mode",                      kIgnored },
    {"PropagateTags",             kIgnored },
    {"SecurityPolicy",            kIgnored },
    {"Tags",                      kIgnored },
    {"TracingEnabled",            kIgnored },
});

constexpr auto kServerlessHttpApi = std::to_array<Property>({
    {"StageName",                 kActedOn },
    {"DefinitionBody",            kActedOn },
    {"DefinitionUri",             kActedOn },
    {"StageVariables",            kActedOn },
    {"CorsConfiguration",         kActedOn },
    {"Auth",                      kActedOn },
    {"Name",                      kActedOn },
    {"Domain",                    kNoDomain},
    {"AccessLogSettings",         kIgnored },
    {"DefaultRouteSettings",      kIgnored },
    {"Description",               kIgnored },
    {"DisableExecuteApiEndpoint", kIgnored },
    {"FailOnWarnings",            kIgnored },
    {"PropagateTags",             kIgnored },
    {"RouteSettings",             kIgnored },
    {"Tags",                      kIgnored },
});

constexpr auto kTypes = std::to_array<std::string_view>({
    "AWS::Serverless::Function",
    "AWS::Lambda::Function",
    "AWS::Serverless::LayerVersion",
    "AWS::Lambda::LayerVersion",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Url",
});

// Events that are routes.  Source: local-api.md §5.4.
constexpr auto kRoutes = std::to_array<std::string_view>({"Api", "HttpApi"});
// Events that a service would be asked for.
constexpr auto kPolled = std::to_array<std::string_view>(
    {"DocumentDB", "DynamoDB", "Kinesis", "MQ", "MSK", "SQS", "SelfManagedKafka"});

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::span<const Property> properties_of(std::string_view resource_type) {
  if (resource_type == "AWS::Serverless::Function") return kServerlessFunction;
  if (resource_type == "AWS::Lambda::Function") return kLambdaFunction;
  if (resource_type == "AWS::Serverless::LayerVersion") return kServerlessLayer;
  if (resource_type == "AWS::Lambda::LayerVersion") return kLambdaLayer;
  if (resource_type == "AWS::Serverless::Api") return kServerlessApi;
  if (resource_type == "AWS::Serverless::HttpApi") return kServerlessHttpApi;
  return {};
}

std::vector<std::string_view> names_of(std::span<const Property> properties) {
  std::vector<std::string_view> names;
  for (const Property& property : properties) {
    names.push_back(property.name);
  }
  return names;
}

std::string event_remark(std::string_view event_type) {
  if (is_one_of(kRoutes, event_type)) return {};
  if (is_one_of(kPolled, event_type)) return fmt::format("{} event is not polled", event_type);
  return fmt::format("{} event is not fired", event_type);
}

std::span<const std::string_view> resource_types() {
  return kTypes;
}

}  // namespace lambent::config
