// FunctionConfig: what one function is, and the rules that make it valid.  Pure.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/limits.h"

namespace lambent::config {

enum class LogFormat { Text, Json };

/// Names as in LoggingConfig.  Source: invoke-api.md §7.2.
enum class ApplicationLogLevel { Trace, Debug, Info, Warn, Error, Fatal };
enum class SystemLogLevel { Debug, Info, Warn };

std::string_view name_of(LogFormat format);
std::string_view name_of(ApplicationLogLevel level);
std::string_view name_of(SystemLogLevel level);

/// LoggingConfig.  The levels count only with LogFormat::Json.
struct LoggingConfig {
  LogFormat format = LogFormat::Text;
  ApplicationLogLevel application_level = ApplicationLogLevel::Info;
  SystemLogLevel system_level = SystemLogLevel::Info;
  /// Empty: /aws/lambda/<name>.
  std::string log_group;
};

/// One layer of a function: a folder or a zip on this machine.
struct LayerRef {
  std::string arn;                ///< layer version ARN as clients see it
  std::filesystem::path content;  ///< absolute
};

/// A function as configured.  Every member holds a checked value; `validate` names what is not.
struct FunctionConfig {
  std::string name;        ///< bare FunctionName
  std::string logical_id;  ///< in the template; equals `name` without one
  std::string handler;     ///< e.g. "app.handler"
  std::string runtime = "python3.12";
  std::filesystem::path code;  ///< absolute: the folder (or zip) that becomes LAMBDA_TASK_ROOT
  /// Set when the template carries the source itself (InlineCode / ZipFile): written to index.py.
  std::optional<std::string> inline_code;
  std::string description;
  std::string role = "arn:aws:iam::123456789012:role/lambent";
  std::chrono::seconds timeout = limits::kDefaultTimeout;
  int memory_mb = limits::kDefaultMemory;
  int ephemeral_storage_mb = limits::kDefaultEphemeralStorage;
  /// Nullopt when no Environment was given at all, which GetFunctionConfiguration shows.
  std::optional<std::map<std::string, std::string>> environment;
  std::vector<LayerRef> layers;
  std::string architecture = "x86_64";
  std::optional<int> reserved_concurrency;
  LoggingConfig logging;
  std::string tracing_mode = "PassThrough";
  std::map<std::string, std::string> tags;
};

/// What is wrong with `function`, one sentence each ("Timeout: expected …, found …"); empty when
/// nothing is.
std::vector<std::string> validate(const FunctionConfig& function);

/// True for a variable the service refuses to let a function set.  Source: invoke-api.md §7.2.
bool is_reserved_variable(std::string_view name);

/// The log group a function writes to: LoggingConfig.LogGroup, else /aws/lambda/<name>.
std::string log_group_of(const FunctionConfig& function);

}  // namespace lambent::config
