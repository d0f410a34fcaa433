// Packages that outlive a daemon: who makes them, who dies in the middle, who removes them.
#include "invoke/package_cache.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/error.h"
#include "emulator/base/scratch_folder.h"

namespace lambent::invoke {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kOne(64, '1');
const std::string kTwo(64, '2');
constexpr std::uint64_t kUnlimited = 1'000'000;

void write(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return "(no such file)";
  return {std::istreambuf_iterator<char>(file), {}};
}

PackageCache::Fill with(const std::string& content) {
  return [content](const fs::path& target) {
    write(target / "app.py", content);
    return std::uint64_t{content.size()};
  };
}

std::uint64_t must_not_fill(const fs::path&) {
  throw std::logic_error("filled again");
}

/// Another daemon: a process that runs `body` and then lives until it is killed or let go.
class OtherProcess {
 public:
  /// `body` gets a function that says "I am here" and waits to be let go on.
  using Wait = std::function<void()>;
  explicit OtherProcess(const std::function<void(const Wait&)>& body) {
    if (::pipe(said_) != 0 || ::pipe(told_) != 0) throw std::runtime_error("pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(told_[1]);
      body([this] {
        char byte = 'x';
        if (::write(said_[1], &byte, 1) != 1 || ::read(told_[0], &byte, 1) != 1) ::_exit(3);
      });
      ::_exit(0);
    }
    ::close(said_[1]);
    ::close(told_[0]);
  }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;
  ~OtherProcess() {
    if (pid_ > 0) kill_it();
    ::close(said_[0]);
    ::close(told_[1]);
  }

  bool is_here() {
    char byte = 0;
    return ::read(said_[0], &byte, 1) == 1;
  }
  void let_go_on() { ASSERT_EQ(::write(told_[1], "x", 1), 1); }
  void kill_it() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  int exit_code() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  int said_[2] = {-1, -1};
  int told_[2] = {-1, -1};
  pid_t pid_ = -1;
};

class PackageCacheTest : public ::testing::Test {
 protected:
  std::vector<std::string> folders() const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  void tidy(std::uint64_t limit = kUnlimited) { tidy_packages(folder_, limit, {}); }

  static std::string refusal(const fs::path& folder) {
    try {
      open_package_cache(folder);
    } catch (const config::Error& error) {
      return error.what();
    }
    return "(nothing was refused)";
  }

  base::ScratchFolder scratch_;
  fs::path folder_ = open_package_cache(scratch_.path() / "cache");
  PackageCache cache_{folder_};
};

// --- a package -----------------------------------------------------------------------------------

TEST_F(PackageCacheTest, FillsAPackageOnce) {
  const auto first = cache_.take(kOne, with("1"));
  const auto second = PackageCache(folder_).take(kOne, must_not_fill);

  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->files, second->files);
  EXPECT_EQ(second->bytes, 1U);
  EXPECT_EQ(read(second->files / "app.py"), "1");
  EXPECT_THAT(folders(), ElementsAre(kOne));
}

TEST_F(PackageCacheTest, KeepsNothingOfAPackageThatIsRefused) {
  const auto half = [](const fs::path& target) -> std::uint64_t {
    write(target / "app.py", "1");
    throw config::Error("too large");
  };

  EXPECT_THROW(cache_.take(kOne, half), config::Error);

  EXPECT_THAT(folders(), IsEmpty());
}

TEST_F(PackageCacheTest, FillsADamagedPackageAgain) {
  const fs::path files = cache_.take(kOne, with("1"))->files;
  const std::vector<std::function<void()>> damages = {
      [&] { write(files / "app.py", "longer"); },
      [&] { write(files / "more.py", ""); },
      [&] { fs::remove(files / "app.py"); },
      [&] { fs::permissions(files / "app.py", fs::perms(0755)); },
      [&] { fs::last_write_time(files / "app.py", fs::file_time_type::min()); },
      [&] { fs::remove_all(files); },
      [&] { fs::remove(files.parent_path() / "record"); },
      [&] { write(files.parent_path() / "record", "lambent-package-0 1 f00"); },
  };

  for (std::size_t number = 0; number < damages.size(); ++number) {
    damages[number]();
    const auto found = cache_.take(kOne, with("2"));
    ASSERT_TRUE(found) << number;
    EXPECT_EQ(read(found->files / "app.py"), "2") << number;
    EXPECT_FALSE(fs::exists(found->files / "more.py")) << number;
  }
}

TEST_F(PackageCacheTest, TakesBytecodeForNoDamage) {
  const fs::path files = cache_.take(kOne, with("1"))->files;
  fs::create_directory(files / "__pycache__");
  write(files / "__pycache__/app.pyc", "x");

  EXPECT_TRUE(cache_.take(kOne, must_not_fill));
}

TEST_F(PackageCacheTest, LeavesADamagedPackageToWhoUsesIt) {
  const auto used = cache_.take(kOne, with("1"));
  write(used->files / "app.py", "edited");

  EXPECT_FALSE(cache_.take(kOne, must_not_fill));
  EXPECT_EQ(read(used->files / "app.py"), "edited");
}

TEST_F(PackageCacheTest, DoesWithoutAFolderThatHasGone) {
  fs::remove_all(folder_);

  EXPECT_FALSE(cache_.take(kOne, with("1")));
}

// --- several daemons -----------------------------------------------------------------------------

TEST_F(PackageCacheTest, IsSafeWhenTwoFillTheSamePackageAtOnce) {
  OtherProcess other([&](const OtherProcess::Wait& wait) {
    const auto found = PackageCache(folder_).take(kOne, [&](const fs::path& target) {
      wait();
      return with("1")(target);
    });
    if (!found || read(found->files / "app.py") != "1") ::_exit(4);
  });
  ASSERT_TRUE(other.is_here());

  const auto ours = cache_.take(kOne, with("1"));
  other.let_go_on();

  EXPECT_EQ(other.exit_code(), 0);
  ASSERT_TRUE(ours);
  EXPECT_EQ(read(ours->files / "app.py"), "1");
  EXPECT_THAT(folders(), ElementsAre(kOne));
}

TEST_F(PackageCacheTest, TakesNothingForWholeThatAKilledDaemonLeft) {
  OtherProcess other([&](const OtherProcess::Wait& wait) {
    PackageCache(folder_).take(kOne, [&](const fs::path& target) {
      write(target / "half.py", "1");
      wait();
      return std::uint64_t{1};
    });
  });
  ASSERT_TRUE(other.is_here());
  tidy();
  EXPECT_EQ(folders().size(), 1U) << "removed what a living daemon is making";

  other.kill_it();
  EXPECT_EQ(folders().size(), 1U);
  const auto ours = cache_.take(kOne, with("1"));
  tidy();

  ASSERT_TRUE(ours);
  EXPECT_FALSE(fs::exists(ours->files / "half.py"));
  EXPECT_EQ(read(ours->files / "app.py"), "1");
  EXPECT_THAT(folders(), ElementsAre(kOne));
}

TEST_F(PackageCacheTest, KeepsWhatALivingDaemonUsesAndNotWhatADeadOneUsed) {
  OtherProcess other([&](const OtherProcess::Wait& wait) {
    const auto found = PackageCache(folder_).take(kOne, with("1"));
    wait();
  });
  ASSERT_TRUE(other.is_here());

  tidy(0);
  EXPECT_THAT(folders(), ElementsAre(kOne));

  other.kill_it();
  tidy(0);
  EXPECT_THAT(folders(), IsEmpty());
}

// --- its size ------------------------------------------------------------------------------------

TEST_F(PackageCacheTest, RemovesWhatIsLongestOutOfUse) {
  for (const std::string& digest : {kOne, kTwo})
    cache_.take(digest, with("12345"));
  fs::last_write_time(folder_ / kOne / "lock", fs::file_time_type::min());

  tidy(10);
  EXPECT_THAT(folders(), ElementsAre(kOne, kTwo)) << "ten bytes are allowed";
  tidy(9);
  EXPECT_THAT(folders(), ElementsAre(kTwo));
}

TEST_F(PackageCacheTest, CountsUseByAnyDaemon) {
  for (const std::string& digest : {kOne, kTwo}) {
    cache_.take(digest, with("12345"));
    fs::last_write_time(folder_ / digest / "lock", fs::file_time_type::min());
  }

  PackageCache(folder_).take(kOne, must_not_fill);
  tidy(9);

  EXPECT_THAT(folders(), ElementsAre(kOne));
}

TEST_F(PackageCacheTest, RemovesNothingMoreOnceAskedToStop) {
  cache_.take(kOne, with("1"));
  std::stop_source stop;
  stop.request_stop();

  tidy_packages(folder_, 0, stop.get_token());

  EXPECT_THAT(folders(), ElementsAre(kOne));
}

// --- the folder ----------------------------------------------------------------------------------

TEST_F(PackageCacheTest, IsMadeForItsUserAlone) {
  const fs::path deep = scratch_.path() / "a/b";

  EXPECT_EQ(open_package_cache(deep), deep / "packages");
  EXPECT_EQ(fs::status(deep).permissions(), fs::perms(0700));
}

TEST_F(PackageCacheTest, IsNotMadeWhereOthersMayWrite) {
  const fs::path shared = scratch_.path() / "shared";
  fs::create_directory(shared);
  fs::permissions(shared, fs::perms(0777));

  EXPECT_EQ(
      refusal(shared),
      "cache folder \"" + shared.string() + "\": expected one that no other user may write to");
}

TEST_F(PackageCacheTest, IsNotMadeInAnotherUsersFolder) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can write there";
  const fs::path home = scratch_.path() / "home";
  fs::create_directory(home);
  ASSERT_EQ(::chown(home.c_str(), 1234, 1234), 0);

  EXPECT_THAT(refusal(home / ".cache/lambent"),
              HasSubstr("expected one of user 0, found user 1234's"));
  EXPECT_TRUE(fs::is_empty(home));
}

TEST_F(PackageCacheTest, IsNotMadeInAFile) {
  write(scratch_.path() / "file", "");

  EXPECT_THAT(refusal(scratch_.path() / "file/cache"), HasSubstr("cache folder"));
}

}  // namespace
}  // namespace lambent::invoke
