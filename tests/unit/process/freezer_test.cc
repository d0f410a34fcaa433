// What a freezer stops, what it misses, and that everything goes on afterwards; runtime-api.md
// §4.4.
#include "emulator/process/freezer.h"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/support/run.h"
#include "tests/unit/process/frozen.h"

namespace lambent::process {
namespace {

// A child in the same group, and then itself.
constexpr const char* kParentOfEcho = "sleep 100 > /dev/null 2>&1 & echo $!; exec cat";
// The leader waits; the one that answers has a session of its own.
constexpr const char* kEchoThatLeft = "exec 4<&0; setsid sh -c 'echo $$; exec cat' <&4 & wait";

// --- By signals ----------------------------------------------------------------------------------

class SignalFreezerTest : public ::testing::Test {
 protected:
  asio::io_context io_{1};
  Freezer freezer_{nullptr};
};

TEST_F(SignalFreezerTest, StopsEveryProcessOfAGroup) {
  Echo echo(io_, kParentOfEcho, 1);
  const pid_t child = std::stoi(echo.greeting());
  freezer_.add(echo.pid());

  freezer_.freeze();

  EXPECT_TRUE(stops(echo.pid()));
  EXPECT_TRUE(stops(child));
  freezer_.thaw();
  EXPECT_TRUE(eventually([&] { return state_of(child) == 'S'; }));
  EXPECT_TRUE(echo.answers());
}

TEST_F(SignalFreezerTest, StopsEveryGroup) {
  std::array<Echo, 3> echoes{Echo(io_), Echo(io_), Echo(io_)};
  for (const Echo& echo : echoes)
    freezer_.add(echo.pid());

  freezer_.freeze();

  for (const Echo& echo : echoes)
    EXPECT_TRUE(stops(echo.pid()));
  freezer_.thaw();
  for (Echo& echo : echoes)
    EXPECT_TRUE(echo.answers());
}

TEST_F(SignalFreezerTest, SparesAGroupThatItForgot) {
  Echo kept(io_);
  Echo forgotten(io_);
  freezer_.add(kept.pid());
  freezer_.add(forgotten.pid());
  freezer_.forget(forgotten.pid());

  freezer_.freeze();

  EXPECT_TRUE(stops(kept.pid()));
  EXPECT_TRUE(forgotten.answers());
}

TEST_F(SignalFreezerTest, MissesAProcessThatLeftItsGroup) {
  Echo echo(io_, kEchoThatLeft, 1);
  freezer_.add(echo.pid());

  freezer_.freeze();

  EXPECT_TRUE(stops(echo.pid()));
  EXPECT_TRUE(echo.answers());
  kill(std::stoi(echo.greeting()), SIGKILL);
}

TEST_F(SignalFreezerTest, IsVisibleToAParent) {
  const Echo echo(io_);
  freezer_.add(echo.pid());

  freezer_.freeze();

  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(echo.pid()), &info, WSTOPPED), 0);
  EXPECT_EQ(info.si_code, CLD_STOPPED);
  EXPECT_EQ(info.si_status, SIGSTOP);
  freezer_.thaw();
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(echo.pid()), &info, WCONTINUED), 0);
  EXPECT_EQ(info.si_code, CLD_CONTINUED);
}

TEST_F(SignalFreezerTest, NeverTakesAGroupThatIsEverybodysOrItsOwn) {
  for (const pid_t group : {-1, 0, 1})
    EXPECT_DEATH(freezer_.add(group), "would stop the daemon or the whole machine");
}

TEST_F(SignalFreezerTest, TakesNobodyWhileItIsFrozen) {
  const Echo echo(io_);
  freezer_.freeze();

  EXPECT_DEATH(freezer_.add(echo.pid()), "a frozen environment starts nothing");
}

// --- By either means -----------------------------------------------------------------------------

class FreezerTest : public ::testing::TestWithParam<Freezer::Means> {
 protected:
  void SetUp() override {
    if (GetParam() == Freezer::Means::Cgroup) {
      home_ = CgroupHome::find();
      if (!home_) GTEST_SKIP() << "this system lets nobody here make a cgroup v2";
    }
    freezer_ = std::make_unique<Freezer>(home_.get());
    ASSERT_EQ(freezer_->means(), GetParam());
  }

  void add(const Echo& echo) {
    freezer_->add(echo.pid());
    if (home_) {
      ASSERT_TRUE(eventually([&] { return cgroup_of(echo.pid()) != cgroup_of(getpid()); }));
    }
  }
  bool is_stopped(pid_t pid) const { return home_ ? freezes(cgroup_of(pid)) : stops(pid); }

  asio::io_context io_{1};
  std::unique_ptr<CgroupHome> home_;
  std::unique_ptr<Freezer> freezer_;
};

TEST_P(FreezerTest, LetsAStoppedReaderGoOnWhereItWas) {
  Echo echo(io_);
  add(echo);
  ASSERT_TRUE(echo.answers());

  freezer_->freeze();
  ASSERT_TRUE(is_stopped(echo.pid()));
  echo.send("sent while frozen\n");
  freezer_->thaw();

  EXPECT_EQ(echo.received(), "sent while frozen\n");
}

TEST_P(FreezerTest, DoesSoAgainAndAgain) {
  Echo echo(io_);
  add(echo);

  for (int round = 0; round < 100; ++round) {
    freezer_->freeze();
    EXPECT_TRUE(freezer_->is_frozen());
    freezer_->thaw();
    EXPECT_FALSE(freezer_->is_frozen());
    ASSERT_TRUE(echo.answers()) << round;
  }
}

TEST_P(FreezerTest, DoesNothingTheSecondTime) {
  Echo echo(io_);
  add(echo);

  freezer_->thaw();
  EXPECT_TRUE(echo.answers()) << "it was not frozen";
  freezer_->freeze();
  freezer_->freeze();
  EXPECT_TRUE(is_stopped(echo.pid()));
  freezer_->thaw();
  freezer_->thaw();

  EXPECT_TRUE(echo.answers());
}

// Without a handler a process frozen by cgroup dies at once of SIGTERM, one that is stopped later.
TEST_P(FreezerTest, KeepsSigtermForAHandlerUntilTheThaw) {
  Echo echo(io_, "trap 'exit 7' TERM; echo up; while read line; do echo $line; done", 1);
  ASSERT_EQ(echo.greeting(), "up\n");
  add(echo);
  // A shell that gets it just before it reads would go on reading.
  ASSERT_TRUE(eventually([&] { return state_of(echo.pid()) == 'S'; }));
  freezer_->freeze();
  ASSERT_TRUE(is_stopped(echo.pid()));

  echo.child().signal_group(SIGTERM);

  EXPECT_FALSE(has_ended(echo.ended()));
  freezer_->thaw();
  const Exit exit = test::run(io_, echo.child().wait());
  EXPECT_FALSE(exit.by_signal);
  EXPECT_EQ(exit.code, 7);
}

TEST_P(FreezerTest, NeedsNoThawBeforeSigkill) {
  Echo echo(io_, kParentOfEcho, 1);
  const File child = watch(std::stoi(echo.greeting()));
  add(echo);
  freezer_->freeze();
  ASSERT_TRUE(is_stopped(echo.pid()));

  echo.child().signal_group(SIGKILL);

  const Exit exit = test::run(io_, echo.child().wait());
  EXPECT_EQ(exit.code, SIGKILL);
  EXPECT_TRUE(becomes_readable(child.get()));
  freezer_->forget(echo.pid());
  freezer_->thaw();
}

TEST_P(FreezerTest, DoesNotMindAGroupThatHasEnded) {
  Echo ended(io_, "exit 0");
  Echo echo(io_);
  ASSERT_TRUE(becomes_readable(ended.ended().get()));
  freezer_->add(ended.pid());
  add(echo);

  freezer_->freeze();

  EXPECT_TRUE(is_stopped(echo.pid()));
  freezer_->thaw();
  EXPECT_TRUE(echo.answers());
  EXPECT_EQ(freezer_->means(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(By,
                         FreezerTest,
                         ::testing::Values(Freezer::Means::Signals, Freezer::Means::Cgroup),
                         [](const auto& instance) {
                           return instance.param == Freezer::Means::Cgroup ? "Cgroup" : "Signals";
                         });

}  // namespace
}  // namespace lambent::process
