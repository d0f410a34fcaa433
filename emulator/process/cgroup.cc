#include "emulator/process/cgroup.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "emulator/base/log.h"
#include "emulator/process/cgroup_path.h"
#include "emulator/process/cgroup_removal.h"
#include "emulator/process/file.h"

namespace lambent::process {
namespace {

namespace fs = std::filesystem;

/// How long the end of a daemon may wait for processes that it has killed.
constexpr std::chrono::milliseconds kDeparture{200};
/// How often a group is looked through for processes that were born during the last look.
constexpr int kPasses = 8;

std::unique_ptr<CgroupHome> no_home(std::string_view why) {
  base::log(base::LogLevel::Debug,
            "no cgroup; environments are stopped by signals",
            {
                {"why", why}
  });
  return nullptr;
}

std::string failure(std::string_view place) {
  return fmt::format("{}: {}", place, std::generic_category().message(errno));
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

File open_to_write(const fs::path& path) {
  return File(open(path.c_str(), O_WRONLY | O_CLOEXEC));
}

bool write_text(const File& file, std::string_view text) {
  return write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// A process that has ended meanwhile needs no place.
bool move(const File& procs, pid_t pid) {
  return write_text(procs, std::to_string(pid)) || errno == ESRCH;
}

// Those of `group` that are in the cgroup `own`.
std::vector<pid_t> members(const fs::path& own, pid_t group) {
  std::ifstream procs(own / "cgroup.procs");
  std::vector<pid_t> found;
  for (pid_t pid = 0; procs >> pid;) {
    if (getpgid(pid) == group) found.push_back(pid);
  }
  return found;
}

// The leader goes first: its children are born where it is from then on.  Those it had before
// stayed in `own` and follow, and so do theirs.  False: the kernel refused.
bool move_group(const fs::path& own, const File& procs, pid_t group) {
  if (!move(procs, group)) return false;
  for (int pass = 0; pass < kPasses; ++pass) {
    const std::vector<pid_t> left_behind = members(own, group);
    if (left_behind.empty()) break;
    for (const pid_t pid : left_behind) {
      if (!move(procs, pid)) return false;
    }
  }
  return true;
}

}  // namespace

// --- One environment's ---------------------------------------------------------------------------

struct Cgroup::Files {
  fs::path path;
  File procs;
  File freeze;
  std::atomic<bool> was_refused{false};
};

Cgroup::Cgroup(CgroupHome& home, std::shared_ptr<Files> files)
    : home_(home), files_(std::move(files)) {}

Cgroup::~Cgroup() {
  thaw();
  home_.remove(files_->path);
}

void Cgroup::take(pid_t group) {
  boost::asio::post(home_.mover_, [files = files_, own = home_.own_, group] {
    if (!move_group(own, files->procs, group)) files->was_refused = true;
  });
}

bool Cgroup::was_refused() const {
  return files_->was_refused;
}

// The kernel refuses neither: the file was opened for writing, and its folder cannot go while there
// is anybody in it to be stopped.
void Cgroup::freeze() {
  write_text(files_->freeze, "1");
}

void Cgroup::thaw() {
  write_text(files_->freeze, "0");
}

const fs::path& Cgroup::path() const {
  return files_->path;
}

// --- The daemon's --------------------------------------------------------------------------------

std::unique_ptr<CgroupHome> CgroupHome::find() {
  const std::optional<fs::path> own =
      own_cgroup(text_of("/proc/self/mountinfo"), text_of("/proc/self/cgroup"));
  if (!own) return no_home("no cgroup v2 is mounted");
  return below(*own);
}

// Permissions are looked at, and no process is moved to try: that takes 10 ms of every start, and a
// refusal is noticed later just as well.
std::unique_ptr<CgroupHome> CgroupHome::below(const fs::path& own) {
  // Whoever moves a process needs to write to the common ancestor of both places.
  const fs::path procs = own / "cgroup.procs";
  if (faccessat(AT_FDCWD, procs.c_str(), W_OK, AT_EACCESS) != 0) {
    return no_home(failure(procs.string()));
  }
  std::string name = (own / fmt::format("lambent-{}-XXXXXX", getpid())).string();
  if (mkdtemp(name.data()) == nullptr) return no_home(failure(name));
  // NOLINTNEXTLINE(modernize-make-unique): the constructor is private.
  std::unique_ptr<CgroupHome> home(new CgroupHome(own, name));
  if (!home->make()) return no_home(failure(name + "/…/cgroup.freeze"));
  return home;
}

CgroupHome::CgroupHome(fs::path own, fs::path path)
    : own_(std::move(own)), path_(std::move(path)) {}

CgroupHome::~CgroupHome() {
  mover_.stop();
  mover_.join();
  remove_cgroups(path_, kDeparture);
}

std::unique_ptr<Cgroup> CgroupHome::make() {
  std::string name = (path_ / "XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return nullptr;
  auto files = std::make_shared<Cgroup::Files>();
  files->path = name;
  files->procs = open_to_write(files->path / "cgroup.procs");
  files->freeze = open_to_write(files->path / "cgroup.freeze");
  if (!files->procs.is_open() || !files->freeze.is_open()) {
    const int reason = errno;
    rmdir(name.c_str());
    errno = reason;
    return nullptr;
  }
  // NOLINTNEXTLINE(modernize-make-unique): the constructor is private.
  return std::unique_ptr<Cgroup>(new Cgroup(*this, std::move(files)));
}

// A killed process keeps its cgroup for the moment that its end takes.  The loop does not wait for
// that: the next removal tries again, and so does the end of the home.
void CgroupHome::remove(const fs::path& folder) {
  leftovers_.push_back(folder);
  std::erase_if(leftovers_, [](const fs::path& leftover) {
    return rmdir(leftover.c_str()) == 0 || errno == ENOENT;
  });
}

}  // namespace lambent::process
