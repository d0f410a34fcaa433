// The bytes of server-sent events.
#include "api/control/event_stream.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "config/limits.h"
#include "emulator/base/clock.h"
#include "emulator/journal/record.h"

namespace lambent::api {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class EventStreamTest : public ::testing::Test {
 protected:
  EventStreamTest() { source_.function = "orders"; }

  void append(journal::Fact fact) {
    journal_.append(std::make_shared<const journal::Source>(source_), "r1", std::move(fact));
  }
  std::string part(JournalView view = JournalView::Entry) {
    return next_part(journal_, filter_, view, after_);
  }
  std::string entry(std::size_t number) {
    return journal::journal_entry(journal_.events().at(number - 1));
  }

  base::ManualClock clock_;
  journal::Journal journal_{clock_};
  journal::Source source_;
  journal::Filter filter_;
  std::uint64_t after_ = 0;
};

TEST_F(EventStreamTest, IsEmptyWhereNothingHappened) {
  EXPECT_EQ(part(), "");
  EXPECT_EQ(after_, 0U);
}

TEST_F(EventStreamTest, HasIdTypeAndEntryOfEachEvent) {
  append(journal::Start{});
  append(journal::FunctionLog{"hello"});

  EXPECT_EQ(part(),
            "id: 1\nevent: platform.start\ndata: " + entry(1) +
                "\n\nid: 2\nevent: function\ndata: " + entry(2) + "\n\n");
  EXPECT_EQ(after_, 2U);
  EXPECT_EQ(part(), "");
}

TEST_F(EventStreamTest, IsOneLineWhateverTheFunctionWrote) {
  append(journal::FunctionLog{"one\r\n\ntwo\xff"});

  const std::string text = part();

  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST_F(EventStreamTest, PassesOverWhatTheFilterLeavesOut) {
  filter_.type = "platform.report";
  append(journal::Start{});
  append(journal::Report{});
  append(journal::FunctionLog{"x"});

  EXPECT_THAT(part(), StartsWith("id: 2\nevent: platform.report\n"));
  EXPECT_EQ(after_, 3U) << "what did not match is not looked at again";
}

TEST_F(EventStreamTest, GoesOnBehindWhatIsKnown) {
  for (int i = 0; i < 3; ++i)
    append(journal::Start{});
  after_ = 2;

  EXPECT_THAT(part(), StartsWith("id: 3\n"));
}

TEST_F(EventStreamTest, ComesInPartsOfABoundedSize) {
  constexpr int kCount = 100;
  for (int i = 0; i < kCount; ++i)
    append(journal::FunctionLog{std::string(10'000, 'x')});

  std::size_t parts = 0;
  std::string all;
  for (std::string text = part(); !text.empty(); text = part(), ++parts) {
    EXPECT_LT(text.size(), 65'536U + 11'000U);
    all += text;
  }

  EXPECT_EQ(parts, 15U);
  for (int id = 1; id <= kCount; ++id) {
    EXPECT_THAT(all, HasSubstr("id: " + std::to_string(id) + "\n"));
  }
}

TEST_F(EventStreamTest, TellsWhatTheJournalHasForgotten) {
  constexpr std::size_t kMore = 5;
  for (std::size_t i = 0; i < limits::kJournalEntries + kMore; ++i)
    append(journal::Start{});
  after_ = 2;

  EXPECT_THAT(part(), StartsWith("id: 5\nevent: gap\ndata: {\"missing\":3}\n\nid: 6\n"));

  after_ = 5;
  EXPECT_THAT(part(), StartsWith("id: 6\n")) << "nothing is missing";
}

// --- view=log ------------------------------------------------------------------------------------

TEST_F(EventStreamTest, ShowsEntriesWithTheirLogLine) {
  append(journal::Start{});

  const auto shown = nlohmann::json::parse(entry_text(journal_.events().at(0), JournalView::Log));

  auto expected = nlohmann::json::parse(entry(1));
  expected["line"] = "START RequestId: r1 Version: ";
  expected["logFormat"] = "text";
  EXPECT_EQ(shown, expected);
}

TEST_F(EventStreamTest, ShowsOfTheLogOnlyWhatHasALine) {
  append(journal::EnvironmentStopped{});
  append(journal::FunctionLog{"two\nlines \xff"});

  const std::string text = part(JournalView::Log);

  EXPECT_THAT(text, StartsWith("id: 2\n"));
  EXPECT_THAT(text, HasSubstr("\"line\":\"two\\nlines \uFFFD\""));
}

TEST_F(EventStreamTest, SaysThatALineIsJson) {
  source_.logging.format = config::LogFormat::Json;
  append(journal::FunctionLog{R"({"message":"hi"})"});

  const auto shown = nlohmann::json::parse(entry_text(journal_.events().at(0), JournalView::Log));

  EXPECT_EQ(shown["line"], R"({"message":"hi"})");
  EXPECT_EQ(shown["logFormat"], "json");
}

}  // namespace
}  // namespace lambent::api
