#include "emulator/process/interpreter.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/error.h"
#include "emulator/process/spawn.h"

namespace lambent::process {

namespace {

namespace fs = std::filesystem;
using Variables = std::map<std::string, std::string>;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::string_view kWanted = "3.12";
constexpr std::chrono::seconds kTryLimit{5};
/// More output than this is no answer to our question.
constexpr std::size_t kMaxAnswer = 65'536;
/// -I and -S: nothing of the user's is imported for a question about the version.
constexpr const char* kQuestion =
    "import sys\n"
    "print('\\nlambent', '%d.%d.%d' % sys.version_info[:3], sys.executable)";
constexpr std::string_view kAnswer = "lambent ";
constexpr std::string_view kHowToInstall =
    "install it (Debian, Ubuntu: `apt install python3.12`; anywhere: `uv python install 3.12` or "
    "`pyenv install 3.12`) or name one with --python";

// --- trying one ----------------------------------------------------------------------------------

/// What came of a start: `fault` is empty when the program ran and exited with 0.
struct Run {
  std::string output;
  std::string fault;
};

Command question_for(const fs::path& program, const Variables& variables, int output) {
  Command command;
  command.program = program;
  command.arguments = {program.string(), "-I", "-S", "-c", kQuestion};
  command.output = output;
  for (const auto& [name, value] : variables) {
    command.environment.push_back(fmt::format("{}={}", name, value));
  }
  return command;
}

/// Reads what is there; false at the end of the stream.
bool read_some(int fd, std::string& output) {
  std::array<char, 4096> chunk{};
  while (output.size() < kMaxAnswer) {
    const ssize_t count = ::read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) return false;
    output.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return false;
}

/// Collects output until the process behind `process` (a pidfd) is gone; false when `deadline`
/// came first.  A grandchild that holds the pipe open is not waited for.
bool collect(int process, int pipe, SteadyTime deadline, std::string& output) {
  std::array<pollfd, 2> watched{};
  watched[0] = {process, POLLIN, 0};
  watched[1] = {pipe, POLLIN, 0};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    if (watched[1].revents != 0 && !read_some(pipe, output)) watched[1].fd = -1;
    if (watched[0].revents != 0) {
      if (watched[1].fd >= 0) read_some(pipe, output);
      return true;
    }
  }
}

/// The first line of `output` that says something: programs name their trouble first.
std::string first_words(std::string_view output) {
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    if (end > 0) return ": " + std::string(output.substr(0, std::min<std::size_t>(end, 200)));
    output.remove_prefix(1);
  }
  return {};
}

std::string exit_fault(int status, std::string_view output) {
  if (WIFSIGNALED(status)) return fmt::format("killed by signal {}", WTERMSIG(status));
  if (WEXITSTATUS(status) == 0) return {};
  return fmt::format("exit status {}{}", WEXITSTATUS(status), first_words(output));
}

int reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

Run run(const fs::path& program, const Variables& variables) {
  Pipe pipe = make_pipe();
  Spawned child;
  try {
    child = spawn(question_for(program, variables, pipe.write.get()));
  } catch (const std::system_error& error) {
    return {.output = {}, .fault = error.code().message()};
  }
  pipe.write.close();

  Run result;
  const SteadyTime deadline = std::chrono::steady_clock::now() + kTryLimit;
  const bool in_time = collect(child.pidfd.get(), pipe.read.get(), deadline, result.output);
  // The leader is not reaped yet, so its group's number is still its own.
  ::kill(-child.pid, SIGKILL);
  const int status = reap(child.pid);
  result.fault = in_time ? exit_fault(status, result.output)
                         : fmt::format("no answer within {} s", kTryLimit.count());
  return result;
}

struct Trial {
  std::string version;
  fs::path executable;  ///< what the interpreter calls itself; differs for shims
  std::string fault;    ///< empty: it is a Python
};

Trial try_interpreter(const fs::path& program, const Variables& variables) {
  const Run answer = run(program, variables);
  if (!answer.fault.empty()) return {.version = {}, .executable = {}, .fault = answer.fault};
  const std::string_view output = answer.output;
  const std::size_t start = output.rfind(kAnswer);
  const bool begins_line =
      start != std::string_view::npos && start > 0 && output[start - 1] == '\n';
  if (!begins_line) return {.version = {}, .executable = {}, .fault = "it is not Python 3"};
  std::string_view line = output.substr(start + kAnswer.size());
  line = line.substr(0, line.find('\n'));
  const std::size_t blank = std::min(line.find(' '), line.size());
  return {.version = std::string(line.substr(0, blank)),
          .executable = fs::path(line.substr(std::min(blank + 1, line.size()))),
          .fault = {}};
}

// --- the choice ----------------------------------------------------------------------------------

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

std::vector<std::string> list_folder(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

bool is_wanted(std::string_view version) {
  return version.starts_with(std::string(kWanted) + ".");
}

Interpreter take_named(const InterpreterCandidate& candidate, const Variables& variables) {
  const Trial trial = try_interpreter(candidate.path, variables);
  const std::string name = config::in_quotes(candidate.path.string());
  if (!trial.fault.empty()) {
    throw config::Error(fmt::format("{}: expected a Python {} that runs, found {}: {}",
                                    candidate.origin,
                                    kWanted,
                                    name,
                                    trial.fault));
  }
  if (!trial.version.starts_with("3.")) {
    throw config::Error(fmt::format("{}: expected a Python {}, found {}, which is Python {}",
                                    candidate.origin,
                                    kWanted,
                                    name,
                                    trial.version));
  }
  Interpreter result{.path = fs::absolute(candidate.path), .version = trial.version, .notices = {}};
  if (!is_wanted(trial.version)) {
    result.notices.push_back(
        fmt::format("{} is Python {}; python3.12 functions run on Python 3.12 in the cloud",
                    candidate.path.string(),
                    trial.version));
  }
  return result;
}

[[noreturn]] void refuse_missing(const NamedInterpreter& named, std::size_t candidates) {
  throw config::Error(fmt::format("{}: expected a Python {}, found {}, which is {}",
                                  named.origin,
                                  kWanted,
                                  config::in_quotes(named.path.string()),
                                  candidates == 1 ? "not a program" : "not a program on PATH"));
}

}  // namespace

Interpreter find_interpreter(const InterpreterQuery& query) {
  const auto candidates = interpreter_candidates(query, list_folder);
  std::vector<std::string> notices;
  std::string tried;
  for (const InterpreterCandidate& candidate : candidates) {
    if (!is_program(candidate.path)) continue;
    if (candidate.named) return take_named(candidate, query.environment);
    const Trial trial = try_interpreter(candidate.path, query.environment);
    if (trial.fault.empty() && is_wanted(trial.version)) {
      const bool shim = candidate.origin == "PATH" && trial.executable.is_absolute();
      return {.path = shim ? trial.executable : candidate.path,
              .version = trial.version,
              .notices = std::move(notices)};
    }
    const std::string finding = trial.fault.empty() ? "it is Python " + trial.version : trial.fault;
    if (candidate.origin == "VIRTUAL_ENV") {
      notices.push_back(fmt::format("the active virtual environment is passed over: {}: {}",
                                    candidate.path.string(),
                                    finding));
    }
    tried +=
        fmt::format("{}{}: {}", tried.empty() ? "tried " : "; ", candidate.path.string(), finding);
  }
  if (const auto named = named_interpreter(query)) refuse_missing(*named, candidates.size());
  throw config::Error(fmt::format(
      "no Python {} found{}: {}", kWanted, tried.empty() ? "" : " (" + tried + ")", kHowToInstall));
}

}  // namespace lambent::process
