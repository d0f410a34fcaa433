#include "api/cli/selection.h"

#include <set>

#include <fmt/format.h>

#include "config/closest.h"
#include "config/error.h"

namespace lambent::cli {

namespace {

std::vector<std::string_view> ids_of(const std::vector<config::FunctionConfig>& functions) {
  std::vector<std::string_view> ids;
  ids.reserve(functions.size());
  for (const config::FunctionConfig& function : functions)
    ids.push_back(function.logical_id);
  return ids;
}

}  // namespace

std::vector<config::FunctionConfig> select(const config::Model& model,
                                           const std::vector<std::string>& targets,
                                           std::string_view place) {
  if (model.functions.empty()) {
    throw config::Error(fmt::format("{}: expected at least one function that can run here", place));
  }
  if (targets.empty()) return model.functions;
  const std::vector<std::string_view> ids = ids_of(model.functions);
  std::vector<config::FunctionConfig> selected;
  for (const std::string& target : targets) {
    const config::FunctionConfig* function = config::find_function(model, target);
    if (function == nullptr) {
      throw config::Error(fmt::format("{}: expected a function, one of {}, found {}{}",
                                      place,
                                      fmt::join(ids, ", "),
                                      config::in_quotes(target),
                                      config::did_you_mean(target, ids)));
    }
    selected.push_back(*function);
  }
  return selected;
}

void require_one(const std::vector<config::FunctionConfig>& functions, std::string_view place) {
  if (functions.size() == 1) return;
  throw config::Error(
      fmt::format("{}: expected a TARGET, one of {}", place, fmt::join(ids_of(functions), ", ")));
}

void require_distinct(const std::vector<config::FunctionConfig>& functions) {
  std::set<std::string_view> names;
  for (const config::FunctionConfig& function : functions) {
    if (names.insert(function.name).second) continue;
    throw config::Error(fmt::format("two functions are called {}: expected distinct names",
                                    config::in_quotes(function.name)));
  }
}

}  // namespace lambent::cli
