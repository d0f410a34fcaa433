// Readers that follow the journal, over real connections and with a clock that tests turn.
#include "api/control/journal_streams.h"

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"
#include "tests/contract/http_fixture.h"

namespace lambent::api {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class JournalStreamsTest : public http::HttpTest {
 protected:
  JournalStreamsTest() {
    serve([this](http::Exchange& exchange) -> asio::awaitable<void> {
      JournalQuery query = parse_journal_query(exchange.request());
      co_await streams_.serve(exchange, std::move(query));
    });
  }

  void append(journal::Fact fact) {
    journal::Source source;
    source.function = "orders";
    journal_.append(
        std::make_shared<const journal::Source>(std::move(source)), "r1", std::move(fact));
  }
  void append_starts(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      append(journal::Start{});
  }

  /// More than the journal keeps, and far more than the kernel does.
  static constexpr std::size_t kLongLines = limits::kJournalBytes / limits::kMaxLogLine + 8;
  void append_long_lines(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      append(journal::FunctionLog{std::string(limits::kMaxLogLine, 'x')});
  }

  /// A connection that has asked and read the head of the answer.
  test::RawSocket reader(std::string_view query = "", std::string_view headers = "") {
    test::RawSocket client = connect();
    send(client,
         "GET /_lambent/journal?stream=true&" + std::string(query) + " HTTP/1.1\r\n" +
             std::string(headers) + "\r\n");
    test::run(io_, client.read_until("\r\n\r\n"));
    return client;
  }
  /// Everything up to the event with this id, whole.
  std::string read_to(test::RawSocket& client, std::uint64_t id) {
    const std::string before =
        test::run(io_, client.read_until("id: " + std::to_string(id) + "\n"));
    return before + test::run(io_, client.read_until("\n\n"));
  }
  void advance(std::chrono::microseconds step) {
    settle();
    clock_.advance(step);
    settle();
  }

  base::ManualClock clock_;
  journal::Journal journal_{clock_};
  JournalStreams streams_{clock_, journal_};
};

TEST_F(JournalStreamsTest, SaysWhatItIs) {
  test::RawSocket client = connect();
  send(client, "GET /_lambent/journal HTTP/1.1\r\nAccept: text/event-stream\r\n\r\n");

  EXPECT_EQ(without_date(test::run(io_, client.read_until("\r\n\r\n"))),
            "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Type: text/event-stream\r\n"
            "Cache-Control: no-store\r\nTransfer-Encoding: chunked\r\n"
            "Connection: keep-alive\r\n\r\n");
}

TEST_F(JournalStreamsTest, BeginsWithWhatIsThereAndFollows) {
  append_starts(2);
  test::RawSocket client = reader();

  EXPECT_THAT(read_to(client, 2), HasSubstr("id: 1\nevent: platform.start\n"));
  append(journal::FunctionLog{"later"});
  EXPECT_THAT(read_to(client, 3), HasSubstr("event: function\ndata: {\"id\":3,"));
}

TEST_F(JournalStreamsTest, LeavesOutWhatItsReaderKnows) {
  append_starts(3);

  test::RawSocket after = reader("after=2");
  test::RawSocket again = reader("after=0", "Last-Event-ID: 2\r\n");
  test::RawSocket newest = reader("after=last");
  append_starts(1);

  EXPECT_THAT(read_to(after, 3), Not(HasSubstr("id: 2\n")));
  EXPECT_THAT(read_to(again, 3), Not(HasSubstr("id: 2\n")));
  EXPECT_THAT(read_to(newest, 4), Not(HasSubstr("id: 3\n")));
}

TEST_F(JournalStreamsTest, GivesAReaderOfAnEarlierDaemonEverything) {
  append_starts(2);

  test::RawSocket client = reader("", "Last-Event-ID: 5000\r\n");

  EXPECT_THAT(read_to(client, 2), HasSubstr("id: 1\n"));
}

TEST_F(JournalStreamsTest, EndsWhereTheJournalEndsWhenNobodyFollows) {
  append_starts(2);
  test::RawSocket client = reader("follow=false");

  EXPECT_THAT(test::run(io_, client.read_until("\r\n0\r\n\r\n")), HasSubstr("id: 2\n"));
}

TEST_F(JournalStreamsTest, SendsAHeartbeatAfterFifteenSilentSeconds) {
  test::RawSocket client = reader("type=platform.report");
  append_starts(1);  // not what this reader wants
  advance(15s - 1ms);
  EXPECT_EQ(client.socket().available(), 0U) << "too early";

  advance(1ms);

  EXPECT_THAT(test::run(io_, client.read_until("\n\n")), EndsWith(": still here\n\n"));
  append(journal::Report{});
  read_to(client, 2);
  advance(15s - 1ms);
  EXPECT_EQ(client.socket().available(), 0U) << "too early";
  advance(1ms);
  EXPECT_THAT(test::run(io_, client.read_until("\n\n")), EndsWith(": still here\n\n"));
}

TEST_F(JournalStreamsTest, TellsASlowReaderWhatItMissed) {
  append_long_lines(kLongLines);
  test::RawSocket client = reader("", "Connection: close\r\n");
  // The reader pauses: parts pile up in the kernel until it takes no more.
  settle();

  append_long_lines(kLongLines);
  journal_.close();

  const std::string text = to_end(client);
  EXPECT_THAT(text, HasSubstr("event: gap\ndata: {\"missing\":"));
  EXPECT_THAT(text, HasSubstr("id: " + std::to_string(2 * kLongLines) + "\n"));
  EXPECT_LT(text.size(), 3 * limits::kJournalBytes / 2) << "what was missed was not kept for it";
}

TEST_F(JournalStreamsTest, ForgetsAReaderWhoLeft) {
  for (const bool by_reset : {false, true}) {
    test::RawSocket client = reader();
    ASSERT_EQ(streams_.open(), 1U);

    by_reset ? client.reset() : client.close();

    EXPECT_TRUE(becomes_true([this] { return streams_.open() == 0; }));
    EXPECT_TRUE(becomes_true([this] { return listener_->connections() == 0; }));
  }
}

TEST_F(JournalStreamsTest, EndsInOrderWithTheDaemon) {
  test::RawSocket one = reader();
  test::RawSocket other = reader("type=function");
  append_starts(1);

  test::run(io_, streams_.finish(clock_.now() + 1s));

  EXPECT_EQ(streams_.open(), 0U);
  EXPECT_THAT(test::run(io_, one.read_until("0\r\n\r\n")), HasSubstr("id: 1\n"));
  EXPECT_EQ(test::run(io_, other.read_until("0\r\n\r\n")), "0\r\n\r\n");
}

TEST_F(JournalStreamsTest, DoesNotWaitForASlowReaderBeyondTheDeadline) {
  append_long_lines(kLongLines);
  test::RawSocket client = reader();
  settle();

  auto finished = asio::co_spawn(io_, streams_.finish(clock_.now() + 1s), asio::use_future);
  advance(1s - 1ms);
  EXPECT_NE(finished.wait_for(0s), std::future_status::ready) << "too early";
  advance(1ms);

  EXPECT_EQ(finished.wait_for(0s), std::future_status::ready);
  EXPECT_EQ(streams_.open(), 1U);
  test::run(io_, listener_->stop());
  EXPECT_EQ(streams_.open(), 0U);
}

}  // namespace
}  // namespace lambent::api
