// A fork server's children are watched and reaped as any other, and nobody outlives it.
#include "emulator/process/fork_server.h"

#include <signal.h>

#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/log.h"
#include "emulator/process/child.h"
#include "tests/support/run.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ForkServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::set_log_sink([this](std::string_view line) { log_.emplace_back(line); });
  }
  void TearDown() override {
    if (server_) test::run(io_, server_->stop());
    base::set_log_sink(nullptr);
  }

  void program_is(const std::string& part) {
    Command program;
    program.program = FORK_PROGRAM;
    program.arguments = {FORK_PROGRAM, part};
    program.working_directory = "/";
    server_ = std::make_unique<ForkServer>(io_.get_executor(), clock_, program);
  }
  std::optional<Spawned> fork(const Command& command, base::SteadyTime deadline = base::kNever) {
    return test::run(io_, server_->fork(command, deadline));
  }
  static Command script(const std::string& text, int output = 2) {
    Command command;
    command.program = "/bin/sh";
    command.working_directory = "/";
    command.environment = {"SCRIPT=" + text};
    command.output = output;
    return command;
  }
  std::unique_ptr<Child> start(const std::string& text, int output = 2) {
    std::optional<Spawned> spawned = fork(script(text, output));
    if (!spawned) return nullptr;
    return std::make_unique<Child>(io_.get_executor(), std::move(*spawned));
  }

  asio::io_context io_{1};
  base::SystemClock clock_;
  std::unique_ptr<ForkServer> server_;
  std::vector<std::string> log_;
};

TEST_F(ForkServerTest, RunsNothingBeforeItIsNeeded) {
  program_is("serve");
  EXPECT_EQ(server_->pid(), 0);

  server_->start();
  const pid_t pid = server_->pid();
  EXPECT_GT(pid, 0);

  const auto child = start("exit 0");
  EXPECT_EQ(server_->pid(), pid) << "the one that was started ahead";
  test::run(io_, child->wait());
}

TEST_F(ForkServerTest, TellsHowAChildEnded) {
  program_is("serve");
  for (const int status : {0, 1, 3, 127, 255}) {
    const auto child = start("exit " + std::to_string(status));
    const Exit exit = test::run(io_, child->wait());
    EXPECT_FALSE(exit.by_signal);
    EXPECT_EQ(exit.code, status);
    EXPECT_GT(exit.peak_bytes, 100'000U);
  }
  for (const int number : {SIGHUP, SIGTERM, SIGKILL, SIGSEGV}) {
    const auto child = start("ulimit -c 0; kill -" + std::to_string(number) + " $$");
    const Exit exit = test::run(io_, child->wait());
    EXPECT_TRUE(exit.by_signal);
    EXPECT_EQ(exit.code, number);
  }
}

TEST_F(ForkServerTest, GivesTheChildItsOutput) {
  program_is("serve");
  Pipe pipe = make_pipe();
  const auto child = start("echo hello", pipe.write.get());
  pipe.write.close();

  EXPECT_EQ(read_to_end(pipe.read.get()), "hello\n");
  test::run(io_, child->wait());
}

TEST_F(ForkServerTest, KillsWhatIsLeftOfAGroup) {
  program_is("serve");
  Pipe pipe = make_pipe();
  const auto child = start("sleep 100 & echo $!; exit 5", pipe.write.get());
  const File grandchild = watch(std::stoi(read_lines(pipe.read.get(), 1)));

  EXPECT_EQ(test::run(io_, child->wait()).code, 5);

  EXPECT_TRUE(becomes_readable(grandchild.get()));
}

TEST_F(ForkServerTest, KillsAndReapsAChildWhoseOwnerGoes) {
  program_is("serve");
  auto child = start("exec sleep 100");
  const pid_t pid = child->pid();
  const File ended = watch(pid);

  child.reset();
  const auto next = start("exit 0");  // its answer comes after that of the reaping
  test::run(io_, next->wait());

  EXPECT_TRUE(has_ended(ended));
  EXPECT_EQ(kill(pid, 0), -1) << "not even a zombie";
}

TEST_F(ForkServerTest, ForksManyAtOnce) {
  constexpr int kMany = 300;  // more than the socket takes at once
  program_is("serve");
  std::vector<std::future<std::optional<Spawned>>> forks;
  const Command command = script("exit 7 #" + std::string(4'000, 'x'));
  for (int i = 0; i < kMany; ++i)
    forks.push_back(asio::co_spawn(io_, server_->fork(command, base::kNever), asio::use_future));

  for (auto& fork : forks) {
    ASSERT_TRUE(io_.stopped() == false);
    while (fork.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
      ASSERT_GT(io_.run_one_for(kPatience), 0U);
    std::optional<Spawned> spawned = fork.get();
    ASSERT_TRUE(spawned);
    Child child(io_.get_executor(), std::move(*spawned));
    EXPECT_EQ(test::run(io_, child.wait()).code, 7);
  }
}

TEST_F(ForkServerTest, TakesItsChildrenWithItWhenItIsKilled) {
  program_is("serve");
  const auto child = start("exec sleep 100");
  const pid_t first = server_->pid();

  kill(first, SIGKILL);
  const Exit exit = test::run(io_, child->wait());

  EXPECT_TRUE(exit.by_signal);
  EXPECT_EQ(exit.code, SIGKILL);
  const auto next = start("exit 4");
  ASSERT_NE(next, nullptr) << "another one serves";
  EXPECT_NE(server_->pid(), first);
  EXPECT_EQ(test::run(io_, next->wait()).code, 4);
}

TEST_F(ForkServerTest, TakesItsChildrenWithItWhenItStops) {
  program_is("serve");
  const auto child = start("exec sleep 100");
  const File ended = watch(child->pid());

  test::run(io_, server_->stop());

  EXPECT_TRUE(becomes_readable(ended.get()));
  EXPECT_FALSE(fork(script("exit 0"))) << "and takes no more orders";
}

TEST_F(ForkServerTest, ThrowsWhatTheKernelSaid) {
  program_is("refuse");
  try {
    fork(script("exit 0"));
    FAIL() << "refused";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again);
    EXPECT_THAT(error.what(), HasSubstr("fork/exec /bin/sh"));
  }
}

TEST_F(ForkServerTest, HasNothingToGiveForARequestThatIsTooLong) {
  program_is("serve");
  EXPECT_FALSE(fork(script(std::string(kMaxForkRequest, '#'))));
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(ForkServerTest, HasNothingToGiveAfterTheDeadline) {
  program_is("hang");
  EXPECT_FALSE(fork(script("exit 0"), clock_.now() + std::chrono::milliseconds{1}));
}

TEST_F(ForkServerTest, EndsAProgramThatDoesNotSpeakItsLanguage) {
  program_is("babble");
  EXPECT_FALSE(fork(script("exit 0")));
  EXPECT_EQ(server_->pid(), 0);
  EXPECT_THAT(log_, Contains(HasSubstr("good morning")));
}

TEST_F(ForkServerTest, GivesUpAProgramThatNeverForks) {
  program_is("leave");
  for (int i = 0; i < 5; ++i)
    EXPECT_FALSE(fork(script("exit 0")));
  server_->start();
  EXPECT_EQ(server_->pid(), 0);
  EXPECT_THAT(log_, Contains(HasSubstr("the last"))) << "and says so";
}

TEST_F(ForkServerTest, LogsThatItsProgramCannotBeStarted) {
  Command program;
  program.program = "/no/such/program";
  program.arguments = {"program"};
  server_ = std::make_unique<ForkServer>(io_.get_executor(), clock_, program);

  EXPECT_FALSE(fork(script("exit 0")));
  EXPECT_THAT(log_, Contains(HasSubstr("/no/such/program")));
}

}  // namespace
}  // namespace lambent::process
