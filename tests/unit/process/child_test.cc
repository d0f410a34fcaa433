// How a child's end is told, and that nothing of its group outlives it.
#include "emulator/process/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <future>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "tests/support/run.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

class ChildTest : public ::testing::Test {
 protected:
  Child start(const Command& command) { return {io_.get_executor(), spawn(command)}; }
  Exit exit_of(std::string script) {
    Child child = start(shell(std::move(script)));
    return test::run(io_, child.wait());
  }

  asio::io_context io_{1};
};

TEST_F(ChildTest, TellsTheExitStatus) {
  for (const int status : {0, 1, 3, 127, 255}) {
    const Exit exit = exit_of("exit " + std::to_string(status));
    EXPECT_FALSE(exit.by_signal);
    EXPECT_EQ(exit.code, status);
  }
}

TEST_F(ChildTest, TellsTheSignal) {
  for (const int number : {SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGUSR1, SIGABRT, SIGSEGV}) {
    const Exit exit = exit_of("ulimit -c 0; kill -" + std::to_string(number) + " $$");
    EXPECT_TRUE(exit.by_signal);
    EXPECT_EQ(exit.code, number);
  }
}

TEST_F(ChildTest, TellsThePeakOfItsMemory) {
  constexpr std::uint64_t kMegabyte = 1'048'576;

  const Exit exit = exit_of("exit 0");

  EXPECT_GT(exit.peak_bytes, kMegabyte / 8);
  EXPECT_LT(exit.peak_bytes, 4'096 * kMegabyte);
  EXPECT_EQ(exit.peak_bytes % 1024, 0U);
}

TEST_F(ChildTest, RunsATrivialProgram) {
  Command command;
  command.program = "/bin/true";
  command.arguments = {"true"};
  Child child = start(command);

  const Exit exit = test::run(io_, child.wait());

  EXPECT_FALSE(exit.by_signal);
  EXPECT_EQ(exit.code, 0);
}

TEST_F(ChildTest, SignalsTheWholeGroup) {
  Pipe pipe = make_pipe();
  Child child = start(shell("sleep 100 & echo $!; wait", pipe.write.get()));
  const pid_t grandchild = std::stoi(read_lines(pipe.read.get(), 1));
  const File watched = watch(grandchild);
  ASSERT_TRUE(watched.is_open());

  child.signal_group(SIGTERM);

  EXPECT_TRUE(becomes_readable(watched.get())) << "the grandchild got it too";
  const Exit exit = test::run(io_, child.wait());
  EXPECT_TRUE(exit.by_signal);
  EXPECT_EQ(exit.code, SIGTERM);
}

TEST_F(ChildTest, KillsWhatIsLeftOfTheGroupWhenItsLeaderEnds) {
  Pipe pipe = make_pipe();
  Child child = start(shell("sleep 100 & echo $!; exit 5", pipe.write.get()));
  const pid_t grandchild = std::stoi(read_lines(pipe.read.get(), 1));
  const File watched = watch(grandchild);
  ASSERT_TRUE(watched.is_open());
  ASSERT_FALSE(has_ended(watched)) << "it outlives its parent until somebody looks after it";

  const Exit exit = test::run(io_, child.wait());

  EXPECT_EQ(exit.code, 5);
  EXPECT_TRUE(becomes_readable(watched.get()));
}

TEST_F(ChildTest, KillsAGroupThatIgnoresWhatItCan) {
  Pipe pipe = make_pipe();
  Child child =
      start(shell("trap '' TERM INT HUP; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 100; "
                  "done' & exit 0",
                  pipe.write.get()));
  const File watched = watch(std::stoi(read_lines(pipe.read.get(), 1)));
  ASSERT_TRUE(watched.is_open());

  test::run(io_, child.wait());

  EXPECT_TRUE(becomes_readable(watched.get()));
}

TEST_F(ChildTest, IsReapedOnce) {
  Child child = start(shell("exit 0"));
  const pid_t pid = child.pid();

  test::run(io_, child.wait());

  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), -1);
  child.signal_group(SIGKILL);  // does nothing: the number may belong to somebody else by now
}

TEST_F(ChildTest, IsKilledWithItsGroupWhenItsOwnerGoes) {
  Pipe pipe = make_pipe();
  File leader;
  File grandchild;
  {
    const Child child = start(shell("sleep 100 & echo $!; wait", pipe.write.get()));
    grandchild = watch(std::stoi(read_lines(pipe.read.get(), 1)));
    leader = watch(child.pid());
    ASSERT_FALSE(has_ended(leader));
    ASSERT_FALSE(has_ended(grandchild));
  }
  EXPECT_TRUE(has_ended(leader)) << "already reaped";
  EXPECT_TRUE(becomes_readable(grandchild.get()));
}

TEST_F(ChildTest, DoesNotHoldTheLoopWhileItRuns) {
  Pipe input = make_pipe();
  Command command = shell("read line");
  command.input = input.read.get();
  ASSERT_EQ(fcntl(input.read.get(), F_SETFL, 0), 0);
  Child child = start(command);
  std::future<Exit> exit = asio::co_spawn(io_, child.wait(), asio::use_future);

  io_.poll();
  EXPECT_EQ(exit.wait_for(std::chrono::seconds{0}), std::future_status::timeout);

  input.write.close();
  io_.restart();
  io_.run_for(kPatience);
  EXPECT_EQ(exit.get().code, 1) << "`read` fails at the end of its input";
}

}  // namespace
}  // namespace lambent::process
