// When a frozen process has gone on.
#include "emulator/process/resumption.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include <gtest/gtest.h>

#include "emulator/process/proc_status.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

/// A process that sleeps, stopped by SIGSTOP.
class ResumptionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    child_ = spawn(shell("exec sleep 100"));
    kill(child_.pid, SIGSTOP);
    int status = 0;
    ASSERT_EQ(waitpid(child_.pid, &status, WUNTRACED), child_.pid);
    ASSERT_TRUE(WIFSTOPPED(status));
  }
  void TearDown() override {
    if (!is_reaped_) end_it();
  }
  void end_it() {
    kill(-child_.pid, SIGKILL);
    ASSERT_EQ(waitpid(child_.pid, nullptr, 0), child_.pid);
    is_reaped_ = true;
  }

  Spawned child_;
  bool is_reaped_ = false;
};

TEST_F(ResumptionTest, HasNotHappenedWhileTheProcessIsStopped) {
  const Resumption resumption(child_.pid);

  EXPECT_FALSE(resumption.has_happened());
}

TEST_F(ResumptionTest, HasHappenedOnceTheProcessWaitsAgain) {
  const Resumption resumption(child_.pid);
  kill(child_.pid, SIGCONT);

  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!resumption.has_happened() && std::chrono::steady_clock::now() < deadline)
    sched_yield();
  EXPECT_TRUE(resumption.has_happened());
}

TEST_F(ResumptionTest, HasHappenedToAProcessThatIsGone) {
  const Resumption resumption(child_.pid);
  end_it();

  EXPECT_TRUE(resumption.has_happened());
}

TEST(StatusNumber, IsThatOfTheField) {
  EXPECT_EQ(status_number(getpid(), "Tgid"), static_cast<std::uint64_t>(getpid()));
  EXPECT_EQ(status_number(getpid(), "NoSuchField"), std::nullopt);
  EXPECT_EQ(status_number(getpid(), "Name"), std::nullopt) << "no number";
  EXPECT_EQ(status_number(0x7FFF'FFFF, "Tgid"), std::nullopt) << "nobody";
}

}  // namespace
}  // namespace lambent::process
