// What keeps a runtime from being forked: everything that acts when a program starts.
#include "emulator/environment/spawn_reason.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

namespace fs = std::filesystem;

class SpawnReasonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        fs::path(::testing::TempDir()) / fmt::format("lambent-{}-{}", info->name(), ::getpid());
    fs::create_directories(folder_ / "task");
    facts_.task_root = folder_ / "task";
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string reason() const { return spawn_reason(function_, RuntimeClient::Lambent, facts_); }
  std::string reason_with(const std::string& variable) {
    function_.environment = {
        {variable, "1"}
    };
    return reason();
  }
  std::string touch(const fs::path& file) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << '\n';
    return (folder_ / file).string();
  }

  fs::path folder_;
  config::FunctionConfig function_;
  VariableFacts facts_;
};

TEST_F(SpawnReasonTest, IsNoneForAPlainFunction) {
  EXPECT_EQ(reason(), "");
  touch("task/app.py");
  touch("task/package/native.so");  // found by path, not by the linker's search
  touch("task/_module.cpython-312-x86_64-linux-gnu.so");
  touch("task/_module.abi3.so");
  touch("opt/python/x.so");
  facts_.opt = folder_ / "opt";
  EXPECT_EQ(reason(), "");
}

TEST_F(SpawnReasonTest, IsAnotherRuntimeClient) {
  EXPECT_EQ(spawn_reason(function_, RuntimeClient::Awslambdaric, facts_),
            "the runtime client is awslambdaric");
}

TEST_F(SpawnReasonTest, IsAVariableThatActsAtStart) {
  for (const char* name : {"PYTHONHASHSEED",
                           "PYTHONOPTIMIZE",
                           "PYTHONMALLOC",
                           "PYTHONWARNINGS",
                           "PYTHONPATH",
                           "PYTHONUNBUFFERED",
                           "PYTHONDONTWRITEBYTECODE",
                           "LD_LIBRARY_PATH",
                           "LD_PRELOAD",
                           "MALLOC_ARENA_MAX",
                           "GLIBC_TUNABLES",
                           "GCONV_PATH",
                           "LOCPATH",
                           "LANG",
                           "LC_ALL",
                           "LC_CTYPE",
                           "HOME",
                           "AWS_LAMBDA_EXEC_WRAPPER"}) {
    EXPECT_EQ(reason_with(name), fmt::format("{} is set", name));
  }
}

TEST_F(SpawnReasonTest, IsNoVariableThatIsReadLater) {
  for (const char* name : {"TABLE",
                           "TZ",
                           "PATH",
                           "LANGUAGE",
                           "MY_PYTHON",
                           "HOMEPAGE",
                           "AWS_LAMBDA_LOG_FORMAT",
                           "python",
                           "LDAP_URL",
                           "LCOV"}) {
    EXPECT_EQ(reason_with(name), "") << name;
  }
}

TEST_F(SpawnReasonTest, IsAVariableThatWasPassedThrough) {
  facts_.passed_through = {
      {"A",         "1"     },
      {"LC_ALL",    "C"     },
      {"SOMETHING", "at all"}
  };
  EXPECT_EQ(reason(), "LC_ALL is set");
}

TEST_F(SpawnReasonTest, IsALibraryWhereTheLinkerLooks) {
  for (const char* file :
       {"task/libown.so", "task/lib/libown.so.1", "opt/lib/libown.so.1.2.3", "task/lib/own.so"}) {
    facts_.opt = folder_ / "opt";
    const std::string path = touch(file);
    EXPECT_EQ(reason(), path + " is a shared library on LD_LIBRARY_PATH");
    fs::remove(path);
  }
}

}  // namespace
}  // namespace lambent::environment
