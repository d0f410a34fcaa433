#include "emulator/process/keeper.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "emulator/base/log.h"
#include "emulator/process/cgroup_removal.h"
#include "emulator/process/spawn.h"

namespace lambent::process {
namespace {

/// How long a killed process may take to give back its memory.
constexpr std::chrono::milliseconds kEndOfTheKilled{2'000};

void reap(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Keeper::~Keeper() {
  socket_.close();
  if (pid_ > 0) reap(pid_);
}

void Keeper::watch(pid_t group) {
  groups_.insert(group);
  if (pid_ < 0) start();
  tell(group);
}

void Keeper::forget(pid_t group) {
  if (groups_.erase(group) > 0) tell(-group);
}

void Keeper::start() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  socket_ = File(ends[0]);
  const File theirs(ends[1]);
  Command command;
  command.program = executable_;
  command.arguments = {executable_.string(), kKeeperArgument, "0", scratch_.string()};
  if (!cgroups_.empty()) command.arguments.push_back(cgroups_.string());
  command.working_directory = "/";
  command.input = theirs.get();
  pid_ = spawn(command).pid;
}

// A message is one number: a group to watch, or the negative of one to forget.
void Keeper::tell(pid_t message) {
  if (send(socket_.get(), &message, sizeof message, MSG_NOSIGNAL) == sizeof message) return;
  // Somebody killed the keeper: start another and tell it everything.
  base::log(base::LogLevel::Warning, "the keeper process is gone; starting another");
  socket_.close();
  reap(pid_);
  start();
  for (const pid_t group : groups_) {
    if (send(socket_.get(), &group, sizeof group, MSG_NOSIGNAL) != sizeof group) {
      throw std::system_error(errno, std::generic_category(), "telling the keeper");
    }
  }
}

int keep(int descriptor,
         const std::filesystem::path& scratch,
         const std::filesystem::path& cgroups) {
  // A terminal's Ctrl-C is for the daemon; the keeper ends when the daemon has.
  for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
    signal(ignored, SIG_IGN);
  std::set<pid_t> groups;
  pid_t message = 0;
  while (true) {
    const ssize_t count = recv(descriptor, &message, sizeof message, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count != sizeof message) break;
    if (message > 0) {
      groups.insert(message);
    } else {
      groups.erase(-message);
    }
  }
  for (const pid_t group : groups)
    kill(-group, SIGKILL);
  std::error_code ignored;
  if (!scratch.empty()) std::filesystem::remove_all(scratch, ignored);
  // A daemon that ended in order left no group, and waits for this process.
  const auto patience = groups.empty() ? std::chrono::milliseconds{0} : kEndOfTheKilled;
  if (!cgroups.empty()) remove_cgroups(cgroups, patience);
  return 0;
}

}  // namespace lambent::process
