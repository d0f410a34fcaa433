// JSON, a file, or standard input: what -e means and what it refuses.
#include "api/cli/event_argument.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/error.h"
#include "config/limits.h"

namespace lambent::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(EventSource, OfADashIsStandardInput) {
  EXPECT_EQ(source_of("-"), EventSource::StandardInput);
}

TEST(EventSource, OfJsonIsTheTextItself) {
  for (const char* argument : {"{}",
                               "{\"a\":1}",
                               "[1]",
                               "\"text\"",
                               " {}",
                               "\n[",
                               "{broken",
                               "0",
                               "-1",
                               "1.5e3",
                               "true",
                               "false",
                               "null",
                               " null "}) {
    EXPECT_EQ(source_of(argument), EventSource::Text) << argument;
  }
}

TEST(EventSource, OfAnythingElseIsAFile) {
  for (const char* argument : {"event.json",
                               "events/a b.json",
                               "./null",
                               "nul",
                               "True",
                               "1.json",
                               "--",
                               "-e",
                               "01",
                               "",
                               " "}) {
    EXPECT_EQ(source_of(argument), EventSource::File) << argument;
  }
}

class ReadEvent : public ::testing::Test {
 protected:
  ReadEvent() {
    std::string pattern = (fs::temp_directory_path() / "lambent-event-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ReadEvent() override { fs::remove_all(folder_); }

  std::string file(const std::string& content) const {
    const fs::path path = folder_ / "event.json";
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }

  std::string refusal(const std::string& argument, const std::string& input = "") {
    std::istringstream standard_input(input);
    try {
      read_event(argument, standard_input);
    } catch (const config::Error& error) {
      return error.what();
    }
    return "(nothing was refused)";
  }

  fs::path folder_;
  std::istringstream nothing_;
};

TEST_F(ReadEvent, GivesTheBytesUntouched) {
  EXPECT_EQ(read_event("{ \"a\" : 1 }", nothing_), "{ \"a\" : 1 }");
  EXPECT_EQ(read_event(file("[1,\n 2]\n"), nothing_), "[1,\n 2]\n");
  std::istringstream input("\"from a pipe\"\n");
  EXPECT_EQ(read_event("-", input), "\"from a pipe\"\n");
}

TEST_F(ReadEvent, RefusesWhatIsNotJsonAndSaysWhere) {
  EXPECT_THAT(refusal("{broken"), StartsWith("--event:1:3: expected the event to be JSON: "));
  EXPECT_THAT(refusal("-", "nope"), StartsWith("standard input:1:"));
  const std::string path = file("{\n\"a\": }");
  EXPECT_THAT(refusal(path), StartsWith(path + ":2:7: expected the event to be JSON: "));
  EXPECT_THAT(refusal(path), Not(HasSubstr("Source")));
}

TEST_F(ReadEvent, RefusesAnEmptyFileAndAnEmptyPipe) {
  EXPECT_THAT(refusal(file("")), HasSubstr("expected the event to be JSON"));
  EXPECT_THAT(refusal("-", ""), HasSubstr("expected the event to be JSON"));
}

TEST_F(ReadEvent, RefusesAFileThatCannotBeRead) {
  EXPECT_EQ(
      refusal("/nowhere/event.json"),
      "--event: expected JSON, the name of a file or -, found \"/nowhere/event.json\": No such "
      "file or directory");
  EXPECT_THAT(refusal(folder_.string()), HasSubstr(": it is a folder"));
}

TEST_F(ReadEvent, RefusesMoreThanTheServiceTakes) {
  const std::string largest = '"' + std::string(limits::kMaxSyncRequest - 2, 'x') + '"';
  EXPECT_EQ(read_event(file(largest), nothing_).size(), limits::kMaxSyncRequest);

  EXPECT_THAT(refusal(file(largest + ' ')),
              HasSubstr("expected an event of at most 6291456 bytes, found 6291457"));
}

}  // namespace
}  // namespace lambent::cli
