#include "emulator/environment/variables.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace lambent::environment {
namespace {

using Variables = std::map<std::string, std::string>;

// No real credentials come near a function unless they are passed through by name: these are
// well-formed and worthless.
constexpr const char* kAccessKeyId = "AKIAIOSFODNN7EXAMPLE";
constexpr const char* kSecretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr const char* kSessionToken = "lambent-session-token";

// What a customer may replace.
Variables unreserved(const VariableFacts& facts) {
  const std::string opt = facts.opt.empty() ? "/opt" : facts.opt.string();
  const std::string root = facts.task_root.string();
  return {
      {"TZ",                               ":UTC"                           },
      {"LANG",                             "en_US.UTF-8"                    },
      {"PATH",
       fmt::format("{}:/usr/local/bin:/usr/bin/:/bin:{}/bin",                 facts.python_bin.string(), opt)},
      {"LD_LIBRARY_PATH",                              fmt::format("{0}:{0}/lib:{1}/lib",                                                               root, opt)},
      {"AWS_XRAY_CONTEXT_MISSING","LOG_ERROR"},
      {"AWS_XRAY_DAEMON_ADDRESS",                                  "169.254.100.1:2000"                                         },
  };
}

Variables reserved(const config::FunctionConfig& function, const VariableFacts& facts) {
  Variables variables = {
      {"_HANDLER",                        function.handler                  },
      {"AWS_REGION",                      facts.region                      },
      {"AWS_DEFAULT_REGION",              facts.region                      },
      {"AWS_EXECUTION_ENV",               "AWS_Lambda_python3.12"           },
      {"AWS_LAMBDA_FUNCTION_NAME",        function.name                     },
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", fmt::to_string(function.memory_mb)},
      {"AWS_LAMBDA_FUNCTION_VERSION",     facts.version                     },
      {"AWS_LAMBDA_INITIALIZATION_TYPE",  "on-demand"                       },
      {"AWS_LAMBDA_LOG_GROUP_NAME",       config::log_group_of(function)    },
      {"AWS_LAMBDA_LOG_STREAM_NAME",      facts.log_stream                  },
      {"AWS_LAMBDA_RUNTIME_API",          facts.runtime_api                 },
      {"LAMBDA_TASK_ROOT",                facts.task_root.string()          },
      {"LAMBDA_RUNTIME_DIR",              facts.runtime_dir.string()        },
      {"_AWS_XRAY_DAEMON_ADDRESS",        "169.254.100.1"                   },
      {"_AWS_XRAY_DAEMON_PORT",           "2000"                            },
  };
  if (function.logging.format == config::LogFormat::Json) {
    variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
    variables["AWS_LAMBDA_LOG_LEVEL"] =
        std::string(config::name_of(function.logging.application_level));
  }
  return variables;
}

// One key pair or the other, never a mixture.
Variables credentials(const VariableFacts& facts) {
  static constexpr const char* kNames[] = {
      "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"};
  if (!facts.passed_through.contains(kNames[0])) {
    return {
        {kNames[0], kAccessKeyId    },
        {kNames[1], kSecretAccessKey},
        {kNames[2], kSessionToken   }
    };
  }
  Variables own;
  for (const char* name : kNames) {
    const auto found = facts.passed_through.find(name);
    if (found != facts.passed_through.end()) own.insert(*found);
  }
  return own;
}

// What extensions do not see, whoever set it.  Keys that begin with '_' are hidden as well.
// Source: runtime-api.md §4.11.
constexpr auto kHiddenFromExtensions = std::to_array<std::string_view>({
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_XRAY_CONTEXT_MISSING",
    "AWS_XRAY_DAEMON_ADDRESS",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
});

bool is_hidden_from_extensions(std::string_view name) {
  return name.starts_with('_') ||
         std::find(kHiddenFromExtensions.begin(), kHiddenFromExtensions.end(), name) !=
             kHiddenFromExtensions.end();
}

// The list of a runtime, in its precedence.
Variables all_variables(const config::FunctionConfig& function, const VariableFacts& facts) {
  Variables variables = unreserved(facts);
  for (const auto& [name, value] : facts.passed_through)
    variables[name] = value;
  if (function.environment) {
    for (const auto& [name, value] : *function.environment) {
      if (!name.starts_with('_')) variables[name] = value;
    }
  }
  for (const auto& [name, value] : credentials(facts))
    variables[name] = value;
  for (const auto& [name, value] : reserved(function, facts))
    variables[name] = value;

  return variables;
}

std::vector<std::string> texts_of(const Variables& variables) {
  std::vector<std::string> texts;
  texts.reserve(variables.size());
  for (const auto& [name, value] : variables)
    texts.push_back(fmt::format("{}={}", name, value));
  return texts;
}

}  // namespace

std::vector<std::string> runtime_variables(const config::FunctionConfig& function,
                                           const VariableFacts& facts) {
  return texts_of(all_variables(function, facts));
}

std::vector<std::string> extension_variables(const config::FunctionConfig& function,
                                             const VariableFacts& facts) {
  Variables variables = all_variables(function, facts);
  std::erase_if(variables,
                [](const auto& variable) { return is_hidden_from_extensions(variable.first); });
  return texts_of(variables);
}

std::vector<std::string> early_variables(const std::filesystem::path& python_bin) {
  VariableFacts facts;
  facts.python_bin = python_bin;
  Variables variables = unreserved(facts);
  // These speak of one function's folders.
  variables.erase("LD_LIBRARY_PATH");
  return texts_of(variables);
}

}  // namespace lambent::environment
