// What counts as a change on the disk, and when it is told.
#include "emulator/process/file_watch.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace lambent::process {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TEST(FileWatch, OverlooksWhatPythonAndEditorsLeaveBehind) {
  for (const char* name : {"__pycache__",
                           "app.cpython-312.pyc",
                           ".git",
                           ".app.py.swp",
                           "app.py~",
                           "node_modules",
                           "x.tmp"}) {
    EXPECT_FALSE(is_worth_noticing(name)) << name;
  }
  for (const char* name : {"app.py", "template.yaml", "data", "a.b.c"}) {
    EXPECT_TRUE(is_worth_noticing(name)) << name;
  }
}

class FileWatchTest : public testing::Test {
 protected:
  FileWatchTest()
      : folder_(fs::path(testing::TempDir()) / ("file_watch_test-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "code/deep/__pycache__");
    write("code/app.py");
    write("template.yaml");
    watch_.watch({folder_ / "code", folder_ / "template.yaml"});
  }
  ~FileWatchTest() override { fs::remove_all(folder_); }

  void write(const std::string& name) const { std::ofstream(folder_ / name) << "x"; }

  /// Whether `act` is told as a change.
  template <class Act>
  bool is_told(Act act) {
    bool told = false;
    asio::cancellation_signal give_up;
    asio::co_spawn(io_,
                   watch_.changed(1ms),
                   asio::bind_cancellation_slot(
                       give_up.slot(), [&](const std::exception_ptr& error) { told = !error; }));
    io_.poll();
    act();
    // The kernel has queued its events before the call that made them returned.
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    io_.restart();
    if (told_soon(told, deadline)) return true;
    give_up.emit(asio::cancellation_type::terminal);
    io_.restart();
    io_.run();
    return false;
  }

  // Ends as soon as nothing is queued, or when the quiet time after a change is over.
  bool told_soon(const bool& told, std::chrono::steady_clock::time_point deadline) {
    while (!told && std::chrono::steady_clock::now() < deadline) {
      if (io_.run_one_for(20ms) == 0) break;
    }
    return told;
  }

  fs::path folder_;
  asio::io_context io_{1};
  FileWatch watch_{io_.get_executor()};
};

TEST_F(FileWatchTest, TellsOfFilesThatAreWrittenMadeMovedAndRemoved) {
  EXPECT_TRUE(is_told([&] { write("code/app.py"); }));
  EXPECT_TRUE(is_told([&] { write("code/deep/new.py"); }));
  EXPECT_TRUE(is_told([&] { fs::rename(folder_ / "code/deep/new.py", folder_ / "code/b.py"); }));
  EXPECT_TRUE(is_told([&] { fs::remove(folder_ / "code/b.py"); }));
  EXPECT_TRUE(is_told([&] { write("template.yaml"); }));
}

TEST_F(FileWatchTest, TellsOfFilesInFoldersThatAreNew) {
  EXPECT_TRUE(is_told([&] { fs::create_directory(folder_ / "code/fresh"); }));
  EXPECT_TRUE(is_told([&] { write("code/fresh/app.py"); }));
}

TEST_F(FileWatchTest, TellsWhenAFolderItselfIsGone) {
  EXPECT_TRUE(is_told([&] { fs::remove_all(folder_ / "code"); }));
}

TEST_F(FileWatchTest, KeepsQuietAboutTheRest) {
  EXPECT_FALSE(is_told([&] { write("code/deep/__pycache__/app.pyc"); }));
  EXPECT_FALSE(is_told([&] { write("code/.app.py.swp"); }));
  EXPECT_FALSE(is_told([&] { write("other.yaml"); }));
}

}  // namespace
}  // namespace lambent::process
