// Hot reload: what changes on the disk changes in the daemon.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/cli/options.h"
#include "api/daemon.h"

namespace lambent::cli {

/// Watches `files` for ever and reloads the daemon after each change.  A template that has become
/// wrong leaves everything as it was; `tell` is called with what is wrong, and after a reload with
/// what is served now.
///
/// Source  local-api.md §5.13.
boost::asio::awaitable<void> reload_on_change(api::Daemon& daemon,
                                              const CommandLine& line,
                                              std::vector<std::filesystem::path> files,
                                              std::function<void(const std::string&)> tell);

}  // namespace lambent::cli
