#include "api/lambda/function_json.h"

#include <cstddef>
#include <utility>

#include <nlohmann/json.hpp>

namespace lambent::api {
namespace {

using Json = nlohmann::ordered_json;

enum class Detail { Full, Listed };

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json logging_of(const config::FunctionConfig& function) {
  const config::LoggingConfig& logging = function.logging;
  Json json = Json::object();
  json["LogFormat"] = config::name_of(logging.format);
  if (logging.format == config::LogFormat::Json) {
    json["ApplicationLogLevel"] = config::name_of(logging.application_level);
    json["SystemLogLevel"] = config::name_of(logging.system_level);
  }
  json["LogGroup"] = config::log_group_of(function);
  return json;
}

Json layers_of(const config::FunctionConfig& function, const FunctionFacts& facts) {
  Json json = Json::array();
  for (std::size_t i = 0; i < function.layers.size(); ++i) {
    json.push_back({
        {"Arn",      function.layers[i].arn },
        {"CodeSize", facts.layer_sizes.at(i)}
    });
  }
  return json;
}

// Member by member in the order of invoke-api.md §7.1.
Json configuration_of(const config::FunctionConfig& function,
                      const FunctionFacts& facts,
                      Detail detail) {
  Json json = Json::object();
  json["FunctionName"] = function.name;
  json["FunctionArn"] = facts.arn;
  json["Runtime"] = function.runtime;
  json["Role"] = function.role;
  json["Handler"] = function.handler;
  json["CodeSize"] = facts.code_size;
  json["Description"] = function.description;
  json["Timeout"] = function.timeout.count();
  json["MemorySize"] = function.memory_mb;
  json["LastModified"] = facts.last_modified;
  json["CodeSha256"] = facts.code_sha256;
  json["Version"] = facts.version;
  if (function.environment) {
    json["Environment"] = {
        {"Variables", Json(*function.environment)}
    };
  }
  json["TracingConfig"] = {
      {"Mode", function.tracing_mode}
  };
  json["RevisionId"] = facts.revision_id;
  if (!function.layers.empty()) json["Layers"] = layers_of(function, facts);
  if (detail == Detail::Full) {
    json["State"] = "Active";
    json["LastUpdateStatus"] = "Successful";
  }
  json["PackageType"] = "Zip";
  json["Architectures"] = Json::array({function.architecture});
  json["EphemeralStorage"] = {
      {"Size", function.ephemeral_storage_mb}
  };
  json["SnapStart"] = {
      {"ApplyOn",            "None"},
      {"OptimizationStatus", "Off" }
  };
  if (detail == Detail::Full) {
    json["RuntimeVersionConfig"] = {
        {"RuntimeVersionArn", facts.runtime_version_arn}
    };
  }
  json["LoggingConfig"] = logging_of(function);
  return json;
}

}  // namespace

std::string function_configuration(const config::FunctionConfig& function,
                                   const FunctionFacts& facts) {
  return text_of(configuration_of(function, facts, Detail::Full));
}

std::string get_function(const config::FunctionConfig& function, const FunctionFacts& facts) {
  Json json = Json::object();
  json["Configuration"] = configuration_of(function, facts, Detail::Full);
  json["Code"] = {
      {"RepositoryType", "S3"          },
      {"Location",       facts.location}
  };
  if (!function.tags.empty()) json["Tags"] = function.tags;
  if (function.reserved_concurrency) {
    json["Concurrency"] = {
        {"ReservedConcurrentExecutions", *function.reserved_concurrency}
    };
  }
  return text_of(json);
}

std::string list_functions(std::span<const ListedFunction> page,
                           std::optional<std::string_view> next_marker) {
  Json functions = Json::array();
  for (const ListedFunction& item : page) {
    functions.push_back(configuration_of(item.function, item.facts, Detail::Listed));
  }
  Json json = Json::object();
  json["Functions"] = std::move(functions);
  if (next_marker) json["NextMarker"] = *next_marker;
  return text_of(json);
}

}  // namespace lambent::api
