// What `lambent logs` asks for and prints.
#include "api/cli/log_entry.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lambent::cli {
namespace {

using config::Output;

TEST(JournalTarget, AsksForTheLogOnceByDefault) {
  EXPECT_EQ(journal_target("", {}, Output::Text),
            "/_lambent/journal?stream=true&follow=false&view=log");
}

TEST(JournalTarget, AsksForWholeEntriesAsJson) {
  EXPECT_EQ(journal_target("", {}, Output::Json), "/_lambent/journal?stream=true&follow=false");
}

TEST(JournalTarget, CarriesEveryOption) {
  LogsOptions options;
  options.follow = true;
  options.environment = "e1";
  options.request_id = "r1";
  options.type = "function,platform.report";
  options.after = "last";

  EXPECT_EQ(journal_target("orders", options, Output::Json),
            "/_lambent/journal?stream=true&function=orders&environment=e1&request=r1"
            "&type=function%2Cplatform.report&after=last");
}

TEST(JournalTarget, EscapesWhatWouldEndAValue) {
  LogsOptions options;
  options.request_id = "a&b=c d%\xc3\xa4";

  EXPECT_EQ(journal_target("", options, Output::Json),
            "/_lambent/journal?stream=true&follow=false&request=a%26b%3Dc%20d%25%C3%A4");
}

std::string entry(std::string_view type,
                  std::string_view line,
                  nlohmann::json record = "text",
                  std::string_view format = "text") {
  return nlohmann::json{
      {"type",      type             },
      {"function",  "orders"         },
      {"record",    std::move(record)},
      {"line",      line             },
      {"logFormat", format           }
  }
      .dump();
}

constexpr ConsoleStyle kPlain{};
constexpr ConsoleStyle kBoth{.name_functions = true, .colour = true};

TEST(LogEntry, IsItsLine) {
  EXPECT_EQ(log_entry_text(entry("function", "hello"), Output::Text, kPlain), "hello\n");
  EXPECT_EQ(log_entry_text(entry("platform.report", "END\nREPORT"), Output::Text, kPlain),
            "END\nREPORT\n");
}

TEST(LogEntry, LooksAsOnTheConsoleOfTheDaemon) {
  EXPECT_EQ(log_entry_text(entry("function", "one\ntwo"), Output::Text, kBoth),
            "\x1b[36m[orders]\x1b[0m one\n\x1b[36m[orders]\x1b[0m two\n");
  EXPECT_EQ(log_entry_text(entry("platform.start",
                                 "START",
                                 {
                                     {"version", "1"}
  }),
                           Output::Text,
                           kBoth),
            "\x1b[36m[orders]\x1b[0m \x1b[2mSTART\x1b[0m\n");
  const nlohmann::json good{
      {"status", "success"}
  };
  const nlohmann::json bad{
      {"status", "timeout"}
  };
  EXPECT_EQ(log_entry_text(entry("platform.report", "REPORT", good), Output::Text, kBoth),
            "\x1b[36m[orders]\x1b[0m \x1b[2mREPORT\x1b[0m\n");
  EXPECT_EQ(log_entry_text(entry("platform.report", "REPORT", bad), Output::Text, kBoth),
            "\x1b[36m[orders]\x1b[0m \x1b[31mREPORT\x1b[0m\n");
}

TEST(LogEntry, OfAJsonLogIsLeftAlone) {
  EXPECT_EQ(log_entry_text(entry("function", "{\"a\":1}", "text", "json"), Output::Text, kBoth),
            "{\"a\":1}\n");
}

TEST(LogEntry, IsItselfAsJson) {
  EXPECT_EQ(log_entry_text("{\"id\": 1}", Output::Json, kBoth), "{\"id\": 1}\n");
}

TEST(LogEntry, ComplainsAboutWhatIsNone) {
  EXPECT_THROW(log_entry_text("hello", Output::Text, kPlain), nlohmann::json::exception);
  EXPECT_THROW(log_entry_text("{}", Output::Text, kPlain), nlohmann::json::exception);
}

}  // namespace
}  // namespace lambent::cli
