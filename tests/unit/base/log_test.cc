#include "emulator/base/log.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::base {
namespace {

using ::testing::ElementsAre;

TEST(Log, ALineNamesItsLevel) {
  EXPECT_EQ(format_log_line(LogLevel::Debug, "hello", {}), "lambent: debug: hello");
  EXPECT_EQ(format_log_line(LogLevel::Info, "hello", {}), "lambent: hello");
  EXPECT_EQ(format_log_line(LogLevel::Warning, "hello", {}), "lambent: warning: hello");
  EXPECT_EQ(format_log_line(LogLevel::Error, "hello", {}), "lambent: error: hello");
}

TEST(Log, FieldsFollowInOrder) {
  EXPECT_EQ(format_log_line(LogLevel::Info,
                            "hello",
                            {
                                {"b", "1"},
                                {"a", "2"}
  }),
            "lambent: hello b=1 a=2");
}

TEST(Log, QuotesWhatWouldNotReadBack) {
  struct Row {
    std::string_view value;
    std::string_view written;
  };
  for (const Row& row : {
           Row{"plain",      "plain"             },
           Row{"a/b:c-d",    "a/b:c-d"           },
           Row{"",           "\"\""              },
           Row{"two words",  "\"two words\""     },
           Row{"a\tb",       "\"a\tb\""          },
           Row{"a=b",        "\"a=b\""           },
           Row{"say \"hi\"", "\"say \\\"hi\\\"\""},
           Row{"a\nb\r",     "\"a\\nb\\r\""      },
  }) {
    EXPECT_EQ(format_log_line(LogLevel::Info,
                              "m",
                              {
                                  {"k", row.value}
    }),
              "lambent: m k=" + std::string(row.written));
  }
}

class LogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    set_log_sink([this](std::string_view line) { lines_.emplace_back(line); });
  }
  void TearDown() override {
    set_log_sink(nullptr);
    set_log_level(LogLevel::Warning);
  }

  std::vector<std::string> lines_;
};

TEST_F(LogTest, DropsWhatIsBelowTheLevelForEveryPair) {
  using enum LogLevel;
  for (const LogLevel threshold : {Debug, Info, Warning, Error}) {
    for (const LogLevel level : {Debug, Info, Warning, Error}) {
      lines_.clear();
      set_log_level(threshold);

      log(level, "hello");

      EXPECT_EQ(lines_.size(), level >= threshold ? 1U : 0U)
          << static_cast<int>(level) << " at " << static_cast<int>(threshold);
    }
  }
}

TEST_F(LogTest, WarningsPassByDefaultAndInfoDoesNot) {
  log(LogLevel::Info, "quiet");
  log(LogLevel::Warning, "loud");

  EXPECT_THAT(lines_, ElementsAre("lambent: warning: loud"));
}

TEST(LogToStandardError, IsOneWholeLine) {
  ::testing::internal::CaptureStderr();

  log(LogLevel::Error,
      "hello",
      {
          {"k", "v"}
  });

  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "lambent: error: hello k=v\n");
}

}  // namespace
}  // namespace lambent::base
