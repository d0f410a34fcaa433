// The wrapper's part of a runtime command, run for real; runtime-api.md §4.12.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "emulator/environment/runtime_command.h"
#include "emulator/process/child.h"
#include "emulator/process/output_reader.h"
#include "tests/support/run.h"

namespace lambent::environment {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

class WrapperTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("lambent-") + info->name() + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write_wrapper(const std::string& text, fs::perms permissions) {
    const fs::path path = folder_ / "wrap";
    std::ofstream(path) << text;
    fs::permissions(path, permissions);
  }

  /// Runs the command of a function whose wrapper is `wrapper`; /bin/echo plays the interpreter.
  void run_with(const std::string& wrapper) {
    config::FunctionConfig function;
    function.name = "f";
    function.handler = "app.handler";
    function.environment.emplace().emplace("AWS_LAMBDA_EXEC_WRAPPER", wrapper);
    RuntimePaths paths;
    paths.python = "/bin/echo";
    paths.runtime_dir = "/runtime";
    VariableFacts facts;
    facts.task_root = folder_;

    process::Pipe pipe = process::make_pipe();
    process::Command command = runtime_command(function, paths, facts);
    command.output = pipe.write.get();
    process::Child child(io_.get_executor(), process::spawn(command));
    pipe.write.close();
    process::OutputReader output(
        io_.get_executor(), std::move(pipe.read), [this](const process::LogRecord& record) {
          output_ += record.text + '\n';
        });
    exit_ = test::run(io_, child.wait());
    output.drain();
    output.finish();
  }

  asio::io_context io_{1};
  fs::path folder_;
  process::Exit exit_;
  std::string output_;
};

TEST_F(WrapperTest, IsExecutedWithTheOriginalCommand) {
  write_wrapper("#!/bin/sh\necho \"wrapped $#: $*\"\nexec \"$@\"\n", fs::perms::owner_all);

  run_with("/var/task/wrap");

  EXPECT_FALSE(exit_.by_signal);
  EXPECT_EQ(exit_.code, 0);
  EXPECT_EQ(output_, "wrapped 2: /bin/echo /runtime/bootstrap.py\n/runtime/bootstrap.py\n");
}

TEST_F(WrapperTest, LeavesWithItsOwnStatus) {
  write_wrapper("#!/bin/sh\nexit 9\n", fs::perms::owner_all);

  run_with("/var/task/wrap");

  EXPECT_EQ(exit_.code, 9);
}

TEST_F(WrapperTest, ThatIsMissingExits127) {
  run_with("/var/task/wrap");

  EXPECT_FALSE(exit_.by_signal);
  EXPECT_EQ(exit_.code, 127);
  EXPECT_EQ(output_, (folder_ / "wrap").string() + ": does not exist\n");
}

TEST_F(WrapperTest, ThatIsAFolderCountsAsMissing) {
  fs::create_directory(folder_ / "wrap");

  run_with("/var/task/wrap");

  EXPECT_EQ(exit_.code, 127);
}

TEST_F(WrapperTest, ThatMayNotBeExecutedExits126) {
  write_wrapper("#!/bin/sh\n", fs::perms::owner_read | fs::perms::owner_write);

  run_with("/var/task/wrap");

  EXPECT_FALSE(exit_.by_signal);
  EXPECT_EQ(exit_.code, 126);
  EXPECT_EQ(output_, (folder_ / "wrap").string() + ": is not an executable\n");
}

}  // namespace
}  // namespace lambent::environment
