// The texts of --help that are not lists of options.
#pragma once

#include <string>
#include <string_view>

#include "api/cli/options.h"

namespace lambent::cli {

/// `lambent --help`.
std::string overview();

/// "lambent 0.1.0".
std::string_view version_text();

/// The sentence above the options of a command.
std::string_view description_of(Command command);

/// Examples, exit codes and variables below them.
std::string footer_of(Command command);

}  // namespace lambent::cli
