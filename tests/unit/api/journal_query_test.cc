// The query of the journal route.
#include "api/control/journal_query.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(JournalQuery, OfNothingWantsEverythingNow) {
  const JournalQuery query = parse_journal_query("");

  EXPECT_EQ(query.fault, "");
  EXPECT_EQ(query.filter.function, "");
  EXPECT_EQ(query.filter.environment, "");
  EXPECT_EQ(query.filter.request_id, "");
  EXPECT_EQ(query.filter.type, "");
  EXPECT_EQ(query.filter.after, 0U);
  EXPECT_EQ(query.wait, 0U);
  EXPECT_EQ(query.timeout, 10s);
}

TEST(JournalQuery, TakesEveryMember) {
  const JournalQuery query = parse_journal_query(
      "function=orders&environment=e1&request=r1&type=platform.start&after=7&wait=2&timeout=1500");

  EXPECT_EQ(query.fault, "");
  EXPECT_EQ(query.filter.function, "orders");
  EXPECT_EQ(query.filter.environment, "e1");
  EXPECT_EQ(query.filter.request_id, "r1");
  EXPECT_EQ(query.filter.type, "platform.start");
  EXPECT_EQ(query.filter.after, 7U);
  EXPECT_EQ(query.wait, 2U);
  EXPECT_EQ(query.timeout, 1'500ms);
}

TEST(JournalQuery, DecodesValues) {
  EXPECT_EQ(parse_journal_query("function=a%20b%26c").filter.function, "a b&c");
}

TEST(JournalQuery, TakesTheWholeRangeOfNumbers) {
  EXPECT_EQ(parse_journal_query("after=18446744073709551615").filter.after, ~0ULL);
  EXPECT_EQ(parse_journal_query("timeout=0").timeout, 0ms);
  EXPECT_EQ(parse_journal_query("timeout=3600000").timeout, 1h);
  EXPECT_EQ(parse_journal_query("timeout=3600000").fault, "");
}

TEST(JournalQuery, RefusesWhatIsNoNumber) {
  for (const char* key : {"after", "wait", "timeout"}) {
    for (const char* value :
         {"", "x", "-1", "+1", "1.5", "0x10", "7 ", " 7", "7x", "18446744073709551616"}) {
      const std::string text = std::string(key) + '=' + value;
      // '+' means a blank in a query, and so does "%20".
      EXPECT_THAT(parse_journal_query(text).fault,
                  HasSubstr(std::string(key) + ": expected a whole number, found \""))
          << text;
    }
  }
}

TEST(JournalQuery, QuotesWhatItFound) {
  EXPECT_EQ(parse_journal_query("wait=soon").fault,
            "wait: expected a whole number, found \"soon\"");
}

TEST(JournalQuery, RefusesATimeoutOfMoreThanAnHour) {
  EXPECT_NE(parse_journal_query("timeout=3600001").fault, "");
}

TEST(JournalQuery, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(parse_journal_query("functon=orders").fault,
            "unknown query member \"functon\"; there are function, environment, request, type, "
            "after, wait and timeout");
  EXPECT_NE(parse_journal_query("Function=orders").fault, "");
  EXPECT_NE(parse_journal_query("x").fault, "");
}

TEST(JournalQuery, RemembersAFaultWhateverFollows) {
  EXPECT_NE(parse_journal_query("wait=x&after=1").fault, "");
  EXPECT_NE(parse_journal_query("what=x&after=1").fault, "");
}

}  // namespace
}  // namespace lambent::api
