// bench_micro, second part: what stopping an environment between two invokes costs the next one.
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "emulator/process/cgroup.h"
#include "emulator/process/cgroup_path.h"
#include "emulator/process/file.h"
#include "emulator/process/freezer.h"
#include "emulator/process/spawn.h"

namespace {

using namespace lambent;
using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path proc(pid_t pid, const char* file) {
  return std::filesystem::path("/proc") / std::to_string(pid) / file;
}

/// A Python that waits for a byte on a socket and sends it back.
class Reader {
 public:
  Reader() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
    ours_ = process::File(ends[0]);
    const process::File theirs(ends[1]);
    process::Command command;
    command.program = "/usr/bin/env";
    command.arguments = {
        "env", "python3", "-c", "import os\nwhile True: os.write(0, os.read(0, 1) or exit())"};
    command.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
    command.input = theirs.get();
    pid_ = process::spawn(command).pid;
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid() const { return pid_; }

  bool answers() const {
    char byte = 'x';
    return write(ours_.get(), &byte, 1) == 1 && read(ours_.get(), &byte, 1) == 1;
  }
  void wait_for_state(char state) const {
    while (true) {
      const std::string text = text_of(proc(pid_, "stat"));
      const std::size_t name_end = text.rfind(") ");
      if (name_end == std::string::npos || text[name_end + 2] == state) return;
      sched_yield();
    }
  }
  std::filesystem::path cgroup() const {
    return process::own_cgroup(text_of("/proc/self/mountinfo"), text_of(proc(pid_, "cgroup")))
        .value_or("");
  }

 private:
  process::File ours_;
  pid_t pid_ = -1;
};

enum class How { Never, Signals, Cgroup };

/// Some environments' processes, and what stops them.
class Frozen {
 public:
  Frozen(How how, std::size_t groups) : how_(how), readers_(groups) {
    if (how_ == How::Cgroup) home_ = process::CgroupHome::find();
    freezer_.emplace(home_.get());
    const std::filesystem::path before = readers_.front().cgroup();
    for (const Reader& reader : readers_) {
      if (!reader.answers()) std::abort();
      freezer_->add(reader.pid());
      while (home_ && reader.cgroup() == before)
        sched_yield();
    }
  }

  bool is_possible() const { return how_ != How::Cgroup || home_; }
  const Reader& reader() const { return readers_.front(); }
  void freeze() {
    if (how_ != How::Never) freezer_->freeze();
  }
  void thaw() { freezer_->thaw(); }

  /// As an environment is when the next event comes some time later.
  void settle() const {
    if (how_ == How::Cgroup) {
      const std::filesystem::path events = reader().cgroup() / "cgroup.events";
      while (text_of(events).find("frozen 1") == std::string::npos)
        sched_yield();
      return;
    }
    for (const Reader& each : readers_)
      each.wait_for_state(how_ == How::Signals ? 'T' : 'S');
  }

 private:
  How how_;
  std::unique_ptr<process::CgroupHome> home_;
  std::optional<process::Freezer> freezer_;
  std::vector<Reader> readers_;  // go first
};

/// Times of a benchmark's rounds; their median is what a busy machine leaves alone.
class Rounds {
 public:
  explicit Rounds(benchmark::State& state) : state_(state) {}

  void add(Clock::duration spent) {
    state_.SetIterationTime(std::chrono::duration<double>(spent).count());
    all_.push_back(Microseconds(spent).count());
  }
  void report() {
    if (all_.empty()) return;
    const auto middle = all_.begin() + static_cast<std::ptrdiff_t>(all_.size() / 2);
    std::nth_element(all_.begin(), middle, all_.end());
    state_.counters["p50_us"] = *middle;
  }

 private:
  benchmark::State& state_;
  std::vector<double> all_;
};

// The daemon's own time: both calls, each from a settled state.
void freeze_thaw(benchmark::State& state, How how) {
  Frozen frozen(how, static_cast<std::size_t>(state.range(0)));
  if (!frozen.is_possible()) return state.SkipWithError("no cgroup v2 here");
  Rounds rounds(state);
  for (auto _ : state) {
    const Clock::time_point start = Clock::now();
    frozen.freeze();
    const Clock::time_point frozen_at = Clock::now();
    frozen.settle();
    const Clock::time_point woken = Clock::now();
    frozen.thaw();
    rounds.add((frozen_at - start) + (Clock::now() - woken));
    if (!frozen.reader().answers()) return state.SkipWithError("the reader is gone");
  }
  rounds.report();
}
BENCHMARK_CAPTURE(freeze_thaw, signals, How::Signals)
    ->Arg(1)
    ->Arg(3)
    ->Iterations(2'000)
    ->UseManualTime();
BENCHMARK_CAPTURE(freeze_thaw, cgroup, How::Cgroup)
    ->Arg(1)
    ->Arg(3)
    ->Iterations(2'000)
    ->UseManualTime();

// A warm invoke's time: thaw, one byte there and back.
void answer_after_thaw(benchmark::State& state, How how) {
  Frozen frozen(how, 1);
  if (!frozen.is_possible()) return state.SkipWithError("no cgroup v2 here");
  Rounds rounds(state);
  for (auto _ : state) {
    frozen.freeze();
    frozen.settle();
    const Clock::time_point start = Clock::now();
    frozen.thaw();
    if (!frozen.reader().answers()) return state.SkipWithError("the reader is gone");
    rounds.add(Clock::now() - start);
  }
  rounds.report();
}
BENCHMARK_CAPTURE(answer_after_thaw, never_stopped, How::Never)->Iterations(2'000)->UseManualTime();
BENCHMARK_CAPTURE(answer_after_thaw, signals, How::Signals)->Iterations(2'000)->UseManualTime();
BENCHMARK_CAPTURE(answer_after_thaw, cgroup, How::Cgroup)->Iterations(2'000)->UseManualTime();

}  // namespace
