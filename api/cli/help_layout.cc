#include "api/cli/help_layout.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace lambent::cli {

namespace {

constexpr std::size_t kColumn = 36;

/// `-p, --port NUMBER`; without a short name the long one stands below the long ones.
std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames())
    names += "-" + name + ", ";
  if (names.empty()) names = "    ";
  for (const std::string& name : option.get_lnames())
    names += "--" + name + ", ";
  names.resize(names.size() - 2);
  const bool is_flag = option.get_expected_min() == 0;
  return is_flag ? names : names + ' ' + option.get_type_name();
}

std::string line_of(const CLI::Option& option) {
  const std::string names = names_of(option);
  std::string line = "  " + names;
  if (line.size() >= kColumn) line += '\n' + std::string(kColumn, ' ');
  const std::string otherwise = option.get_default_str();
  return fmt::format("{:{}}{}{}\n",
                     line,
                     kColumn,
                     option.get_description(),
                     otherwise.empty() ? "" : " (" + otherwise + ')');
}

}  // namespace

std::string help_of(const CLI::App& app, const std::string& usage) {
  std::string text = fmt::format("{}\n\nUsage: {}\n", app.get_description(), usage);
  for (const std::string& group : app.get_groups()) {
    const auto options = app.get_options([&group](const CLI::Option* option) {
      return option->get_group() == group && !option->get_positional();
    });
    if (group.empty() || options.empty()) continue;
    text += fmt::format("\n{}:\n", group);
    for (const CLI::Option* option : options)
      text += line_of(*option);
  }
  return fmt::format("{}\n{}\n", text, app.get_footer());
}

}  // namespace lambent::cli
