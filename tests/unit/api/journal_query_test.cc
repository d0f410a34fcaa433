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

http::RequestHead request_for(std::string_view query, http::Headers headers = {}) {
  http::RequestHead request;
  request.query = query;
  request.headers = std::move(headers);
  return request;
}

JournalQuery parse_journal_query(std::string_view query) {
  return api::parse_journal_query(request_for(query));
}

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
  EXPECT_EQ(query.view, JournalView::Entry);
  EXPECT_FALSE(query.stream);
  EXPECT_FALSE(query.after_last);
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
  EXPECT_EQ(parse_journal_query("timeout=3600001").fault,
            "timeout: expected at most 3600000, found \"3600001\"");
}

TEST(JournalQuery, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(parse_journal_query("functon=orders").fault,
            "unknown query member \"functon\"; there are function, environment, request, type, "
            "after, view, wait, timeout, stream and follow");
  EXPECT_NE(parse_journal_query("Function=orders").fault, "");
  EXPECT_NE(parse_journal_query("x").fault, "");
}

TEST(JournalQuery, RemembersAFaultWhateverFollows) {
  EXPECT_NE(parse_journal_query("wait=x&after=1").fault, "");
  EXPECT_NE(parse_journal_query("what=x&after=1").fault, "");
}

TEST(JournalQuery, TakesSeveralTypes) {
  const JournalQuery query = parse_journal_query("type=function,platform.report");

  EXPECT_EQ(query.fault, "");
  EXPECT_EQ(query.filter.type, "function,platform.report");
}

TEST(JournalQuery, RefusesATypeThatNoEventHas) {
  EXPECT_EQ(parse_journal_query("type=platform.strt").fault,
            "type: no event is called \"platform.strt\", did you mean \"platform.start\"?");
  EXPECT_EQ(parse_journal_query("type=function,").fault, "type: no event is called \"\"");
  EXPECT_NE(parse_journal_query("type=").fault, "");
}

TEST(JournalQuery, TakesAView) {
  EXPECT_EQ(parse_journal_query("view=log").view, JournalView::Log);
  EXPECT_EQ(parse_journal_query("view=entry").view, JournalView::Entry);
  EXPECT_EQ(parse_journal_query("view=lines").fault,
            "view: expected entry or log, found \"lines\"");
}

TEST(JournalQuery, BeginsAtTheNewestEntryOnRequest) {
  EXPECT_TRUE(parse_journal_query("after=last").after_last);
  EXPECT_FALSE(parse_journal_query("after=7").after_last);
}

// --- streams -------------------------------------------------------------------------------------

JournalQuery accepting(std::string_view query, http::Headers more = {}) {
  more.add("Accept", "text/event-stream");
  return api::parse_journal_query(request_for(query, std::move(more)));
}

TEST(JournalQuery, AsksForAStreamByMemberOrHeader) {
  EXPECT_TRUE(parse_journal_query("stream=true").stream);
  EXPECT_TRUE(accepting("").stream);
  EXPECT_TRUE(accepting("").follow);
  EXPECT_FALSE(accepting("stream=false").stream) << "the query is the stronger";
  EXPECT_EQ(parse_journal_query("stream=yes").fault,
            "stream: expected true or false, found \"yes\"");
}

TEST(JournalQuery, MayEndAStreamWhereTheJournalEndsNow) {
  EXPECT_FALSE(parse_journal_query("stream=true&follow=false").follow);
  EXPECT_FALSE(parse_journal_query("follow=false&stream=true").follow);
  EXPECT_EQ(parse_journal_query("follow=false").fault, "follow: only for a stream");
}

TEST(JournalQuery, RefusesToWaitInAStream) {
  for (const char* member : {"wait=1", "timeout=1"}) {
    EXPECT_THAT(accepting(member).fault, HasSubstr("not for a stream")) << member;
  }
}

TEST(JournalQuery, GoesOnWhereALostConnectionEnded) {
  const http::Headers seen{
      {"last-event-id", "41"}
  };

  EXPECT_EQ(accepting("", seen).filter.after, 41U);
  EXPECT_EQ(accepting("after=7", seen).filter.after, 41U);
  EXPECT_EQ(accepting("after=last", seen).filter.after, 41U);
  EXPECT_FALSE(accepting("after=last", seen).after_last);
  EXPECT_EQ(api::parse_journal_query(request_for("after=7", seen)).filter.after, 7U) << "no stream";
}

TEST(JournalQuery, RefusesALastEventIdThatIsNone) {
  const http::Headers seen{
      {"Last-Event-ID", "x"}
  };

  EXPECT_EQ(accepting("", seen).fault, "Last-Event-ID: expected a whole number, found \"x\"");
}

}  // namespace
}  // namespace lambent::api
