// FileWatch: tells when files below some folders have changed (inotify).
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace lambent::process {

namespace asio = boost::asio;

/// Lives on one loop.  Folders are watched with all that is below them, but for hidden ones,
/// `__pycache__` and `node_modules`; of a single file its folder is watched for its name.
class FileWatch {
 public:
  /// Errors: std::system_error when the kernel gives no inotify.
  explicit FileWatch(const asio::any_io_executor& executor);

  /// Watches these and nothing else.  What is not there is left out.  False when the kernel has no
  /// room for all of them.
  bool watch(const std::vector<std::filesystem::path>& paths);

  /// Returns when something has changed and nothing more did for `quiet`.  Throws when cancelled.
  asio::awaitable<void> changed(std::chrono::milliseconds quiet);

 private:
  struct Watched {
    std::filesystem::path folder;
    bool everything = false;  ///< else only `names`
    std::vector<std::string> names = {};
  };

  bool add_folder(const std::filesystem::path& folder);
  bool add_file(const std::filesystem::path& file);
  Watched* add_watch(const std::filesystem::path& folder);
  bool take_events();

  asio::posix::stream_descriptor inotify_;
  std::map<int, Watched> watched_;  // by watch descriptor
};

/// Whether a change of a file of this name means anything to a function: not what Python or an
/// editor leaves behind.  Pure.
bool is_worth_noticing(std::string_view name);

}  // namespace lambent::process
