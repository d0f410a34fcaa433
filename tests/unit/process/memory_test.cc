// Memory figures read from /proc.
#include "emulator/process/memory.h"

#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "emulator/process/child.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

constexpr std::uint64_t kMegabyte = 1'048'576;

/// The number of a process that is no more.
pid_t nobody() {
  const Spawned child = spawn(shell("exit 0"));
  waitpid(child.pid, nullptr, 0);
  return child.pid;
}

TEST(ResidentBytes, GrowWithTheProcess) {
  const auto before = resident_bytes_of_tree(getpid());
  ASSERT_TRUE(before);
  EXPECT_GT(*before, kMegabyte);

  const std::vector<char> block(64 * kMegabyte, 'x');

  const auto after = resident_bytes_of_tree(getpid());
  ASSERT_TRUE(after);
  EXPECT_GT(*after, *before + 60 * kMegabyte);
  EXPECT_EQ(block.back(), 'x');
}

TEST(ResidentBytes, CountDescendants) {
  asio::io_context io{1};
  Pipe pipe = make_pipe();
  const Child child(io.get_executor(),
                    spawn(shell("sh -c 'sleep 100 & echo up; wait' & wait", pipe.write.get())));
  const std::string up = read_lines(pipe.read.get(), 1);
  ASSERT_EQ(up, "up\n");
  const auto tree = resident_bytes_of_tree(child.pid());
  ASSERT_TRUE(tree);

  // This process is an ancestor: its tree has what the child's tree has, and itself.
  const auto ours = resident_bytes_of_tree(getpid());
  ASSERT_TRUE(ours);
  EXPECT_GT(*tree, kMegabyte / 2) << "three processes";
  EXPECT_GT(*ours, *tree);
}

TEST(ResidentBytes, AreUnknownOfAProcessThatIsGone) {
  EXPECT_EQ(resident_bytes_of_tree(nobody()), std::nullopt);
}

TEST(PeakResidentBytes, RememberWhatWasGivenBack) {
  const auto before = peak_resident_bytes(getpid());
  ASSERT_TRUE(before);
  {
    std::vector<char> block(256 * kMegabyte, 'x');
    EXPECT_EQ(block.back(), 'x');
  }
  const auto after = peak_resident_bytes(getpid());
  ASSERT_TRUE(after);

  EXPECT_GE(*after, 256 * kMegabyte);
  EXPECT_GE(*after, *before);
  EXPECT_EQ(*after % 1024, 0U);
}

TEST(PeakResidentBytes, AreNeverLessThanNow) {
  EXPECT_GE(peak_resident_bytes(getpid()).value_or(0) + kMegabyte,
            resident_bytes_of_tree(getpid()).value_or(0));
}

TEST(PeakResidentBytes, AreUnknownOfAProcessThatIsGone) {
  EXPECT_EQ(peak_resident_bytes(nobody()), std::nullopt);
}

}  // namespace
}  // namespace lambent::process
