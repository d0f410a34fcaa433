// What to run: the functions of a template or of a piece of code and what stands in front of them,
// with remarks.  Pure.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "config/api.h"
#include "config/function.h"
#include "config/notice.h"

namespace lambent::config {

struct Model {
  std::vector<FunctionConfig> functions;  ///< in the order of the template
  std::vector<Api> apis;                  ///< in the order of the template, implicit ones last
  std::vector<FunctionUrl> urls;
  /// What was read beside the template: OpenAPI documents.
  std::vector<std::filesystem::path> documents;
  Notices notices;  ///< all that is not acted on, for the start-up report
};

/// The function of that logical id, else of that FunctionName, else nullptr.
const FunctionConfig* find_function(const Model& model, std::string_view id);

}  // namespace lambent::config
