// A SAM or CloudFormation template as a Model.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/model.h"

namespace lambent::config {

struct TemplateOptions {
  std::map<std::string, std::string> parameter_overrides = {};
  std::string region = "us-east-1";
  std::string account = "123456789012";
  /// Layer version ARN → folder or zip on this machine.
  std::map<std::string, std::filesystem::path> layer_content = {};
  /// Of this machine; empty: functions of another architecture are not remarked on.
  std::string host_architecture = {};
};

/// Reads `text`, the template that stands at `file`.  Looks at the disk only to see whether code
/// and layers are there.
///
/// Shape   functions are AWS::Serverless::Function and AWS::Lambda::Function; layers their
///         LayerVersions.  Everything else, and every property and event that is not acted on, is a
///         notice; functions whose Condition is false, whose code is in S3 or an image, are left
///         out with one.
/// Errors  Error `file:line:column: path: rule, found value`.
/// Source  local-api.md §5.1-5.9.
Model parse_template(std::string_view text,
                     const std::filesystem::path& file,
                     const TemplateOptions& options);

/// The same from the disk.
Model load_template(const std::filesystem::path& file, const TemplateOptions& options);

/// The template of a project folder: the one `sam build` made, template.yaml, template.yml or
/// template.json, in this order.  Source: local-api.md §5.1.
std::optional<std::filesystem::path> find_default_template(const std::filesystem::path& folder);

}  // namespace lambent::config
