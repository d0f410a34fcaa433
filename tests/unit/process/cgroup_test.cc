// Who is moved into a cgroup and stopped there, and that no folder stays behind.
#include "emulator/process/cgroup.h"

#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/log.h"
#include "emulator/base/scratch_folder.h"
#include "emulator/process/cgroup_removal.h"
#include "emulator/process/freezer.h"
#include "tests/unit/process/frozen.h"

namespace lambent::process {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// --- Where a process stands ----------------------------------------------------------------------

constexpr std::string_view kUnified =
    "24 31 0:22 / /proc rw,nosuid - proc proc rw\n"
    "31 24 0:26 / /cg rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
constexpr std::string_view kHybrid =
    "34 31 0:31 / /cg/memory rw - cgroup cgroup rw,memory\n"
    "41 31 0:38 / /cg/unified rw,relatime - cgroup2 cgroup2 rw\n";
constexpr std::string_view kPart = "31 24 0:26 /docker/4f1 /cg rw - cgroup2 cgroup2 rw\n";
constexpr std::string_view kVersion1 = "34 31 0:31 / /cg/memory rw - cgroup cgroup rw,memory\n";
constexpr std::string_view kBroken = "31 - cgroup2 cgroup2 rw";

struct OwnCgroupCase {
  const char* why;
  std::string_view mountinfo;
  std::string_view cgroup;
  std::optional<fs::path> folder;
};

TEST(OwnCgroup, IsTheMountPointAndThePathBelowTheMountedRoot) {
  const std::vector<OwnCgroupCase> cases{
      {"unified",                  kUnified,  "0::/user.slice/a.scope\n", "/cg/user.slice/a.scope"},
      {"the root",                 kUnified,  "0::/\n",                   "/cg"                   },
      {"no newline",               kUnified,  "0::/a",                    "/cg/a"                 },
      {"hybrid",                   kHybrid,   "4:memory:/m\n0::/\n",      "/cg/unified"           },
      {"part: its root",           kPart,     "0::/docker/4f1\n",         "/cg"                   },
      {"part: below",              kPart,     "0::/docker/4f1/x\n",       "/cg/x"                 },
      {"part: a longer name",      kPart,     "0::/docker/4f12\n",        std::nullopt            },
      {"part: outside",            kPart,     "0::/docker\n",             std::nullopt            },
      {"outside of the namespace", kUnified,  "0::/../other\n",           std::nullopt            },
      {"version 1 only",           kVersion1, "0::/\n",                   std::nullopt            },
      {"no line of version 2",     kUnified,  "4:memory:/m\n",            std::nullopt            },
      {"nothing mounted",          "",        "0::/\n",                   std::nullopt            },
      {"nothing known",            kUnified,  "",                         std::nullopt            },
      {"a broken line",            kBroken,   "0::/\n",                   std::nullopt            },
  };
  for (const OwnCgroupCase& test : cases)
    EXPECT_EQ(own_cgroup(test.mountinfo, test.cgroup), test.folder) << test.why;
}

TEST(OwnCgroup, IsInTheFirstMountThatShowsTheProcess) {
  const std::string mounts = std::string(kPart) + "50 24 0:26 / /other rw - cgroup2 none rw\n";

  EXPECT_EQ(own_cgroup(mounts, "0::/elsewhere\n"), "/other/elsewhere");
  EXPECT_EQ(own_cgroup(mounts, "0::/docker/4f1/x\n"), "/cg/x");
}

// --- A system that has none ----------------------------------------------------------------------

class NoCgroupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::set_log_level(base::LogLevel::Debug);
    base::set_log_sink([this](std::string_view line) { log_.emplace_back(line); });
  }
  void TearDown() override {
    base::set_log_sink(nullptr);
    base::set_log_level(base::LogLevel::Warning);
  }

  base::ScratchFolder folder_;
  std::vector<std::string> log_;
};

TEST_F(NoCgroupTest, IsNoHome) {
  EXPECT_EQ(CgroupHome::below(folder_.path()), nullptr);

  EXPECT_THAT(log_,
              ElementsAre(AllOf(HasSubstr("debug: "),
                                HasSubstr("cgroup.procs: No such file or directory"))));
}

TEST_F(NoCgroupTest, LeavesNoFolderWhereNothingCanBeFrozen) {
  std::ofstream(folder_.path() / "cgroup.procs") << "1\n";

  EXPECT_EQ(CgroupHome::below(folder_.path()), nullptr);

  EXPECT_THAT(log_, ElementsAre(HasSubstr("No such file or directory")));
  fs::remove(folder_.path() / "cgroup.procs");
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

// --- A system that has one -----------------------------------------------------------------------

class CgroupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = CgroupHome::find();
    if (!home_) GTEST_SKIP() << "this system lets nobody here make a cgroup v2";
    home_path_ = home_->path();
    cgroup_ = home_->make();
    ASSERT_NE(cgroup_, nullptr);
    path_ = cgroup_->path();
  }
  void TearDown() override {
    cgroup_.reset();
    home_.reset();
    if (!home_path_.empty()) {
      remove_cgroups(home_path_, kPatience);
      EXPECT_FALSE(fs::exists(home_path_));
    }
  }

  asio::io_context io_{1};
  std::unique_ptr<CgroupHome> home_;
  std::unique_ptr<Cgroup> cgroup_;
  fs::path home_path_;
  fs::path path_;
};

TEST_F(CgroupTest, TakesALeaderAndTheChildrenItHad) {
  Echo echo(io_, "sleep 100 > /dev/null 2>&1 & echo $!; exec cat", 1);

  cgroup_->take(echo.pid());

  EXPECT_TRUE(moves_to(path_, echo.pid()));
  EXPECT_TRUE(moves_to(path_, std::stoi(echo.greeting())));
  EXPECT_FALSE(cgroup_->was_refused());
}

TEST_F(CgroupTest, FreezesAProcessThatLeftItsGroup) {
  Echo echo(io_, "read go; exec 4<&0; setsid sh -c 'echo $$; exec cat' <&4 & wait");
  cgroup_->take(echo.pid());
  ASSERT_TRUE(moves_to(path_, echo.pid()));
  echo.send("go\n");
  const pid_t other = std::stoi(echo.received());
  ASSERT_NE(getpgid(other), echo.pid());

  cgroup_->freeze();

  EXPECT_EQ(cgroup_of(other), path_);
  EXPECT_TRUE(freezes(path_));
  EXPECT_NE(state_of(echo.pid()), 'T') << "nobody can tell";
  siginfo_t info{};
  EXPECT_EQ(waitid(P_PID, static_cast<id_t>(echo.pid()), &info, WSTOPPED | WNOHANG), 0);
  EXPECT_EQ(info.si_pid, 0) << "nor does its parent hear of it";
  cgroup_->thaw();
  EXPECT_TRUE(echo.answers());
  kill(other, SIGKILL);
}

TEST_F(CgroupTest, FreezesWhoComesLate) {
  Echo echo(io_);
  cgroup_->freeze();
  EXPECT_TRUE(freezes(path_)) << "nobody is there, so everybody is frozen";

  cgroup_->take(echo.pid());

  ASSERT_TRUE(moves_to(path_, echo.pid()));
  EXPECT_TRUE(freezes(path_));
  cgroup_->thaw();
  EXPECT_TRUE(echo.answers());
}

TEST_F(CgroupTest, LeavesOtherCgroupsAlone) {
  Echo frozen(io_);
  Echo other(io_);
  const std::unique_ptr<Cgroup> neighbour = home_->make();
  ASSERT_NE(neighbour, nullptr);
  cgroup_->take(frozen.pid());
  neighbour->take(other.pid());
  ASSERT_TRUE(moves_to(path_, frozen.pid()));
  ASSERT_TRUE(moves_to(neighbour->path(), other.pid()));

  cgroup_->freeze();

  EXPECT_TRUE(freezes(path_));
  EXPECT_TRUE(other.answers());
}

// A threaded home has no place for whole processes.
TEST_F(CgroupTest, IsGivenUpForSignalsWhenTheKernelRefuses) {
  const std::unique_ptr<CgroupHome> inner = CgroupHome::below(home_path_);
  ASSERT_NE(inner, nullptr);
  Freezer freezer(inner.get());
  const std::unique_ptr<Cgroup> probe = inner->make();
  std::ofstream type(inner->path() / "cgroup.type");
  if (!(type << "threaded" << std::flush)) GTEST_SKIP() << "this system has no threaded cgroups";
  Echo echo(io_);
  ASSERT_EQ(freezer.means(), Freezer::Means::Cgroup);
  freezer.add(echo.pid());
  probe->take(echo.pid());  // after the other, on the same thread
  ASSERT_TRUE(eventually([&] { return probe->was_refused(); }));

  freezer.freeze();

  EXPECT_EQ(freezer.means(), Freezer::Means::Signals);
  EXPECT_TRUE(stops(echo.pid()));
  freezer.thaw();
  EXPECT_TRUE(echo.answers());
}

// --- What stays behind ---------------------------------------------------------------------------

TEST_F(CgroupTest, GoesWithItsOwner) {
  ASSERT_TRUE(fs::exists(path_));

  cgroup_.reset();

  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(CgroupTest, GoesWhenItsLastProcessHasGone) {
  std::optional<Echo> echo(io_);
  cgroup_->take(echo->pid());
  ASSERT_TRUE(moves_to(path_, echo->pid()));
  cgroup_->freeze();

  cgroup_.reset();
  EXPECT_TRUE(fs::exists(path_)) << "somebody is in there";
  EXPECT_TRUE(echo->answers()) << "and may go on";
  echo.reset();
  ASSERT_TRUE(eventually([&] { return text_of(path_ / "cgroup.procs").empty(); }));
  ASSERT_TRUE(eventually([&] {
    home_->make().reset();
    return !fs::exists(path_);
  })) << "the next removal takes it along";
}

TEST_F(CgroupTest, TheHomeWaitsForWhoIsAboutToEnd) {
  Echo echo(io_);
  cgroup_->take(echo.pid());
  ASSERT_TRUE(moves_to(path_, echo.pid()));
  cgroup_->freeze();
  ASSERT_TRUE(freezes(path_));
  kill(echo.pid(), SIGKILL);

  cgroup_.reset();
  home_.reset();

  EXPECT_FALSE(fs::exists(home_path_));
}

TEST_F(CgroupTest, TheHomeDoesNotWaitForWhoLivesOn) {
  std::optional<Echo> echo(io_);
  cgroup_->take(echo->pid());
  ASSERT_TRUE(moves_to(path_, echo->pid()));

  cgroup_.reset();
  home_.reset();

  EXPECT_TRUE(fs::exists(path_));
  EXPECT_TRUE(echo->answers());
}

TEST_F(CgroupTest, RemovalThawsWhoIsLeft) {
  Echo echo(io_);
  cgroup_->take(echo.pid());
  ASSERT_TRUE(moves_to(path_, echo.pid()));
  cgroup_->freeze();
  ASSERT_TRUE(freezes(path_));

  remove_cgroups(home_path_, std::chrono::milliseconds{0});

  EXPECT_TRUE(echo.answers());
  EXPECT_TRUE(fs::exists(path_));
}

TEST(RemoveCgroups, DoesNotMindAFolderThatIsGone) {
  const base::ScratchFolder folder;

  remove_cgroups(folder.path() / "gone", kPatience);

  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace lambent::process
