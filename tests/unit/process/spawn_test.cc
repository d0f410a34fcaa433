// What a started program gets, and what it does not get.
#include "emulator/process/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <sstream>
#include <string>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

using ::testing::HasSubstr;

/// Starts `command` with a pipe as its output and returns what it wrote until it ended.
std::string output_of(Command command) {
  Pipe pipe = make_pipe();
  command.output = pipe.write.get();
  command.has_log_descriptor = true;
  const Spawned child = spawn(command);
  pipe.write.close();
  std::string text = read_to_end(pipe.read.get());
  EXPECT_TRUE(becomes_readable(child.pidfd.get()));
  EXPECT_EQ(waitpid(child.pid, nullptr, 0), child.pid);
  return text;
}

std::string output_of_shell(std::string script) {
  return output_of(shell(std::move(script)));
}

TEST(Spawn, PassesTheArgumentsOn) {
  Command command;
  command.program = "/usr/bin/printf";
  command.arguments = {"printf", "<%s>\n", "one", "two words", ""};

  EXPECT_EQ(output_of(command), "<one>\n<two words>\n<>\n");
}

TEST(Spawn, GivesTheEnvironmentAndNothingElse) {
  ASSERT_EQ(setenv("LAMBENT_TEST_LEAK", "1", 1), 0);
  Command command;
  command.program = "/usr/bin/env";
  command.arguments = {"env"};
  command.environment = {"ONE=1", "TWO=a=b", "EMPTY="};

  EXPECT_EQ(output_of(command), "ONE=1\nTWO=a=b\nEMPTY=\n");

  command.environment.clear();
  EXPECT_EQ(output_of(command), "");
}

TEST(Spawn, StartsInTheWorkingDirectory) {
  Command command = shell("pwd");
  command.working_directory = "/usr";

  EXPECT_EQ(output_of(command), "/usr\n");
}

TEST(Spawn, JoinsOutputErrorAndLogInOnePipe) {
  EXPECT_EQ(output_of_shell("echo out; echo err >&2; echo log >&3; echo out again"),
            "out\nerr\nlog\nout again\n");
}

TEST(Spawn, ReadsFromTheNullDevice) {
  EXPECT_EQ(output_of_shell("read line || echo end; readlink /proc/$$/fd/0"), "end\n/dev/null\n");
}

TEST(Spawn, ReadsFromTheGivenInput) {
  Pipe input = make_pipe();
  ASSERT_EQ(write(input.write.get(), "hello\n", 6), 6);
  ASSERT_EQ(fcntl(input.read.get(), F_SETFL, 0), 0);
  Command command = shell("read line; echo \"got $line\"");
  command.input = input.read.get();

  EXPECT_EQ(output_of(command), "got hello\n");
}

TEST(Spawn, ClosesEveryOtherDescriptor) {
  // Not closed on exec: it is spawn() that keeps them back.
  const File low(dup(STDIN_FILENO));
  const File high(fcntl(STDIN_FILENO, F_DUPFD, 200));
  ASSERT_TRUE(low.is_open());
  ASSERT_TRUE(high.is_open());
  const std::string list =
      "n=0; while [ $n -lt 256 ]; do [ -e /proc/$$/fd/$n ] && echo $n; n=$((n + 1)); done";

  EXPECT_EQ(output_of_shell(list), "0\n1\n2\n3\n");
}

TEST(Spawn, GivesNoLogDescriptorWithoutAnOutput) {
  Pipe reply = make_pipe();
  // Without an output the child keeps our own standard output, so it answers by its status.
  Command command = shell("[ -e /proc/$$/fd/3 ] && exit 1; exit 0");

  const Spawned child = spawn(command);

  int status = -1;
  ASSERT_TRUE(becomes_readable(child.pidfd.get()));
  ASSERT_EQ(waitpid(child.pid, &status, 0), child.pid);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Spawn, LeadsAProcessGroupOfItsOwn) {
  Pipe pipe = make_pipe();
  const Spawned child = spawn(shell("cut -d' ' -f5 /proc/$$/stat", pipe.write.get()));
  pipe.write.close();

  EXPECT_EQ(read_to_end(pipe.read.get()), std::to_string(child.pid) + "\n");
  EXPECT_NE(child.pid, getpgrp());
  waitpid(child.pid, nullptr, 0);
}

TEST(Spawn, StartsWithDefaultSignalsWhateverOurs) {
  const auto old = signal(SIGINT, SIG_IGN);
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &before);

  const std::string masks = output_of_shell(
      "while read name mask; do case $name in SigBlk:|SigIgn:) echo $mask;; esac; done "
      "< /proc/$$/status");

  signal(SIGINT, old);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  std::istringstream numbers(masks);
  std::uint64_t is_blocked = ~0ULL;
  std::uint64_t is_ignored = ~0ULL;
  numbers >> std::hex >> is_blocked >> is_ignored;
  EXPECT_EQ(is_blocked, 0U);
  // 32 and 33 belong to the C library, which leaves them ignored in what it spawns.
  constexpr std::uint64_t kOfTheLibrary = 0x1'8000'0000;
  EXPECT_EQ(is_ignored & ~kOfTheLibrary, 0U);
}

TEST(Spawn, TellsWhenTheProgramHasEnded) {
  const Spawned child = spawn(shell("exit 7"));

  ASSERT_TRUE(becomes_readable(child.pidfd.get()));
  int status = 0;
  ASSERT_EQ(waitpid(child.pid, &status, WNOHANG), child.pid);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

std::string complaint_of(const Command& command) {
  try {
    const Spawned child = spawn(command);
    waitpid(child.pid, nullptr, 0);
    return "it was started";
  } catch (const std::system_error& error) {
    return error.what();
  }
}

TEST(Spawn, NamesAProgramThatCannotBeStarted) {
  Command command = shell("true");
  command.program = "/no/such/program";
  EXPECT_EQ(complaint_of(command), "fork/exec /no/such/program: No such file or directory");

  command.program = "/etc/passwd";
  EXPECT_EQ(complaint_of(command), "fork/exec /etc/passwd: Permission denied");

  command.program = "/bin/sh";
  command.working_directory = "/no/such/folder";
  EXPECT_THAT(complaint_of(command), HasSubstr("No such file or directory"));
}

TEST(Spawn, LeavesNoChildBehindWhenItFails) {
  Command command = shell("true");
  command.program = "/no/such/program";
  complaint_of(command);

  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(MakePipe, DoesNotBlockTheReaderAndIsClosedOnExec) {
  Pipe pipe = make_pipe();

  char byte = 0;
  EXPECT_EQ(read(pipe.read.get(), &byte, 1), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(fcntl(pipe.write.get(), F_GETFL) & O_NONBLOCK, 0) << "the child's end blocks";
  EXPECT_EQ(fcntl(pipe.read.get(), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(fcntl(pipe.write.get(), F_GETFD), FD_CLOEXEC);

  pipe.write.close();
  EXPECT_EQ(read(pipe.read.get(), &byte, 1), 0);
}

TEST(File, OwnsItsDescriptor) {
  Pipe pipe = make_pipe();
  const int number = pipe.write.get();
  {
    File moved(std::move(pipe.write));
    EXPECT_EQ(moved.get(), number);
    EXPECT_FALSE(pipe.write.is_open());  // NOLINT(bugprone-use-after-move): what is tested
    EXPECT_NE(fcntl(number, F_GETFD), -1);
  }
  EXPECT_EQ(fcntl(number, F_GETFD), -1) << "closed with its owner";

  const int other = pipe.read.get();
  pipe.read = File();
  EXPECT_EQ(fcntl(other, F_GETFD), -1) << "closed when replaced";

  File released(dup(STDIN_FILENO));
  const int kept = released.release();
  EXPECT_FALSE(released.is_open());
  EXPECT_NE(fcntl(kept, F_GETFD), -1);
  ::close(kept);
}

}  // namespace
}  // namespace lambent::process
