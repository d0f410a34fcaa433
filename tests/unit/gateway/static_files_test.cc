// Files that paths mean, and the line each request leaves: local-api.md §5.13.
#include "api/gateway/static_files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "api/gateway/access_log.h"

namespace lambent::gateway {
namespace {

namespace fs = std::filesystem;

class StaticFiles : public testing::Test {
 protected:
  StaticFiles()
      : root_(fs::path(testing::TempDir()) / ("static_files_test-" + std::to_string(::getpid()))) {
    write("public/page.html");
    write("public/sub/index.html");
    write("public/a b.txt");
    write("public/.hidden");
    write("secret.txt");
    fs::create_symlink(root_ / "secret.txt", root_ / "public/link.txt");
    fs::create_directories(root_ / "public/empty");
  }
  ~StaticFiles() override { fs::remove_all(root_); }

  void write(const std::string& name) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << name;
  }
  std::string found(const std::string& path) const {
    const auto file = static_file(root_ / "public", path);
    return file ? fs::relative(*file, fs::canonical(root_ / "public")).string() : "none";
  }

  fs::path root_;
};

TEST_F(StaticFiles, AreFoundByTheirDecodedPath) {
  EXPECT_EQ(found("/page.html"), "page.html");
  EXPECT_EQ(found("/a%20b.txt"), "a b.txt");
  EXPECT_EQ(found("/sub/"), "sub/index.html");
  EXPECT_EQ(found("/sub"), "sub/index.html");
}

TEST_F(StaticFiles, AreNotFoundOutsideTheFolderOrWhenHidden) {
  for (const char* path : {"/../secret.txt",
                           "/%2e%2e/secret.txt",
                           "/sub/../../secret.txt",
                           "/link.txt",
                           "/.hidden",
                           "/empty/",
                           "/none",
                           "/",
                           "page.html",
                           "/page.html%00",
                           "//etc/passwd"}) {
    EXPECT_EQ(found(path), "none") << path;
  }
}

TEST(ContentType, GoesByTheSuffix) {
  EXPECT_EQ(content_type_of("a.html"), "text/html; charset=utf-8");
  EXPECT_EQ(content_type_of("a.PNG"), "image/png");
  EXPECT_EQ(content_type_of("a"), "application/octet-stream");
}

TEST(AccessLog, IsOneLineWhateverTheRequestSays) {
  const base::WallTime when(std::chrono::milliseconds(1'783'757'704'123));

  EXPECT_EQ(access_line("127.0.0.1", when, "GET", "/orders/7", 200, std::chrono::milliseconds(12)),
            "127.0.0.1 - - [11/Jul/2026 08:15:04] \"GET /orders/7 HTTP/1.1\" 200 - 12 ms\n");
  EXPECT_EQ(access_line("::1", when, "GET", "/\"\x7f", 404, std::chrono::milliseconds(0)),
            "::1 - - [11/Jul/2026 08:15:04] \"GET /\\x22\\x7f HTTP/1.1\" 404 - 0 ms\n");
}

}  // namespace
}  // namespace lambent::gateway
