// From packages to folders: what is used in place, what is unpacked, what is refused.
#include "invoke/code_store.h"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/error.h"
#include "emulator/base/scratch_folder.h"

namespace lambent::invoke {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// One entry of an archive that a test writes.
struct Entry {
  std::string name;
  std::string content;
  unsigned mode = 0644;
  unsigned type = AE_IFREG;  ///< AE_IFLNK: the content is the target
};

Entry file(std::string name, std::string content, unsigned mode = 0644) {
  return {.name = std::move(name), .content = std::move(content), .mode = mode};
}

Entry link(std::string name, std::string target) {
  return {.name = std::move(name), .content = std::move(target), .type = AE_IFLNK};
}

void write_zip(const fs::path& path, const std::vector<Entry>& entries) {
  const std::unique_ptr<archive, decltype(&archive_write_free)> zip(archive_write_new(),
                                                                    archive_write_free);
  archive_write_set_format_zip(zip.get());
  ASSERT_EQ(archive_write_open_filename(zip.get(), path.c_str()), ARCHIVE_OK);
  const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = uselocale(utf8);
  for (const Entry& wanted : entries) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              archive_entry_free);
    archive_entry_set_pathname(entry.get(), wanted.name.c_str());
    archive_entry_set_perm(entry.get(), wanted.mode);
    archive_entry_set_filetype(entry.get(), wanted.type);
    const bool is_link = wanted.type == AE_IFLNK;
    if (is_link) archive_entry_set_symlink(entry.get(), wanted.content.c_str());
    const std::string content = is_link ? "" : wanted.content;
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    ASSERT_EQ(archive_write_header(zip.get(), entry.get()), ARCHIVE_OK)
        << archive_error_string(zip.get());
    archive_write_data(zip.get(), content.data(), content.size());
  }
  ASSERT_EQ(archive_write_close(zip.get()), ARCHIVE_OK);
  uselocale(before);
  freelocale(utf8);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return "(no such file)";
  return {std::istreambuf_iterator<char>(file), {}};
}

class CodeStoreTest : public ::testing::Test {
 protected:
  CodeStoreTest() {
    std::string pattern = (fs::temp_directory_path() / "lambent-test-XXXXXX").string();
    folder_ = fs::canonical(::mkdtemp(pattern.data()));
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const fs::path& name, const std::string& content) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

  fs::path zip(const fs::path& name, const std::vector<Entry>& entries) {
    write_zip(folder_ / name, entries);
    return folder_ / name;
  }

  static config::FunctionConfig function(const fs::path& code) {
    config::FunctionConfig config;
    config.name = "orders";
    config.code = code;
    return config;
  }

  static config::LayerRef layer(const fs::path& content) {
    config::LayerRef ref;
    ref.arn = "arn:aws:lambda:us-east-1:123456789012:layer:" + content.filename().string() + ":1";
    ref.content = content;
    return ref;
  }

  std::string refusal(const config::FunctionConfig& config) { return refusal(config, store_); }

  static std::string refusal(const config::FunctionConfig& config, CodeStore& store) {
    try {
      store.prepare(config);
    } catch (const config::Error& error) {
      return error.what();
    }
    return "(nothing was refused)";
  }

  /// The refusal of a package with these entries, without the part every refusal has.
  std::string refusal_of(const std::vector<Entry>& entries) {
    const fs::path archive = zip("bad.zip", entries);
    const std::string said = refusal(function(archive));
    const std::string prefix = "function \"orders\": code: \"" + archive.string() + "\": ";
    return said.starts_with(prefix) ? said.substr(prefix.size()) : said;
  }

  fs::path folder_;
  base::ScratchFolder scratch_;
  CodeStore store_{scratch_.path()};
};

// --- the package ---------------------------------------------------------------------------------

TEST_F(CodeStoreTest, UsesAFolderInPlace) {
  write("src/app.py", "1");

  const CodeLayout layout = store_.prepare(function(folder_ / "src"));

  EXPECT_EQ(layout.task_root, folder_ / "src");
  EXPECT_EQ(layout.opt, "");
  EXPECT_TRUE(layout.layers.empty());
}

TEST_F(CodeStoreTest, UnpacksAZip) {
  const fs::path package = zip("code.zip",
                               {
                                   file("app.py", "print(1)"),
                                   file("lib/grüße.py", "hallo"),
                                   file("bin/tool", "#!/bin/sh", 0755),
                               });

  const CodeLayout layout = store_.prepare(function(package));

  EXPECT_EQ(read(layout.task_root / "app.py"), "print(1)");
  EXPECT_EQ(read(layout.task_root / "lib/grüße.py"), "hallo");
  EXPECT_EQ(fs::status(layout.task_root / "bin/tool").permissions(), fs::perms(0755));
  EXPECT_EQ(fs::status(layout.task_root / "app.py").permissions(), fs::perms(0644));
}

TEST_F(CodeStoreTest, UnpacksTheSameContentOnce) {
  const fs::path first = zip("first.zip", {file("app.py", "1")});
  const fs::path second = folder_ / "second.zip";
  fs::copy_file(first, second);

  EXPECT_EQ(store_.prepare(function(first)).task_root, store_.prepare(function(second)).task_root);
}

TEST_F(CodeStoreTest, UnpacksChangedContentElsewhere) {
  const fs::path package = zip("code.zip", {file("app.py", "1")});
  const CodeLayout before = store_.prepare(function(package));

  zip("code.zip", {file("app.py", "22")});
  const CodeLayout after = store_.prepare(function(package));

  EXPECT_EQ(read(before.task_root / "app.py"), "1");
  EXPECT_EQ(read(after.task_root / "app.py"), "22");
}

TEST_F(CodeStoreTest, UnpacksIntoTheCache) {
  const fs::path cache = open_package_cache(folder_ / "cache");
  const fs::path package = zip("code.zip", {file("app.py", "1")});
  const fs::path first =
      CodeStore(scratch_.path(), {.cache = cache}).prepare(function(package)).task_root;
  const fs::file_time_type made = fs::last_write_time(first / "app.py");

  CodeStore next(scratch_.path(), {.cache = cache});

  EXPECT_EQ(next.prepare(function(package)).task_root, first);
  EXPECT_EQ(fs::last_write_time(first / "app.py"), made);
  EXPECT_EQ(first.parent_path().parent_path(), cache);
}

TEST_F(CodeStoreTest, CountsAnArchiveOfTheCache) {
  const fs::path cache = open_package_cache(folder_ / "cache");
  const fs::path package = zip("code.zip", {file("app.py", "12345")});
  CodeStore(scratch_.path(), {.cache = cache}).prepare(function(package));

  CodeStore store(scratch_.path(), {.max_unzipped = 4, .cache = cache});

  EXPECT_THAT(refusal(function(package), store), HasSubstr("expected at most 4 bytes"));
}

TEST_F(CodeStoreTest, UnpacksIntoItsOwnFolderWhatTheCacheCannotTake) {
  const fs::path cache = open_package_cache(folder_ / "cache");
  const fs::path package = zip("code.zip", {file("app.py", "1")});
  CodeStore store(scratch_.path(), {.cache = cache});
  fs::remove_all(cache);

  const fs::path root = store.prepare(function(package)).task_root;

  EXPECT_EQ(read(root / "app.py"), "1");
  EXPECT_EQ(root.parent_path(), scratch_.path());
}

TEST_F(CodeStoreTest, KeepsNothingOfARefusedArchiveInTheCache) {
  const fs::path cache = open_package_cache(folder_ / "cache");
  CodeStore store(scratch_.path(), {.cache = cache});

  refusal(function(zip("bad.zip", {file("app.py", "1"), file("../b", "2")})), store);

  EXPECT_TRUE(fs::is_empty(cache));
}

TEST_F(CodeStoreTest, WritesInlineCodeAsIndexPy) {
  config::FunctionConfig config = function("");
  config.inline_code = "def handler(e, c): pass\n";

  EXPECT_EQ(read(store_.prepare(config).task_root / "index.py"), "def handler(e, c): pass\n");
}

// --- refusals ------------------------------------------------------------------------------------

TEST_F(CodeStoreTest, RefusesCodeThatIsNotThere) {
  EXPECT_EQ(
      refusal(function("/nowhere/src")),
      "function \"orders\": code: \"/nowhere/src\": expected a folder or a zip archive, found "
      "nothing there");
}

TEST_F(CodeStoreTest, RefusesAFileThatIsNoZip) {
  EXPECT_THAT(refusal(function(write("app.tar", "not a zip at all"))),
              HasSubstr("expected a readable zip archive: "));
}

TEST_F(CodeStoreTest, RefusesATruncatedZip) {
  const fs::path package = zip("code.zip", {file("app.py", std::string(10'000, 'x'))});
  fs::resize_file(package, 40);

  EXPECT_THAT(refusal(function(package)), HasSubstr("expected a readable zip archive: "));
}

TEST_F(CodeStoreTest, RefusesAnEmptyZip) {
  EXPECT_EQ(refusal_of({}), "expected at least one file in the archive, found none");
}

TEST_F(CodeStoreTest, RefusesEntriesThatWouldLandOutside) {
  EXPECT_EQ(refusal_of({file("/etc/x", "1")}),
            "entry \"/etc/x\": expected a relative name, found an absolute one");
  for (const char* name : {"../x", "a/../../x", "a/.."}) {
    EXPECT_EQ(
        refusal_of({file("app.py", "1"), file(name, "1")}),
        "entry \"" + std::string(name) + "\": expected a name inside the archive, found \"..\"");
  }
}

TEST_F(CodeStoreTest, RefusesLinksThatLeave) {
  EXPECT_EQ(refusal_of({link("a", "/etc")}),
            "entry \"a\": expected a link inside the archive, found \"/etc\"");
  for (const char* target : {"../..", "../nothing", "../code.zip", ".."}) {
    EXPECT_EQ(refusal_of({file("app.py", "1"), link("a", target)}),
              "entry \"a\": expected a link inside the archive, found one that leaves it");
  }
  EXPECT_EQ(refusal_of({link("a/b", "../../x")}),
            "entry \"a/b\": expected a link inside the archive, found one that leaves it");
}

TEST_F(CodeStoreTest, RefusesToWriteThroughALink) {
  write("outside/keep", "1");

  const std::string said = refusal_of({
      file("inner/keep", "1"),
      link("door", "inner"),
      file("door/app.py", "2"),
  });

  EXPECT_THAT(said, HasSubstr("entry \"door/app.py\": "));
  EXPECT_THAT(said, HasSubstr("symlink"));
}

TEST_F(CodeStoreTest, RefusesALinkThatLeavesThroughAnotherLink) {
  // By name alone `out` is "d/e/secret"; through `up` it is a file beside the package's folder.
  EXPECT_EQ(refusal_of({
                file("d/e/app.py", "1"),
                link("d/e/up", "../.."),
                link("out", "d/e/up/../secret"),
            }),
            "entry \"out\": expected a link inside the archive, found one that leaves it");
}

TEST_F(CodeStoreTest, RefusesALinkThatNeverEnds) {
  EXPECT_THAT(refusal_of({link("a", "b"), link("b", "a")}), HasSubstr("expected a link inside"));
}

TEST_F(CodeStoreTest, KeepsALinkThatStaysInside) {
  const fs::path package =
      zip("code.zip",
          {file("lib/real.so.1", "elf"), link("lib/real.so", "real.so.1"), link("up/l", "../lib")});

  const CodeLayout layout = store_.prepare(function(package));

  EXPECT_TRUE(fs::is_symlink(layout.task_root / "lib/real.so"));
  EXPECT_EQ(read(layout.task_root / "up/l/real.so"), "elf");
}

TEST_F(CodeStoreTest, DropsSetUserIdBits) {
  const fs::path package = zip("code.zip", {file("tool", "1", 06755)});

  EXPECT_EQ(fs::status(store_.prepare(function(package)).task_root / "tool").permissions(),
            fs::perms(0755));
}

TEST_F(CodeStoreTest, TakesExactlyTheLimitOfCodeAndLayersTogether) {
  CodeStore store(scratch_.path(), {.max_unzipped = 300});
  config::FunctionConfig config = function(zip("code.zip", {file("a", std::string(200, 'a'))}));
  config.layers.push_back(layer(zip("layer.zip", {file("b", std::string(100, 'b'))})));
  EXPECT_NO_THROW(store.prepare(config));

  config.layers.front() = layer(zip("layer.zip", {file("b", std::string(101, 'b'))}));
  EXPECT_THAT(
      refusal(config, store),
      HasSubstr("layer.zip\": entry \"b\": expected at most 300 bytes of function and layers "
                "unzipped, found more"));
}

TEST_F(CodeStoreTest, CountsAnArchiveThatIsUnpackedAlready) {
  CodeStore store(scratch_.path(), {.max_unzipped = 300});
  const fs::path package = zip("code.zip", {file("a", std::string(200, 'a'))});
  config::FunctionConfig config = function(package);
  config.layers.push_back(layer(package));

  EXPECT_THAT(refusal(config, store), HasSubstr("expected at most 300 bytes"));
  EXPECT_EQ(read(store.prepare(function(package)).task_root / "a").size(), 200U);
}

TEST_F(CodeStoreTest, StopsABombAtTheLimit) {
  CodeStore store(scratch_.path(), {.max_unzipped = 1'000});
  std::string zeros;
  zeros.resize(50'000'000);
  const fs::path bomb = zip("bomb.zip", {file("zeros", zeros)});
  ASSERT_LT(fs::file_size(bomb), 100'000U);

  EXPECT_THAT(refusal(function(bomb), store), HasSubstr("entry \"zeros\": expected at most"));
}

// --- layers --------------------------------------------------------------------------------------

TEST_F(CodeStoreTest, UsesASingleFolderLayerInPlace) {
  write("layer/python/a.py", "1");
  write("src/app.py", "1");
  config::FunctionConfig config = function(folder_ / "src");
  config.layers.push_back(layer(folder_ / "layer"));

  EXPECT_EQ(store_.prepare(config).opt, folder_ / "layer");
}

TEST_F(CodeStoreTest, UnpacksASingleZipLayer) {
  write("src/app.py", "1");
  config::FunctionConfig config = function(folder_ / "src");
  config.layers.push_back(layer(zip("layer.zip", {file("python/a.py", "1")})));

  EXPECT_EQ(read(store_.prepare(config).opt / "python/a.py"), "1");
}

class Layers : public CodeStoreTest {
 protected:
  Layers() { write("src/app.py", "1"); }

  CodeLayout merged(const std::vector<fs::path>& layers) {
    config::FunctionConfig config = function(folder_ / "src");
    for (const fs::path& content : layers)
      config.layers.push_back(layer(content));
    return store_.prepare(config);
  }
};

TEST_F(Layers, AreMergedFileByFile) {
  write("one/python/a.py", "a");
  write("two/python/b.py", "b");
  const fs::path three = zip("three.zip", {file("python/c.py", "c"), file("extensions/x", "x")});

  const fs::path opt = merged({folder_ / "one", folder_ / "two", three}).opt;

  EXPECT_EQ(read(opt / "python/a.py"), "a");
  EXPECT_EQ(read(opt / "python/b.py"), "b");
  EXPECT_EQ(read(opt / "python/c.py"), "c");
  EXPECT_EQ(read(opt / "extensions/x"), "x");
}

TEST_F(Layers, LetALaterOneReplaceAFileOfAnEarlierOne) {
  write("one/python/a.py", "first");
  write("two/python/a.py", "second");

  EXPECT_EQ(read(merged({folder_ / "one", folder_ / "two"}).opt / "python/a.py"), "second");
  EXPECT_EQ(read(merged({folder_ / "two", folder_ / "one"}).opt / "python/a.py"), "first");
  EXPECT_EQ(read(folder_ / "one/python/a.py"), "first") << "a layer was written to";
}

TEST_F(Layers, LetALaterOneReplaceAFolderByAFileAndBack) {
  write("one/x/a", "a");
  write("two/x", "file");
  write("three/x/b", "b");

  EXPECT_EQ(read(merged({folder_ / "one", folder_ / "two"}).opt / "x"), "file");
  const fs::path opt = merged({folder_ / "one", folder_ / "two", folder_ / "three"}).opt;
  EXPECT_EQ(read(opt / "x/b"), "b");
  EXPECT_FALSE(fs::exists(opt / "x/a"));
}

TEST_F(Layers, ShowEditsOfTheirFiles) {
  write("one/python/a.py", "before");
  write("two/python/b.py", "b");
  const fs::path opt = merged({folder_ / "one", folder_ / "two"}).opt;

  write("one/python/a.py", "after");

  EXPECT_EQ(read(opt / "python/a.py"), "after");
}

TEST_F(Layers, KeepRelativeLinksWorking) {
  write("one/lib/real.so.1", "elf");
  fs::create_symlink("real.so.1", folder_ / "one/lib/real.so");
  write("two/lib/other.so", "o");

  EXPECT_EQ(read(merged({folder_ / "one", folder_ / "two"}).opt / "lib/real.so"), "elf");
}

TEST_F(Layers, MayLinkInCircles) {
  write("one/a", "a");
  fs::create_symlink(".", folder_ / "one/self");
  write("two/b", "b");
  fs::create_symlink(".", folder_ / "two/self");

  EXPECT_EQ(read(merged({folder_ / "one", folder_ / "two"}).opt / "self/b"), "b");
}

TEST_F(Layers, OfTheSameListAreMergedOnce) {
  write("one/a", "a");
  write("two/b", "b");

  EXPECT_EQ(merged({folder_ / "one", folder_ / "two"}).opt,
            merged({folder_ / "one", folder_ / "two"}).opt);
}

TEST_F(Layers, ThatAreMissingAreNamed) {
  config::FunctionConfig config = function(folder_ / "src");
  config.layers.push_back(layer("/nowhere/tools"));

  EXPECT_EQ(refusal(config),
            "layer \"arn:aws:lambda:us-east-1:123456789012:layer:tools:1\": \"/nowhere/tools\": "
            "expected a folder or a zip archive, found nothing there");
}

TEST_F(Layers, AreNamedInTheOrderOfTheFunction) {
  write("one/a", "a");
  const fs::path two = zip("two.zip", {file("b", "b")});

  const CodeLayout layout = merged({two, folder_ / "one"});

  ASSERT_EQ(layout.layers.size(), 2U);
  EXPECT_EQ(read(layout.layers[0] / "b"), "b");
  EXPECT_EQ(layout.layers[1], folder_ / "one");
}

TEST_F(Layers, AreNotMergedWhenNobodyWantsIt) {
  write("one/a", "a");
  config::FunctionConfig config = function(folder_ / "src");
  config.layers.push_back(layer(folder_ / "one"));

  const CodeLayout layout = CodeStore(scratch_.path(), {.merge_layers = false}).prepare(config);

  EXPECT_EQ(layout.opt, "");
  EXPECT_THAT(layout.layers, ElementsAre(folder_ / "one"));
}

// --- facts ---------------------------------------------------------------------------------------

TEST_F(CodeStoreTest, GivesDigestAndSizeOfTheArchive) {
  const fs::path package = write("abc.zip", "abc");

  const CodeFacts facts = store_.facts(function(package));

  // SHA-256 of "abc": FIPS 180-2, appendix B.1.
  EXPECT_EQ(facts.sha256_base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(facts.size, 3U);
}

TEST_F(CodeStoreTest, GivesTheDigestOfInlineCode) {
  config::FunctionConfig config = function("");
  config.inline_code = "abc";

  EXPECT_EQ(store_.facts(config).sha256_base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(store_.facts(config).size, 3U);
}

TEST_F(CodeStoreTest, TheDigestOfAFolderFollowsNamesAndContentsButNotBytecode) {
  std::set<std::string> digests;
  write("src/a.py", "1");
  digests.insert(store_.facts(function(folder_ / "src")).sha256_base64);
  write("src/a.py", "2");
  digests.insert(store_.facts(function(folder_ / "src")).sha256_base64);
  fs::rename(folder_ / "src/a.py", folder_ / "src/b.py");
  digests.insert(store_.facts(function(folder_ / "src")).sha256_base64);
  EXPECT_EQ(digests.size(), 3U);

  write("src/__pycache__/b.cpython-312.pyc", "bytecode");
  digests.insert(store_.facts(function(folder_ / "src")).sha256_base64);

  EXPECT_EQ(digests.size(), 3U);
  EXPECT_EQ(store_.facts(function(folder_ / "src")).size, 1U);
}

TEST_F(CodeStoreTest, GivesTheSizeOfEachLayer) {
  write("src/app.py", "1");
  write("one/python/a.py", "12345");
  config::FunctionConfig config = function(folder_ / "src");
  config.layers.push_back(layer(folder_ / "one"));
  config.layers.push_back(layer(write("two.zip", "123")));

  EXPECT_THAT(store_.facts(config).layer_sizes, ElementsAre(5U, 3U));
}

}  // namespace
}  // namespace lambent::invoke
