// When a batch is due, what it holds, and what is lost; runtime-api.md §3.1, §3.2.
#include "emulator/telemetry/buffer.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"

namespace lambent::telemetry {
namespace {

using namespace std::chrono_literals;
using base::kNever;
using base::SteadyTime;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr SteadyTime kNow{1h};
constexpr SteadyTime kAtOnce = SteadyTime::min();

Buffering limits_of(std::size_t items, std::size_t bytes) {
  Buffering limits;
  limits.max_items = items;
  limits.max_bytes = bytes;
  limits.timeout = 1'000ms;
  return limits;
}

Buffer a_buffer() {
  return Buffer(limits_of(10'000, 262'144));
}

void add_all(Buffer& buffer, const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    buffer.add(text, kNow);
}

TEST(Buffer, IsNeverDueWhileNothingWaits) {
  Buffer buffer = a_buffer();
  EXPECT_EQ(buffer.due(), kNever);
  EXPECT_TRUE(buffer.take().empty());
}

TEST(Buffer, IsDueATimeoutAfterTheFirstEvent) {
  Buffer buffer = a_buffer();
  buffer.add("a", kNow);
  buffer.add("b", kNow + 600ms);

  EXPECT_EQ(buffer.due(), kNow + 1'000ms);

  EXPECT_THAT(buffer.take().texts, ElementsAre("a", "b"));
  EXPECT_EQ(buffer.due(), kNever);
  buffer.add("c", kNow + 700ms);
  EXPECT_EQ(buffer.due(), kNow + 1'700ms);
}

TEST(Buffer, IsDueAtOnceWhenItHasAllItsItems) {
  Buffer buffer(limits_of(2, 262'144));
  buffer.add("a", kNow);
  EXPECT_EQ(buffer.due(), kNow + 1'000ms);
  buffer.add("b", kNow);
  EXPECT_EQ(buffer.due(), kAtOnce);
}

TEST(Buffer, IsDueAtOnceWhenItHasAllItsBytes) {
  Buffer buffer(limits_of(1'000, 4));
  buffer.add("abc", kNow);
  EXPECT_EQ(buffer.due(), kNow + 1'000ms);
  buffer.add("d", kNow);
  EXPECT_EQ(buffer.due(), kAtOnce);
}

TEST(Buffer, FillsABatchUpToTheFirstLimit) {
  Buffer by_items(limits_of(2, 262'144));
  add_all(by_items, {"a", "b", "c"});
  EXPECT_THAT(by_items.take().texts, ElementsAre("a", "b"));
  EXPECT_THAT(by_items.take().texts, ElementsAre("c"));

  Buffer by_bytes(limits_of(1'000, 4));
  add_all(by_bytes, {"abc", "defg", "h"});
  EXPECT_THAT(by_bytes.take().texts, ElementsAre("abc", "defg"));
  EXPECT_THAT(by_bytes.take().texts, ElementsAre("h"));
}

TEST(Buffer, MeasuresTheTimeOfWhatABatchLeftBehind) {
  Buffer buffer(limits_of(1, 262'144));
  buffer.add("a", kNow);
  buffer.add("b", kNow + 400ms);
  buffer.take();
  buffer.set_limits(limits_of(1'000, 262'144));

  EXPECT_EQ(buffer.due(), kNow + 1'400ms);
}

TEST(Buffer, TakesNewLimitsForWhatWaits) {
  Buffer buffer = a_buffer();
  add_all(buffer, {"a", "b"});
  buffer.set_limits(limits_of(2, 262'144));
  EXPECT_EQ(buffer.due(), kAtOnce);
}

TEST(Buffer, DropsTheOldestBeyondTheBacklog) {
  Buffer buffer = a_buffer();
  const std::size_t third = limits::kTelemetryBacklog / 3;
  buffer.add(std::string(third, 'a'), kNow);
  buffer.add(std::string(third, 'b'), kNow);
  buffer.add(std::string(third, 'c'), kNow);
  EXPECT_FALSE(buffer.owes_notice());

  buffer.add("dddddddddd", kNow);

  EXPECT_TRUE(buffer.owes_notice());
  const Loss loss = buffer.take_loss();
  EXPECT_EQ(loss.records, 1U);
  EXPECT_EQ(loss.bytes, third);
  EXPECT_EQ(loss.reason, kTooSlow);
  EXPECT_FALSE(buffer.owes_notice());
  EXPECT_EQ(buffer.take().texts.front().front(), 'b');
}

TEST(Buffer, KeepsOneEventHoweverLongItIs) {
  Buffer buffer = a_buffer();
  buffer.add("a", kNow);
  buffer.add(std::string(limits::kTelemetryBacklog + 1, 'b'), kNow);

  EXPECT_EQ(buffer.take_loss().records, 1U);
  EXPECT_THAT(buffer.take().texts, ElementsAre(SizeIs(limits::kTelemetryBacklog + 1)));
}

TEST(Buffer, CountsABatchThatIsGivenUp) {
  Buffer buffer = a_buffer();
  add_all(buffer, {"abc", "de"});

  buffer.give_up(buffer.take(), "could not send events: Connection refused");

  ASSERT_TRUE(buffer.owes_notice());
  const Loss loss = buffer.take_loss();
  EXPECT_EQ(loss.records, 2U);
  EXPECT_EQ(loss.bytes, 5U);
  EXPECT_EQ(loss.reason, "could not send events: Connection refused");
}

TEST(Buffer, AddsUpLossesUntilTheyAreTold) {
  Buffer buffer = a_buffer();
  add_all(buffer, {"abc"});
  buffer.give_up(buffer.take(), "first");
  add_all(buffer, {"de", "f"});
  buffer.give_up(buffer.take(), "second");

  const Loss loss = buffer.take_loss();
  EXPECT_EQ(loss.records, 3U);
  EXPECT_EQ(loss.bytes, 6U);
  EXPECT_EQ(loss.reason, "second");
  EXPECT_EQ(buffer.take_loss().records, 0U);
}

TEST(Buffer, CountsOnlyWhatOfABatchHasNotArrived) {
  Buffer buffer = a_buffer();
  add_all(buffer, {"abc", "de", "f"});
  Batch batch = buffer.take();
  batch.drop_first(2);

  buffer.give_up(std::move(batch), "");

  EXPECT_EQ(buffer.take_loss().bytes, 1U);
}

TEST(Buffer, PutsTheNoticeBeforeTheNextBatch) {
  Buffer buffer = a_buffer();
  buffer.put_notice("lost");
  EXPECT_EQ(buffer.due(), kNever) << "a notice waits for an event to go with";
  EXPECT_TRUE(buffer.take().empty());
  add_all(buffer, {"a"});

  const Batch batch = buffer.take();

  EXPECT_TRUE(batch.begins_with_notice);
  EXPECT_THAT(batch.texts, ElementsAre("lost", "a"));
  add_all(buffer, {"b"});
  EXPECT_THAT(buffer.take().texts, ElementsAre("b"));
}

TEST(Buffer, KeepsANoticeThatDidNotArriveAndCountsItNot) {
  Buffer buffer = a_buffer();
  buffer.put_notice("lost");
  add_all(buffer, {"abc"});
  buffer.give_up(buffer.take(), "");
  EXPECT_FALSE(buffer.owes_notice()) << "one at a time";
  add_all(buffer, {"d"});

  EXPECT_THAT(buffer.take().texts, ElementsAre("lost", "d"));

  buffer.settle();
  EXPECT_TRUE(buffer.owes_notice()) << "what was lost after it was told";
  EXPECT_EQ(buffer.take_loss().bytes, 3U);
}

TEST(Batch, HasNoNoticeOnceItHasArrived) {
  Batch batch;
  batch.texts = {"lost", "a", "b"};
  batch.begins_with_notice = true;

  batch.drop_first(0);
  EXPECT_TRUE(batch.begins_with_notice);
  batch.drop_first(1);
  EXPECT_FALSE(batch.begins_with_notice);
  EXPECT_THAT(batch.texts, ElementsAre("a", "b"));
}

TEST(Buffer, HurriesWhatWaitsAndNothingThatComesLater) {
  Buffer buffer(limits_of(2, 262'144));
  add_all(buffer, {"a", "b", "c"});
  buffer.hurry();

  EXPECT_EQ(buffer.due(), kAtOnce);
  buffer.take();
  EXPECT_EQ(buffer.due(), kAtOnce) << "c is in a hurry too";
  buffer.take();
  buffer.add("d", kNow);
  EXPECT_EQ(buffer.due(), kNow + 1'000ms);
}

TEST(Buffer, IsFlushedWhenAllThatWaitedHasArrived) {
  Buffer buffer(limits_of(2, 262'144));
  EXPECT_TRUE(buffer.is_flushed());
  add_all(buffer, {"a", "b", "c"});
  buffer.hurry();
  EXPECT_FALSE(buffer.is_flushed());

  buffer.take();
  EXPECT_FALSE(buffer.is_flushed()) << "it is still out";
  buffer.settle();
  EXPECT_FALSE(buffer.is_flushed()) << "c waits";
  buffer.add("d", kNow);
  Batch rest = buffer.take();
  EXPECT_FALSE(buffer.is_flushed());
  buffer.give_up(std::move(rest), "");
  EXPECT_TRUE(buffer.is_flushed()) << "lost is settled too";
}

TEST(Buffer, WaitsForABatchThatWasOutWhenTheHurryBegan) {
  Buffer buffer = a_buffer();
  add_all(buffer, {"a"});
  buffer.take();
  buffer.hurry();
  EXPECT_FALSE(buffer.is_flushed());

  for (int i = 0; i < 3; ++i)
    buffer.add(std::string(limits::kTelemetryBacklog, 'b'), kNow);
  EXPECT_FALSE(buffer.is_flushed()) << "what is dropped behind it changes nothing";

  buffer.settle();
  EXPECT_TRUE(buffer.is_flushed());
}

}  // namespace
}  // namespace lambent::telemetry
