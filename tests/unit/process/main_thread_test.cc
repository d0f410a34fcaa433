// Whether a process that was stopped waits again.
#include "emulator/process/main_thread.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>

#include <gtest/gtest.h>

#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

/// Looks again and again until `expected`, or for too long.
bool becomes(pid_t pid, bool expected) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (is_main_thread_asleep(pid) != expected) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    sched_yield();
  }
  return true;
}

TEST(MainThread, IsAsleepInASystemCallAndNotWhileItIsStopped) {
  const Spawned child = spawn(shell("exec sleep 100"));
  EXPECT_TRUE(becomes(child.pid, true));

  kill(child.pid, SIGSTOP);
  int status = 0;
  ASSERT_EQ(waitpid(child.pid, &status, WUNTRACED), child.pid);
  EXPECT_FALSE(is_main_thread_asleep(child.pid));

  kill(child.pid, SIGCONT);
  EXPECT_TRUE(becomes(child.pid, true));
  kill(child.pid, SIGKILL);
  EXPECT_EQ(waitpid(child.pid, &status, 0), child.pid);
}

TEST(MainThread, IsAwakeWhileItComputes) {
  const Spawned child = spawn(shell("while :; do :; done"));

  EXPECT_TRUE(becomes(child.pid, false));
  kill(child.pid, SIGKILL);
  EXPECT_EQ(waitpid(child.pid, nullptr, 0), child.pid);
}

TEST(MainThread, OfNobodyIsNotWaitedFor) {
  EXPECT_TRUE(is_main_thread_asleep(0x7FFF'FFFF));
}

}  // namespace
}  // namespace lambent::process
