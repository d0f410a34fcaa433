// Which of a function's own lines are dropped; runtime-api.md §6.4.
#include "emulator/journal/log_level.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace lambent::journal {
namespace {

using Level = config::ApplicationLogLevel;

const std::vector<Level> kLevels = {
    Level::Trace, Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Fatal};

config::LoggingConfig json_at(Level level) {
  config::LoggingConfig logging;
  logging.format = config::LogFormat::Json;
  logging.application_level = level;
  return logging;
}

std::string line_with(std::string_view level,
                      std::string_view timestamp = "2026-02-01T10:00:00.123Z") {
  return R"({"timestamp":")" + std::string(timestamp) + R"(","level":")" + std::string(level) +
         R"(","message":"m"})";
}

/// The lowest level at which `line` is still kept, i.e. the level it counts as.
std::string_view counts_as(std::string_view line) {
  std::string_view highest = "NONE";
  for (const Level level : kLevels) {
    if (is_kept(line, json_at(level))) highest = config::name_of(level);
  }
  return highest;
}

TEST(IsKept, ComparesEveryLevelWithEveryLevel) {
  for (const Level of_line : kLevels) {
    for (const Level of_function : kLevels) {
      EXPECT_EQ(is_kept(line_with(config::name_of(of_line)), json_at(of_function)),
                of_line >= of_function)
          << config::name_of(of_line) << " in a function at " << config::name_of(of_function);
    }
  }
}

TEST(IsKept, ReadsTheLevelInAnyCase) {
  EXPECT_EQ(counts_as(line_with("debug")), "DEBUG");
  EXPECT_EQ(counts_as(line_with("Error")), "ERROR");
  EXPECT_EQ(counts_as(line_with("fAtAl")), "FATAL");
}

TEST(IsKept, TakesAMissingOrUnknownLevelForInfo) {
  constexpr std::string_view kTime = R"("timestamp":"2026-02-01T10:00:00Z")";
  for (const std::string& line : {
           "{" + std::string(kTime) + "}",
           "{" + std::string(kTime) + R"(,"level":null})",
           "{" + std::string(kTime) + R"(,"level":10})",
           "{" + std::string(kTime) + R"(,"level":["ERROR"]})",
           "{" + std::string(kTime) + R"(,"Level":"ERROR"})",
           "{" + std::string(kTime) + R"(,"log_level":"ERROR"})",
           line_with(""),
           line_with("CRITICAL"),
           line_with("WARNING"),
           line_with("ERROR "),
           line_with("DEBUGGING"),
       }) {
    EXPECT_EQ(counts_as(line), "INFO") << line;
  }
}

TEST(IsKept, TakesALineWithoutAProperTimestampForInfo) {
  EXPECT_EQ(counts_as(R"({"level":"ERROR"})"), "INFO");
  EXPECT_EQ(counts_as(R"({"level":"DEBUG"})"), "INFO");
  EXPECT_EQ(counts_as(R"({"level":"ERROR","timestamp":1769940000})"), "INFO");
  for (const std::string_view timestamp : {"",
                                           "now",
                                           "2026-02-01",
                                           "10:00:00Z",
                                           "2026-02-01T10:00:00",
                                           "2026-02-01T10:00Z",
                                           "2026-02-01T10:00:00.Z",
                                           "2026-02-01T10:00:00,123Z",
                                           "2026-02-01T10:00:00+0000",
                                           "2026-02-01T10:00:00+00",
                                           "2026-02-01T10:00:00+00:00Z",
                                           "2026-02-01T10:00:00 Z",
                                           "2026-2-1T10:00:00Z",
                                           "26-02-01T10:00:00Z",
                                           "2026/02/01T10:00:00Z",
                                           "2026-02-01X10:00:00Z",
                                           " 2026-02-01T10:00:00Z",
                                           "2026-02-01T10:00:00Z "}) {
    EXPECT_EQ(counts_as(line_with("ERROR", timestamp)), "INFO") << timestamp;
    EXPECT_EQ(counts_as(line_with("DEBUG", timestamp)), "INFO") << timestamp;
  }
}

TEST(IsKept, KnowsEveryFormOfATimestamp) {
  for (const std::string_view timestamp : {"2026-02-01T10:00:00Z",
                                           "2026-02-01T10:00:00.1Z",
                                           "2026-02-01T10:00:00.123456789Z",
                                           "2026-02-01T10:00:00+00:00",
                                           "2026-02-01T10:00:00.123-08:30",
                                           "2026-02-01t10:00:00z",
                                           "2026-02-01 10:00:00Z"}) {
    EXPECT_EQ(counts_as(line_with("ERROR", timestamp)), "ERROR") << timestamp;
    EXPECT_EQ(counts_as(line_with("DEBUG", timestamp)), "DEBUG") << timestamp;
  }
}

TEST(IsKept, TakesPlainTextForInfo) {
  for (const std::string_view line : {"plain text",
                                      "",
                                      " ",
                                      "[ERROR] something",
                                      "DEBUG something",
                                      R"(["ERROR"])",
                                      R"("ERROR")",
                                      "42",
                                      "null"}) {
    EXPECT_EQ(counts_as(line), "INFO") << line;
  }
}

TEST(IsKept, FiltersAnObjectBehindBlanks) {
  EXPECT_FALSE(is_kept("  \t" + line_with("DEBUG"), json_at(Level::Info)));
  EXPECT_TRUE(is_kept("  \t" + line_with("ERROR"), json_at(Level::Info)));
}

TEST(IsKept, TakesBrokenObjectsForPlainText) {
  const std::string good = line_with("ERROR");
  for (const std::string& line : {std::string("{"),
                                  std::string("{ not json"),
                                  good.substr(0, good.size() - 1),
                                  good + good,
                                  good + " and more"}) {
    EXPECT_EQ(counts_as(line), "INFO") << line;
  }
}

TEST(IsKept, KeepsEverythingInTextFormat) {
  config::LoggingConfig logging;
  logging.application_level = Level::Fatal;

  EXPECT_TRUE(is_kept(line_with("TRACE"), logging));
  EXPECT_TRUE(is_kept("plain", logging));
}

}  // namespace
}  // namespace lambent::journal
