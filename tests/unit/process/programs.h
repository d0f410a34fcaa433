// Small programs for tests: what to start, and how to wait for it without sleeping.
#pragma once

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/process/spawn.h"

namespace lambent::process {

inline constexpr std::chrono::seconds kPatience{30};

/// /bin/sh -c `script`, with a PATH and nothing else.
inline Command shell(std::string script, int output = -1) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"/bin/sh", "-c", std::move(script)};
  command.environment = {"PATH=/usr/bin:/bin"};
  command.working_directory = "/";
  command.output = output;
  return command;
}

/// True when `descriptor` becomes readable in time.
inline bool becomes_readable(int descriptor, std::chrono::milliseconds within = kPatience) {
  pollfd waiting{descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, static_cast<int>(within.count())) == 1;
}

/// A pidfd: readable when the process has ended, whoever its parent is.
inline File watch(pid_t pid) {
  return File(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

inline bool has_ended(const File& pidfd) {
  return becomes_readable(pidfd.get(), std::chrono::milliseconds{0});
}

/// Reads until `text` has `lines` lines, or the pipe ends; empty when that takes too long.
inline std::string read_lines(int descriptor, std::size_t lines) {
  std::string text;
  std::size_t seen = 0;
  while (seen < lines) {
    if (!becomes_readable(descriptor)) return {};
    char byte = 0;
    if (::read(descriptor, &byte, 1) != 1) break;
    text += byte;
    if (byte == '\n') ++seen;
  }
  return text;
}

/// Everything until the last writer has closed the pipe.
inline std::string read_to_end(int descriptor) {
  return read_lines(descriptor, static_cast<std::size_t>(-1));
}

}  // namespace lambent::process
