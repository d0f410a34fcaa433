// spawn(): starts a program as the leader of its own process group; nothing but posix_spawn.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "emulator/process/file.h"
#include "emulator/process/parent.h"

namespace lambent::process {

/// The number of the extra descriptor a child gets (see Command::has_log_descriptor).
inline constexpr int kLogDescriptor = 3;

/// What to start.
struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;    ///< argv, the program's name first
  std::vector<std::string> environment;  ///< "NAME=value"; nothing is inherited
  std::filesystem::path working_directory;
  /// Becomes descriptors 1 and 2 of the child.
  int output = -1;
  /// `output` becomes kLogDescriptor too.  One pipe for all three, so that the order of what a
  /// function prints and logs is kept.
  bool has_log_descriptor = false;
  /// Becomes descriptor 0; -1: the null device.
  int input = -1;
};

struct Spawned {
  pid_t pid = -1;
  File pidfd;                      ///< readable when the process has ended
  std::shared_ptr<Parent> parent;  ///< none: this process
};

/// Signals are at their defaults and unblocked in the child; descriptors above are closed.
/// Errors: std::system_error with "fork/exec <program>" when the program cannot be started.
Spawned spawn(const Command& command);

}  // namespace lambent::process
