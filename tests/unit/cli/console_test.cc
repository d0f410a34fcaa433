// What a person sees of the journal.
#include "api/cli/console.h"

#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

using namespace journal;

class ConsoleText : public ::testing::Test {
 protected:
  ConsoleText() {
    source_.function = "Orders";
    source_.version = "$LATEST";
  }

  Event event(Fact fact) const {
    Event event;
    event.source = std::make_shared<const Source>(source_);
    event.request_id = "r-1";
    event.fact = std::move(fact);
    return event;
  }

  static Report report(Status status) {
    Report report;
    report.status = status;
    return report;
  }

  Source source_;
};

constexpr ConsoleStyle kPlain{};
constexpr ConsoleStyle kNamed{.name_functions = true};
constexpr ConsoleStyle kColoured{.colour = true};
constexpr ConsoleStyle kBoth{.name_functions = true, .colour = true};

TEST_F(ConsoleText, IsTheLogLineWhenOneFunctionIsLoaded) {
  EXPECT_EQ(console_text(event(FunctionLog{"hello"}), kPlain), "hello\n");
  EXPECT_EQ(console_text(event(Start{}), kPlain), "START RequestId: r-1 Version: $LATEST\n");
}

TEST_F(ConsoleText, NamesTheFunctionWhenSeveralAreLoaded) {
  EXPECT_EQ(console_text(event(FunctionLog{"hello"}), kNamed), "[Orders] hello\n");
}

TEST_F(ConsoleText, NamesTheFunctionOnEachLineOfAnEvent) {
  EXPECT_EQ(console_text(event(FunctionLog{"one\n\nthree"}), kNamed),
            "[Orders] one\n[Orders] \n[Orders] three\n");
}

TEST_F(ConsoleText, IsNothingForAFactWithoutALogLine) {
  EXPECT_EQ(console_text(event(EnvironmentStopped{}), kBoth), "");
}

TEST_F(ConsoleText, DimsThePlatformButNotTheFunction) {
  EXPECT_EQ(console_text(event(Start{}), kColoured),
            "\x1b[2mSTART RequestId: r-1 Version: $LATEST\x1b[0m\n");
  EXPECT_EQ(console_text(event(FunctionLog{"hello"}), kColoured), "hello\n");
}

TEST_F(ConsoleText, PaintsTheReportOfAFailureRed) {
  EXPECT_TRUE(
      console_text(event(report(Status::Timeout)), kColoured).starts_with("\x1b[31mEND RequestId"));
  EXPECT_TRUE(
      console_text(event(report(Status::Success)), kColoured).starts_with("\x1b[2mEND RequestId"));
}

TEST_F(ConsoleText, PaintsTheName) {
  EXPECT_EQ(console_text(event(FunctionLog{"hello"}), kBoth), "\x1b[36m[Orders]\x1b[0m hello\n");
}

TEST_F(ConsoleText, LeavesJsonLinesAlone) {
  source_.logging.format = config::LogFormat::Json;

  EXPECT_EQ(console_text(event(FunctionLog{R"({"message":"hello"})"}), kBoth),
            "{\"message\":\"hello\"}\n");
  EXPECT_EQ(console_text(event(Start{}), kBoth), console_text(event(Start{}), kPlain));
}

TEST(WantsColour, OnATerminalThatDidNotDecline) {
  EXPECT_TRUE(wants_colour(true, nullptr, "xterm"));
  EXPECT_TRUE(wants_colour(true, "", nullptr)) << "an empty NO_COLOR counts as unset";
  EXPECT_FALSE(wants_colour(false, nullptr, "xterm"));
  EXPECT_FALSE(wants_colour(true, "1", "xterm"));
  EXPECT_FALSE(wants_colour(true, nullptr, "dumb"));
}

TEST(WantsLifecycle, OnATerminalUnlessToldOtherwise) {
  EXPECT_TRUE(wants_lifecycle(config::Lifecycle::Auto, true));
  EXPECT_FALSE(wants_lifecycle(config::Lifecycle::Auto, false));
  EXPECT_TRUE(wants_lifecycle(config::Lifecycle::On, true));
  EXPECT_TRUE(wants_lifecycle(config::Lifecycle::On, false));
  EXPECT_FALSE(wants_lifecycle(config::Lifecycle::Off, true));
  EXPECT_FALSE(wants_lifecycle(config::Lifecycle::Off, false));
}

}  // namespace
}  // namespace lambent::cli
