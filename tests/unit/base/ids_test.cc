#include "emulator/base/ids.h"

#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace lambent::base {
namespace {

TEST(Ids, AUuidHasVersion4AndItsVariant) {
  static const std::regex form(
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  SeededIds ids(1);

  for (int i = 0; i < 1'000; ++i) {
    const std::string uuid = ids.uuid();
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
  }
}

TEST(Ids, AUuidDoesNotComeTwice) {
  RandomIds ids;
  std::set<std::string> seen;

  for (int i = 0; i < 10'000; ++i) {
    EXPECT_TRUE(seen.insert(ids.uuid()).second);
  }
}

TEST(Ids, HexHasAsManyDigitsAsAskedFor) {
  SeededIds ids(1);
  for (std::size_t digits = 0; digits <= 100; ++digits) {
    const std::string text = ids.hex(digits);
    EXPECT_EQ(text.size(), digits);
    EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos) << text;
  }
}

TEST(Ids, HexUsesEveryDigitInEveryPlace) {
  SeededIds ids(1);
  std::vector<std::set<char>> seen(40);
  for (int i = 0; i < 1'000; ++i) {
    const std::string text = ids.hex(seen.size());
    for (std::size_t place = 0; place < seen.size(); ++place) {
      seen[place].insert(text[place]);
    }
  }
  for (const std::set<char>& digits : seen) {
    EXPECT_EQ(digits.size(), 16U);
  }
}

TEST(Ids, ATraceRootCarriesTheTime) {
  SeededIds ids(1);
  const WallTime time{std::chrono::seconds{0x5f2e1a0b}};

  const std::string root = ids.trace_root(time);

  static const std::regex form("1-5f2e1a0b-[0-9a-f]{24}");
  EXPECT_TRUE(std::regex_match(root, form)) << root;
  EXPECT_TRUE(ids.trace_root(WallTime{std::chrono::seconds{1}}).starts_with("1-00000001-"));
}

TEST(Ids, ASeedGivesTheSameNamesAgain) {
  SeededIds one(7);
  SeededIds same(7);
  SeededIds other(8);
  const std::string first = one.uuid();

  EXPECT_EQ(first, same.uuid());
  EXPECT_NE(first, other.uuid());
  EXPECT_NE(first, one.uuid());
}

TEST(Ids, TwoRandomSourcesDiffer) {
  EXPECT_NE(RandomIds().uuid(), RandomIds().uuid());
}

}  // namespace
}  // namespace lambent::base
