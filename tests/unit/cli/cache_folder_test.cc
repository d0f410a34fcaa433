// Where packages are kept: the user's cache, if there is one.
#include "api/cli/cache_folder.h"

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

using Variables = std::map<std::string, std::string>;

TEST(CacheFolder, IsBelowXdgCacheHomeElseBelowHome) {
  EXPECT_EQ(default_cache_folder({
                {"XDG_CACHE_HOME", "/c"},
                {"HOME",           "/h"}
  }),
            "/c/lambent");
  EXPECT_EQ(default_cache_folder({
                {"HOME", "/h"}
  }),
            "/h/.cache/lambent");
}

TEST(CacheFolder, IsNowhereWithoutAnAbsolutePath) {
  EXPECT_EQ(default_cache_folder({
                {"XDG_CACHE_HOME", "c" },
                {"HOME",           "/h"}
  }),
            "/h/.cache/lambent");
  EXPECT_EQ(default_cache_folder({
                {"XDG_CACHE_HOME", ""},
                {"HOME",           ""}
  }),
            "");
  EXPECT_EQ(default_cache_folder({
                {"HOME", "h"}
  }),
            "");
  EXPECT_EQ(default_cache_folder({}), "");
}

}  // namespace
}  // namespace lambent::cli
