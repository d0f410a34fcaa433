// ScratchFolder: private, and gone with its owner.
#include "emulator/base/scratch_folder.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace lambent::base {
namespace {

namespace fs = std::filesystem;

TEST(ScratchFolder, IsForItsOwnerOnly) {
  const ScratchFolder scratch;

  EXPECT_TRUE(scratch.path().is_absolute());
  EXPECT_EQ(fs::status(scratch.path()).permissions(), fs::perms(0700));
}

TEST(ScratchFolder, GoesWithItsOwnerAndAllThatIsInIt) {
  fs::path path;
  {
    const ScratchFolder scratch;
    path = scratch.path();
    fs::create_directories(path / "code/deep");
    std::ofstream(path / "code/deep/app.py") << "pass";
  }

  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace lambent::base
