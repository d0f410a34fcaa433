// Which functions a command runs.  Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/model.h"

namespace lambent::cli {

/// The functions that `targets` name, in the order of `targets`; without targets all of `model`.
///
/// Errors  config::Error naming `place` (the template) and the functions there are: an unknown
/// name,
///         no function at all.
std::vector<config::FunctionConfig> select(const config::Model& model,
                                           const std::vector<std::string>& targets,
                                           std::string_view place);

/// Complains when `functions` is more than one: `invoke` needs to be told which.
void require_one(const std::vector<config::FunctionConfig>& functions, std::string_view place);

/// Complains when two functions would answer to one name.
void require_distinct(const std::vector<config::FunctionConfig>& functions);

}  // namespace lambent::cli
