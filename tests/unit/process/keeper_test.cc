// The keeper kills what a dead daemon left, and nothing else.
#include "emulator/process/keeper.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/log.h"
#include "emulator/base/scratch_folder.h"
#include "emulator/process/cgroup.h"
#include "emulator/process/child.h"
#include "tests/unit/process/frozen.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A process group that would live on for ever, and the means to see its end.
class Group {
 public:
  explicit Group(asio::io_context& io) : child_(io.get_executor(), start()), ended_(watch(pid())) {}

  pid_t pid() const { return child_.pid(); }
  bool has_ended() const { return process::has_ended(ended_); }
  bool ends() const { return becomes_readable(ended_.get()); }
  int signal_that_ended_it() const {
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid()), &info, WEXITED | WNOWAIT | WNOHANG);
    return info.si_code == CLD_KILLED ? info.si_status : 0;
  }

 private:
  static Spawned start() { return spawn(shell("exec sleep 100 > /dev/null 2>&1")); }

  Child child_;
  File ended_;
};

// --- The keeper's side ---------------------------------------------------------------------------

class KeepTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    socket_ = File(ends[0]);
    File theirs(ends[1]);
    pid_ = fork();
    ASSERT_GE(pid_, 0);
    if (pid_ == 0) {
      socket_.close();
      _exit(keep(theirs.get(), scratch_.path()));
    }
    ended_ = watch(pid_);
  }
  void TearDown() override {
    socket_.close();
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }

  void tell(pid_t message) {
    ASSERT_EQ(send(socket_.get(), &message, sizeof message, MSG_NOSIGNAL),
              static_cast<ssize_t>(sizeof message));
  }
  /// Sends more than the socket can hold, and zero means nobody: once it is sent, the keeper has
  /// read what came before.
  void wait_until_it_reads() {
    const int smallest = 1;
    setsockopt(socket_.get(), SOL_SOCKET, SO_SNDBUF, &smallest, sizeof smallest);
    for (int i = 0; i < 1'000; ++i)
      tell(0);
  }
  /// Waits for the keeper's end; its exit status, or -1.
  int exit_status() {
    if (!becomes_readable(ended_.get())) return -1;
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  asio::io_context io_{1};
  base::ScratchFolder scratch_;
  File socket_;
  File ended_;
  pid_t pid_ = -1;
};

TEST_F(KeepTest, RemovesTheScratchFolderWhenTheDaemonIsGone) {
  std::ofstream(scratch_.path() / "bootstrap.py") << "pass";

  socket_.close();

  EXPECT_EQ(exit_status(), 0);
  EXPECT_FALSE(std::filesystem::exists(scratch_.path()));
}

TEST_F(KeepTest, KillsTheGroupsItKnowsWhenTheDaemonIsGone) {
  const Group one(io_);
  const Group two(io_);
  tell(one.pid());
  tell(two.pid());

  socket_.close();

  EXPECT_EQ(exit_status(), 0);
  EXPECT_TRUE(one.ends());
  EXPECT_TRUE(two.ends());
  EXPECT_EQ(one.signal_that_ended_it(), SIGKILL);
}

TEST_F(KeepTest, SparesTheGroupsItWasToldToForget) {
  const Group kept(io_);
  const Group forgotten(io_);
  tell(kept.pid());
  tell(forgotten.pid());
  tell(-forgotten.pid());

  socket_.close();

  ASSERT_EQ(exit_status(), 0);
  EXPECT_TRUE(kept.ends());
  EXPECT_FALSE(forgotten.has_ended()) << "its number may belong to somebody else by now";
}

TEST_F(KeepTest, KillsNobodyWhileTheDaemonLives) {
  const Group group(io_);
  tell(group.pid());
  wait_until_it_reads();

  EXPECT_FALSE(group.has_ended());
  EXPECT_FALSE(has_ended(ended_));
}

TEST_F(KeepTest, OutlivesWhatATerminalSends) {
  const Group group(io_);
  tell(group.pid());
  wait_until_it_reads();

  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    ASSERT_EQ(kill(pid_, number), 0);
    wait_until_it_reads();
    EXPECT_FALSE(has_ended(ended_)) << number;
  }

  socket_.close();
  EXPECT_EQ(exit_status(), 0);
  EXPECT_TRUE(group.ends());
}

TEST_F(KeepTest, HasNothingToDoForNobody) {
  socket_.close();

  EXPECT_EQ(exit_status(), 0);
}

// --- The daemon's side ---------------------------------------------------------------------------

std::vector<pid_t> children_of_this_process() {
  std::ifstream file("/proc/self/task/" + std::to_string(gettid()) + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;)
    children.push_back(child);
  return children;
}

class KeeperTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::set_log_sink([this](std::string_view line) { log_.emplace_back(line); });
  }
  void TearDown() override { base::set_log_sink(nullptr); }

  /// Watches with `keeper`, and finds the process that this started.
  static pid_t watch_and_find(Keeper& keeper, pid_t group) {
    const std::vector<pid_t> before = children_of_this_process();
    keeper.watch(group);
    for (const pid_t child : children_of_this_process()) {
      if (std::find(before.begin(), before.end(), child) == before.end()) return child;
    }
    return -1;
  }

  asio::io_context io_{1};
  std::vector<std::string> log_;
};

TEST_F(KeeperTest, KillsWhatIsWatchedWhenItsOwnerGoes) {
  const Group watched(io_);
  const Group forgotten(io_);
  {
    Keeper keeper(KEEPER_PROGRAM);
    keeper.watch(watched.pid());
    keeper.watch(forgotten.pid());
    keeper.forget(forgotten.pid());
    EXPECT_FALSE(watched.has_ended());
  }
  EXPECT_TRUE(watched.ends());
  EXPECT_FALSE(forgotten.has_ended());
}

TEST_F(KeeperTest, StartsWithTheFirstGroupAndOnlyOnce) {
  const Group one(io_);
  const Group two(io_);
  Keeper keeper(KEEPER_PROGRAM);
  const std::vector<pid_t> before = children_of_this_process();

  EXPECT_GT(watch_and_find(keeper, one.pid()), 0);
  EXPECT_EQ(watch_and_find(keeper, two.pid()), -1);

  EXPECT_EQ(children_of_this_process().size(), before.size() + 1);
}

TEST_F(KeeperTest, IsReapedByItsOwner) {
  const Group group(io_);
  pid_t pid = -1;
  {
    Keeper keeper(KEEPER_PROGRAM);
    pid = watch_and_find(keeper, group.pid());
  }
  EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(KeeperTest, IsReplacedWhenSomebodyKillsIt) {
  const Group before(io_);
  const Group after(io_);
  {
    Keeper keeper(KEEPER_PROGRAM);
    const pid_t first = watch_and_find(keeper, before.pid());
    ASSERT_GT(first, 0);
    const File ended = process::watch(first);
    ASSERT_EQ(kill(first, SIGKILL), 0);
    ASSERT_TRUE(becomes_readable(ended.get()));
    EXPECT_THAT(log_, IsEmpty());

    keeper.watch(after.pid());

    EXPECT_THAT(log_, ElementsAre(HasSubstr("the keeper process is gone")));
    EXPECT_FALSE(before.has_ended());
  }
  EXPECT_TRUE(before.ends()) << "the new one was told of the old groups";
  EXPECT_TRUE(after.ends());
}

TEST_F(KeeperTest, RemovesTheCgroupsOfAFrozenEnvironment) {
  const std::unique_ptr<CgroupHome> home = CgroupHome::find();
  if (!home) GTEST_SKIP() << "this system lets nobody here make a cgroup v2";
  const Group group(io_);
  const std::unique_ptr<Cgroup> cgroup = home->make();
  cgroup->take(group.pid());
  ASSERT_TRUE(moves_to(cgroup->path(), group.pid()));
  cgroup->freeze();
  ASSERT_TRUE(freezes(cgroup->path()));
  {
    Keeper keeper(KEEPER_PROGRAM, {}, home->path());
    keeper.watch(group.pid());
  }
  EXPECT_TRUE(group.ends());
  EXPECT_FALSE(std::filesystem::exists(home->path()));
}

TEST_F(KeeperTest, NamesAProgramThatCannotBeStarted) {
  const Group group(io_);
  Keeper keeper("/no/such/keeper");

  try {
    keeper.watch(group.pid());
    FAIL() << "it was started";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "fork/exec /no/such/keeper: No such file or directory");
  }
}

TEST_F(KeeperTest, ForgetsAGroupItNeverKnew) {
  const Group group(io_);
  Keeper keeper(KEEPER_PROGRAM);
  const std::vector<pid_t> before = children_of_this_process();

  keeper.forget(group.pid());

  EXPECT_EQ(children_of_this_process(), before) << "nobody was started, and nobody was reaped";
  EXPECT_THAT(log_, IsEmpty());
}

}  // namespace
}  // namespace lambent::process
