#include "emulator/process/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lambent::process {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                   IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

int open_inotify() {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "inotify");
  return descriptor;
}

}  // namespace

bool is_worth_noticing(std::string_view name) {
  constexpr auto kEndings = std::to_array<std::string_view>({".pyc", "~", ".swp", ".swx", ".tmp"});
  if (name.starts_with('.') || name == "__pycache__" || name == "node_modules") return false;
  return std::none_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
    return name.ends_with(ending);
  });
}

FileWatch::FileWatch(const asio::any_io_executor& executor) : inotify_(executor, open_inotify()) {}

bool FileWatch::watch(const std::vector<fs::path>& paths) {
  for (const auto& [descriptor, watched] : watched_) {
    ::inotify_rm_watch(inotify_.native_handle(), descriptor);
  }
  watched_.clear();
  bool all = true;
  for (const fs::path& path : paths) {
    std::error_code ignored;
    // Of a folder also its own coming and going.
    const bool is_folder = fs::is_directory(path, ignored);
    all = add_file(path) && (!is_folder || add_folder(path)) && all;
  }
  return all;
}

// nullptr when the kernel would not.
FileWatch::Watched* FileWatch::add_watch(const fs::path& folder) {
  const int descriptor =
      ::inotify_add_watch(inotify_.native_handle(), folder.c_str(), kChanges | IN_ONLYDIR);
  if (descriptor < 0) return nullptr;
  Watched& watched = watched_[descriptor];
  watched.folder = folder;
  return &watched;
}

bool FileWatch::add_folder(const fs::path& folder) {
  Watched* watched = add_watch(folder);
  if (watched == nullptr) return errno != ENOSPC;
  watched->everything = true;
  bool all = true;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_directory(error) || !is_worth_noticing(entry->path().filename().native())) {
      continue;
    }
    all = add_folder(entry->path()) && all;
  }
  return all;
}

bool FileWatch::add_file(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  Watched* watched = add_watch(folder);
  if (watched == nullptr) return errno != ENOSPC;
  watched->names.push_back(file.filename().native());
  return true;
}

// Reads what the kernel has to tell; true when any of it matters.
bool FileWatch::take_events() {
  alignas(inotify_event) std::array<char, 16'384> buffer{};
  bool matters = false;
  for (;;) {
    const ssize_t size = ::read(inotify_.native_handle(), buffer.data(), buffer.size());
    if (size <= 0) return matters;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof(event));
      const char* text = buffer.data() + at + sizeof(event);
      const std::string name(text, event.len > 0 ? ::strnlen(text, event.len) : 0);
      at += sizeof(event) + event.len;
      const auto found = watched_.find(event.wd);
      if (found == watched_.end() || (event.mask & IN_IGNORED) != 0) continue;
      const Watched& watched = found->second;
      const auto& names = watched.names;
      const bool is_named = std::find(names.begin(), names.end(), name) != names.end();
      if (is_named || (watched.everything && is_worth_noticing(name))) {
        matters = true;
        const fs::path path = watched.folder / name;
        std::error_code ignored;
        const bool is_new = (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 && watched.everything;
        if (is_new && !name.empty() && fs::is_directory(path, ignored)) add_folder(path);
      }
    }
  }
}

asio::awaitable<void> FileWatch::changed(std::chrono::milliseconds quiet) {
  using asio::experimental::awaitable_operators::operator||;
  constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
  const auto executor = co_await asio::this_coro::executor;
  bool any = false;
  while (!any) {
    co_await inotify_.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
    any = take_events();
  }
  for (;;) {
    asio::steady_timer timer(executor, quiet);
    auto more = inotify_.async_wait(asio::posix::stream_descriptor::wait_read, kResult);
    auto over = timer.async_wait(kResult);
    const auto first = co_await (std::move(more) || std::move(over));
    if (first.index() == 1) co_return;
    take_events();
  }
}

}  // namespace lambent::process
