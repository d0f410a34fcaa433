#include "emulator/process/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>

#include <cerrno>
#include <system_error>

#include "emulator/base/check.h"

namespace lambent::process {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): posix_spawn promises not to write.
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

class FileActions {
 public:
  FileActions() { check(posix_spawn_file_actions_init(&actions_)); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }

  void place(int descriptor, int as) {
    check(posix_spawn_file_actions_adddup2(&actions_, descriptor, as));
  }
  void open_null(int as) {
    check(posix_spawn_file_actions_addopen(&actions_, as, "/dev/null", O_RDONLY, 0));
  }
  void change_directory(const std::string& path) {
    check(posix_spawn_file_actions_addchdir_np(&actions_, path.c_str()));
  }
  void close_from(int descriptor) {
    check(posix_spawn_file_actions_addclosefrom_np(&actions_, descriptor));
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  static void check(int error) {
    if (error != 0) throw std::system_error(error, std::generic_category(), "posix_spawn actions");
  }
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  Pipe pipe{File(ends[0]), File(ends[1])};
  if (fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  return pipe;
}

Spawned spawn(const Command& command) {
  FileActions actions;
  if (command.input >= 0) {
    actions.place(command.input, STDIN_FILENO);
  } else {
    actions.open_null(STDIN_FILENO);
  }
  int first_closed = STDERR_FILENO + 1;
  if (command.output >= 0) {
    LAMBENT_CHECK(command.output > kLogDescriptor || command.output == kLogDescriptor,
                  "standard descriptors of the daemon are open");
    actions.place(command.output, STDOUT_FILENO);
    actions.place(command.output, STDERR_FILENO);
    if (command.has_log_descriptor) {
      actions.place(command.output, kLogDescriptor);
      first_closed = kLogDescriptor + 1;
    }
  }
  if (!command.working_directory.empty()) {
    actions.change_directory(command.working_directory.string());
  }
  actions.close_from(first_closed);

  const Attributes attributes;
  const std::vector<char*> arguments = pointers_to(command.arguments);
  const std::vector<char*> environment = pointers_to(command.environment);
  Spawned child;
  const int error = posix_spawn(&child.pid,
                                command.program.c_str(),
                                actions.get(),
                                attributes.get(),
                                arguments.data(),
                                environment.data());
  if (error != 0) {
    throw std::system_error(
        error, std::generic_category(), "fork/exec " + command.program.string());
  }
  // Nobody else reaps this child, so its number cannot have been given away.
  child.pidfd = File(static_cast<int>(syscall(SYS_pidfd_open, child.pid, 0)));
  if (!child.pidfd.is_open()) {
    const int failure = errno;
    kill(-child.pid, SIGKILL);
    throw std::system_error(failure, std::generic_category(), "pidfd_open");
  }
  return child;
}

}  // namespace lambent::process
