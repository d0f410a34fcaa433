#include "config/model.h"

#include <algorithm>

namespace lambent::config {

const FunctionConfig* find_function(const Model& model, std::string_view id) {
  const auto& functions = model.functions;
  const auto by_id = std::find_if(functions.begin(), functions.end(), [&](const auto& function) {
    return function.logical_id == id;
  });
  if (by_id != functions.end()) return &*by_id;
  const auto by_name = std::find_if(functions.begin(), functions.end(), [&](const auto& function) {
    return function.name == id;
  });
  return by_name == functions.end() ? nullptr : &*by_name;
}

}  // namespace lambent::config
