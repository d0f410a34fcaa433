#include "emulator/http/read_buffer.h"

#include <algorithm>
#include <cstring>
#include <string>

#include <gtest/gtest.h>

namespace lambent::http {
namespace {

void put(ReadBuffer& buffer, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const auto room = buffer.prepare();
    const std::size_t count = std::min(room.size(), text.size() - done);
    std::memcpy(room.data(), text.data() + done, count);
    buffer.commit(count);
    done += count;
  }
}

TEST(ReadBuffer, CostsNothingUntilUsed) {
  const ReadBuffer buffer;

  EXPECT_EQ(buffer.capacity(), 0U);
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.data(), "");
}

TEST(ReadBuffer, GivesBackWhatCameInOrder) {
  ReadBuffer buffer;
  std::string expected;
  for (int i = 0; i < 3'000; ++i) {
    const std::string piece = std::to_string(i) + ",";
    put(buffer, piece);
    expected += piece;
    if (i % 3 != 2) continue;
    buffer.consume(5);
    expected.erase(0, 5);
  }
  EXPECT_TRUE(buffer.data() == expected);
}

TEST(ReadBuffer, UsesItsRoomAgainBeforeItGrows) {
  ReadBuffer buffer;
  put(buffer, std::string(ReadBuffer::kIdleSize, 'a'));
  buffer.consume(ReadBuffer::kIdleSize - 10);

  put(buffer, "b");

  EXPECT_EQ(buffer.data(), "aaaaaaaaaab");
  EXPECT_EQ(buffer.capacity(), ReadBuffer::kIdleSize);
}

TEST(ReadBuffer, ShrinksToTheIdleSizeAndKeepsItsData) {
  ReadBuffer buffer;
  put(buffer, std::string(100'000, 'a') + "rest");
  buffer.shrink();
  EXPECT_GE(buffer.capacity(), 100'004U) << "the data would not fit";
  buffer.consume(100'000);

  buffer.shrink();

  EXPECT_EQ(buffer.capacity(), ReadBuffer::kIdleSize);
  EXPECT_EQ(buffer.data(), "rest");
}

TEST(ReadBuffer, ReservesOnlyUpwards) {
  ReadBuffer buffer;
  put(buffer, "data");
  buffer.reserve(50'000);
  EXPECT_EQ(buffer.capacity(), 50'000U);
  buffer.reserve(10);
  EXPECT_EQ(buffer.capacity(), 50'000U);
  EXPECT_EQ(buffer.data(), "data");
}

}  // namespace
}  // namespace lambent::http
