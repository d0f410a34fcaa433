#include "api/cli/sam_options.h"

namespace lambent::cli {

namespace {

constexpr std::string_view kOverrides = "--parameter-overrides";

bool is_assignment(const std::string& argument) {
  return !argument.starts_with('-') && argument.find('=') != std::string::npos;
}

}  // namespace

std::vector<std::string> without_sam_spellings(const std::vector<std::string>& arguments) {
  std::vector<std::string> result;
  bool among_overrides = false;  // the value before this one was an override
  bool expects_override = false;
  for (const std::string& argument : arguments) {
    if (among_overrides && is_assignment(argument)) result.emplace_back(kOverrides);
    among_overrides = expects_override || (among_overrides && is_assignment(argument)) ||
                      argument.starts_with(std::string(kOverrides) + '=');
    expects_override = argument == kOverrides;
    result.push_back(argument == "-ii" ? "--invoke-image" : argument);
  }
  return result;
}

}  // namespace lambent::cli
