// Which function an integration, an event or an authorizer of a template means.  Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/api.h"
#include "config/function.h"
#include "config/node.h"

namespace lambent::config {

/// Finds functions of one template by what a template may call them.
class ApiFunctions {
 public:
  /// `resources`: the template's section of that name.
  explicit ApiFunctions(const Node& resources) : resources_(resources) {}

  void add(const FunctionConfig& function);
  /// A function of the template that is not run here.
  void add_skipped(const std::string& logical_id, std::string why);

  /// The function of that logical id.
  FunctionTarget by_id(const std::string& logical_id) const;

  /// The function that an ARN, or a URI with one in it, means.
  ///
  /// Shape   `uri` has been resolved: "arn:…:function:NAME[:QUALIFIER]", alone or as
  ///         "arn:…:path/2015-03-31/functions/ARN/invocations"; a FunctionName; the logical id of a
  ///         function, a version or an alias.  "${stageVariables.x}" is replaced, as is the
  ///         "${Function.Alias}" that only the service could work out.
  /// Errors  none: what cannot be found is a target with `why_not`.
  /// Source  local-api.md §5.5.
  FunctionTarget by_uri(const Node& uri,
                        const std::map<std::string, std::string>& stage_variables) const;

 private:
  FunctionTarget by_name(const std::string& name, std::string qualifier) const;
  FunctionTarget by_word(const std::string& word) const;

  const Node& resources_;
  std::map<std::string, std::string, std::less<>> names_by_id_;
  std::map<std::string, std::string, std::less<>> skipped_;  // logical id or name → why
};

}  // namespace lambent::config
