// The journal: append, query, wait, and its bounds.
#include "emulator/journal/journal.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"
#include "emulator/journal/names.h"
#include "tests/support/run.h"

namespace lambent::journal {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const Source> source(std::string function, std::string environment) {
  Source source;
  source.function = std::move(function);
  source.environment = std::move(environment);
  return std::make_shared<const Source>(std::move(source));
}

class JournalTest : public ::testing::Test {
 protected:
  std::uint64_t log(std::string text) {
    return journal_.append(orders_, "r1", FunctionLog{std::move(text)});
  }
  std::vector<std::uint64_t> ids(const Filter& filter) const {
    std::vector<std::uint64_t> found;
    for (const Event& event : journal_.query(filter))
      found.push_back(event.id);
    return found;
  }
  std::future<std::vector<Event>> wait_for(Filter filter,
                                           std::size_t count,
                                           base::SteadyTime deadline) {
    auto waiting = asio::co_spawn(
        io_, journal_.wait_for(std::move(filter), count, deadline), asio::use_future);
    settle();
    return waiting;
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  template <class T>
  static bool is_there(const std::future<T>& future) {
    return future.wait_for(0s) == std::future_status::ready;
  }

  asio::io_context io_{1};
  base::ManualClock clock_;
  Journal journal_{clock_};
  std::shared_ptr<const Source> orders_ = source("orders", "e1");
};

TEST_F(JournalTest, NumbersFactsFromOneWithoutGaps) {
  EXPECT_EQ(journal_.last_id(), 0U);
  EXPECT_EQ(log("a"), 1U);
  EXPECT_EQ(log("b"), 2U);
  EXPECT_EQ(log("c"), 3U);
  EXPECT_EQ(journal_.last_id(), 3U);
}

TEST_F(JournalTest, NotesWhatWhenAndWhose) {
  const base::WallTime begin = clock_.wall_now();
  clock_.advance(1'500us);

  journal_.append(orders_, "r9", Start{});

  const Event& event = journal_.events().back();
  EXPECT_EQ(event.time, begin + 1'500us);
  EXPECT_EQ(event.source, orders_);
  EXPECT_EQ(event.request_id, "r9");
  EXPECT_EQ(type_of(event.fact), "platform.start");
}

TEST_F(JournalTest, ShowsEachEventToTheObserverOnce) {
  std::vector<std::string> seen;
  journal_.observe([&](const Event& event) {
    seen.push_back(std::to_string(event.id) + std::get<FunctionLog>(event.fact).text);
  });

  log("a");
  log("b");

  EXPECT_THAT(seen, ElementsAre("1a", "2b"));
}

TEST_F(JournalTest, FindsByEveryMemberOfAFilter) {
  const auto mail = source("mail", "e2");
  journal_.append(orders_, "r1", Start{});
  journal_.append(orders_, "r1", FunctionLog{"x"});
  journal_.append(mail, "r2", Start{});
  journal_.append(orders_, "", EnvironmentStopped{});
  journal_.append(source("orders", "e3"), "r3", Start{});

  const auto with = [](auto set) {
    Filter filter;
    set(filter);
    return filter;
  };
  EXPECT_THAT(ids({}), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(ids(with([](Filter& f) { f.function = "orders"; })), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(ids(with([](Filter& f) { f.environment = "e1"; })), ElementsAre(1, 2, 4));
  EXPECT_THAT(ids(with([](Filter& f) { f.request_id = "r1"; })), ElementsAre(1, 2));
  EXPECT_THAT(ids(with([](Filter& f) { f.type = "platform.start"; })), ElementsAre(1, 3, 5));
  EXPECT_THAT(ids(with([](Filter& f) { f.type = "platform.start,function"; })),
              ElementsAre(1, 2, 3, 5));
  EXPECT_THAT(ids(with([](Filter& f) { f.type = "function,environment.stopped"; })),
              ElementsAre(2, 4));
  EXPECT_THAT(ids(with([](Filter& f) { f.after = 3; })), ElementsAre(4, 5));
  EXPECT_THAT(ids(with([](Filter& f) {
                f.function = "orders";
                f.type = "platform.start";
                f.after = 1;
              })),
              ElementsAre(5));
  EXPECT_THAT(ids(with([](Filter& f) { f.function = "order"; })), IsEmpty()) << "exact";
  EXPECT_THAT(ids(with([](Filter& f) { f.type = "platform"; })), IsEmpty()) << "exact";
  EXPECT_THAT(ids(with([](Filter& f) { f.after = 5; })), IsEmpty());
  EXPECT_THAT(ids(with([](Filter& f) { f.after = 500; })), IsEmpty());
}

TEST_F(JournalTest, HasNothingWhenEmpty) {
  EXPECT_THAT(ids({}), IsEmpty());
  Filter after;
  after.after = 3;
  EXPECT_THAT(ids(after), IsEmpty());
}

TEST_F(JournalTest, DoesNotWaitForWhatIsThere) {
  log("a");
  log("b");

  const auto found = test::run(io_, journal_.wait_for({}, 2, clock_.now() + 1h));

  EXPECT_EQ(found.size(), 2U);
}

TEST_F(JournalTest, DoesNotWaitForNothing) {
  EXPECT_THAT(test::run(io_, journal_.wait_for({}, 0, clock_.now() + 1h)), IsEmpty());
}

TEST_F(JournalTest, WaitsForEnoughThatMatch) {
  Filter starts;
  starts.type = "platform.start";
  auto waiting = wait_for(starts, 2, clock_.now() + 1h);

  journal_.append(orders_, "r1", Start{});
  settle();
  EXPECT_FALSE(is_there(waiting)) << "one is not two";
  log("noise");
  settle();
  EXPECT_FALSE(is_there(waiting)) << "this does not match";
  journal_.append(orders_, "r2", Start{});
  settle();
  ASSERT_TRUE(is_there(waiting));

  const std::vector<Event> found = waiting.get();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].request_id, "r1");
  EXPECT_EQ(found[1].request_id, "r2");
}

TEST_F(JournalTest, GivesUpAtTheDeadlineWithWhatThereIs) {
  auto waiting = wait_for({}, 2, clock_.now() + 10s);
  log("a");

  clock_.advance(10s - 1us);
  settle();
  EXPECT_FALSE(is_there(waiting));
  clock_.advance(1us);
  settle();
  ASSERT_TRUE(is_there(waiting));

  EXPECT_EQ(waiting.get().size(), 1U);
}

TEST_F(JournalTest, AnswersSeveralWhoWait) {
  auto one = wait_for({}, 1, clock_.now() + 1h);
  auto other = wait_for({}, 1, clock_.now() + 1h);

  log("a");
  settle();

  EXPECT_TRUE(is_there(one));
  EXPECT_TRUE(is_there(other));
}

TEST_F(JournalTest, TellsOfEveryEventAndOfItsEnd) {
  const auto told = [this] {
    auto waiting =
        asio::co_spawn(io_, journal_.changed().wait(clock_.now() + 1h), asio::use_future);
    settle();
    return waiting;
  };

  auto of_an_event = told();
  EXPECT_FALSE(is_there(of_an_event));
  log("new");
  settle();
  EXPECT_TRUE(is_there(of_an_event));

  auto of_the_end = told();
  EXPECT_FALSE(is_there(of_the_end));
  journal_.close();
  settle();
  EXPECT_TRUE(is_there(of_the_end)) << "nothing follows";
}

TEST_F(JournalTest, AnswersWhoWaitsWhenItIsClosed) {
  auto waiting = wait_for({}, 2, clock_.now() + 1h);
  log("a");
  settle();
  ASSERT_FALSE(is_there(waiting));

  journal_.close();
  settle();

  ASSERT_TRUE(is_there(waiting));
  EXPECT_EQ(waiting.get().size(), 1U);
}

TEST_F(JournalTest, KeepsOnlySoManyEntries) {
  constexpr std::size_t kMore = 25;
  for (std::size_t i = 0; i < limits::kJournalEntries + kMore; ++i)
    journal_.append(orders_, "r1", Start{});

  EXPECT_EQ(journal_.events().size(), limits::kJournalEntries);
  EXPECT_EQ(journal_.events().front().id, kMore + 1) << "the oldest go first";
  EXPECT_EQ(journal_.last_id(), limits::kJournalEntries + kMore);

  Filter filter;
  filter.after = limits::kJournalEntries + kMore - 2;
  EXPECT_THAT(ids(filter),
              ElementsAre(limits::kJournalEntries + kMore - 1, limits::kJournalEntries + kMore));
  filter.after = 3;  // before what is kept
  EXPECT_EQ(journal_.query(filter).size(), limits::kJournalEntries);
}

TEST_F(JournalTest, KeepsOnlySoMuchText) {
  constexpr std::size_t kPiece = limits::kJournalBytes / 8;
  for (int i = 0; i < 8; ++i)
    log(std::string(kPiece, 'x'));
  EXPECT_EQ(journal_.events().size(), 8U) << "exactly full";

  log("one byte more");
  EXPECT_EQ(journal_.events().front().id, 2U);
  EXPECT_EQ(journal_.events().back().id, 9U);

  log(std::string(kPiece - 13, 'x'));
  EXPECT_EQ(journal_.events().front().id, 2U) << "room was made, and counted";
}

TEST_F(JournalTest, KeepsTheNewestWhateverItsSize) {
  log("small");

  log(std::string(limits::kJournalBytes + 1, 'x'));

  EXPECT_EQ(journal_.events().size(), 1U);
  EXPECT_EQ(journal_.events().front().id, 2U);
}

}  // namespace
}  // namespace lambent::journal
