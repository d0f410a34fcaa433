// Whether a process is stopped, seen from outside, and a process that proves that it runs.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "emulator/process/cgroup.h"
#include "emulator/process/cgroup_path.h"
#include "emulator/process/child.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// For facts of the kernel's that nothing announces.
template <class Predicate>
bool eventually(Predicate is_true) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!is_true()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    sched_yield();
  }
  return true;
}

/// 'R', 'S', 'T' (stopped), 'Z', …; 0 when there is no such process.
inline char state_of(pid_t pid) {
  const std::string text = text_of("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = text.rfind(") ");
  return name_end == std::string::npos ? '\0' : text[name_end + 2];
}

inline bool stops(pid_t pid) {
  return eventually([&] { return state_of(pid) == 'T'; });
}

/// Empty when there is no cgroup v2.
inline std::filesystem::path cgroup_of(pid_t pid) {
  return own_cgroup(text_of("/proc/self/mountinfo"),
                    text_of("/proc/" + std::to_string(pid) + "/cgroup"))
      .value_or("");
}

/// The kernel's word that everybody in `cgroup` is stopped.
inline bool freezes(const std::filesystem::path& cgroup) {
  return eventually(
      [&] { return text_of(cgroup / "cgroup.events").find("frozen 1") != std::string::npos; });
}

inline bool moves_to(const std::filesystem::path& cgroup, pid_t pid) {
  return eventually([&] { return cgroup_of(pid) == cgroup; });
}

/// Gives back every line it gets.
class Echo {
 public:
  /// `script` ends in a process that copies its standard input, and writes `lines` lines before.
  explicit Echo(asio::io_context& io, std::string script = "exec cat", std::size_t lines = 0)
      : child_(io.get_executor(), start(std::move(script))),
        ended_(watch(child_.pid())),
        greeting_(read_lines(output_.read.get(), lines)) {}

  pid_t pid() const { return child_.pid(); }
  const std::string& greeting() const { return greeting_; }
  const File& ended() const { return ended_; }
  Child& child() { return child_; }

  void send(const std::string& line) {
    const ssize_t count = write(input_.write.get(), line.data(), line.size());
    sent_all_ = count == static_cast<ssize_t>(line.size());
  }
  std::string received() { return sent_all_ ? read_lines(output_.read.get(), 1) : "not sent"; }
  bool answers() {
    send("are you there?\n");
    return received() == "are you there?\n";
  }

 private:
  Spawned start(std::string script) {
    Command command = shell(std::move(script), output_.write.get());
    command.input = input_.read.get();
    fcntl(input_.read.get(), F_SETFL, 0);
    return spawn(command);
  }

  Pipe input_ = make_pipe();
  Pipe output_ = make_pipe();
  Child child_;
  File ended_;
  std::string greeting_;
  bool sent_all_ = false;
};

}  // namespace lambent::process
