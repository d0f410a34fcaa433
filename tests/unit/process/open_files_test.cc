// The limits of open files: this process's goes up, a child's is that of the cloud.
#include "emulator/process/open_files.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <string>

#include <gtest/gtest.h>

#include "emulator/process/spawn.h"
#include "tests/unit/process/programs.h"

namespace lambent::process {
namespace {

TEST(OpenFiles, OfThisProcessGoUpToWhatIsAllowed) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);

  raise_open_files();

  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  EXPECT_EQ(after.rlim_max, before.rlim_max);
}

TEST(OpenFiles, OfAFunctionAre1024) {
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  Command command = shell("read line; ulimit -Sn; ulimit -Hn", output.write.get());
  command.input = input.read.get();
  ASSERT_EQ(fcntl(input.read.get(), F_SETFL, 0), 0) << "the shell waits for its line";
  const Spawned child = spawn(command);

  limit_open_files(child.pid);
  input.write.close();
  output.write.close();

  EXPECT_EQ(read_to_end(output.read.get()), "1024\n1024\n");
  waitpid(child.pid, nullptr, 0);
}

}  // namespace
}  // namespace lambent::process
