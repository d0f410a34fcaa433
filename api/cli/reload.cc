#include "api/cli/reload.h"

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "api/cli/prepare.h"
#include "config/error.h"
#include "emulator/process/file_watch.h"

namespace lambent::cli {

namespace {

namespace asio = boost::asio;

/// An editor that saves three files makes one change.  Source: local-api.md §5.13.
constexpr std::chrono::milliseconds kQuiet{100};

constexpr std::string_view kTooMany =
    "lambent: note: the system watches no more files (fs.inotify.max_user_watches); some changes "
    "will go unseen\n";

// Why nothing could be read; empty when `next` is there.
std::string read_again(const CommandLine& line, std::optional<Reread>& next) {
  try {
    next = reread(line);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

asio::awaitable<void> reload_on_change(api::Daemon& daemon,
                                       const CommandLine& line,
                                       std::vector<std::filesystem::path> files,
                                       std::function<void(const std::string&)> tell) {
  const auto executor = co_await asio::this_coro::executor;
  process::FileWatch watch(executor);
  if (!watch.watch(files)) tell(std::string(kTooMany));
  for (;;) {
    co_await watch.changed(kQuiet);
    // Watched anew before it is read anew: folders may have been replaced, and what changes from
    // here on is another change.
    watch.watch(files);
    std::optional<Reread> next;
    std::string trouble = read_again(line, next);
    if (next && next->files != files) {
      files = next->files;
      watch.watch(files);
      trouble = read_again(line, next);
    }
    if (trouble.empty()) {
      try {
        co_await daemon.reload(std::move(next->daemon));
      } catch (const boost::system::system_error&) {
        throw;  // cancelled
      } catch (const std::exception& error) {
        trouble = error.what();
      }
    }
    if (trouble.empty()) {
      tell("lambent: reloaded after a change\n");
    } else {
      tell(fmt::format("lambent: {}; what was served before is served on\n", trouble));
    }
  }
}

}  // namespace lambent::cli
