// The look of `lambent COMMAND --help`.
#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace lambent::cli {

/// Shape   description, usage, one paragraph for each group of options, the app's footer.
///         An option is `  -p, --port NUMBER   what it does (3001)`, its default in parentheses.
std::string help_of(const CLI::App& app, const std::string& usage);

}  // namespace lambent::cli
