#include "emulator/http/message.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Headers, FindTheFirstOfANameWhateverItsCase) {
  Headers headers{
      {"X-One", "1"},
      {"x-two", "2"},
      {"X-TWO", "3"},
  };
  headers.add("Empty", "");

  EXPECT_EQ(headers.find("x-one"), "1");
  EXPECT_EQ(headers.find("X-Two"), "2");
  EXPECT_EQ(headers.find("EMPTY"), "");
  EXPECT_EQ(headers.find("X-On"), std::nullopt);
  EXPECT_EQ(headers.find("X-One1"), std::nullopt);
  EXPECT_EQ(headers.find(""), std::nullopt);
  EXPECT_EQ(headers.size(), 4U);
}

TEST(Headers, CompareOnlyAsciiWithoutCase) {
  // '@' and '`', '[' and '{' differ in the bit that makes letters small.
  const Headers headers{
      {"a@[",  "1"},
      {"\xC4", "2"},
  };

  EXPECT_EQ(headers.find("a`{"), std::nullopt);
  EXPECT_EQ(headers.find("\xE4"), std::nullopt);
  EXPECT_EQ(headers.find("A@["), "1");
}

TEST(Headers, ValueOrGivesTheOtherValueOnlyWithoutAHeader) {
  const Headers headers{
      {"Name", ""}
  };

  EXPECT_EQ(headers.value_or("name", "other"), "");
  EXPECT_EQ(headers.value_or("nobody", "other"), "other");
}

TEST(PercentDecode, DecodesEveryByteOnce) {
  for (int byte = 0; byte < 256; ++byte) {
    constexpr char kLower[] = "0123456789abcdef";
    constexpr char kUpper[] = "0123456789ABCDEF";
    const std::string expected(1, static_cast<char>(byte));
    for (const char* digits : {kLower, kUpper}) {
      const std::string text{'%', digits[byte / 16], digits[byte % 16]};
      EXPECT_EQ(percent_decode(text), expected) << text;
    }
  }
  EXPECT_EQ(percent_decode("%2541"), "%41");
  EXPECT_EQ(percent_decode("a%20b%2Fc"), "a b/c");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(PercentDecode, RefusesBrokenEscapes) {
  for (const char* text : {"%", "%4", "a%", "a%4", "%%41", "%g0", "%0g", "% 1", "%-1", "%4%41"}) {
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
  }
}

TEST(PercentDecode, APlusIsASpaceOnlyWhenAsked) {
  EXPECT_EQ(percent_decode("a+b%2B"), "a+b+");
  EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
}

TEST(ParseQuery, GivesDecodedPairsInOrder) {
  EXPECT_THAT(parse_query("b=1&a=2&b=3"),
              ElementsAre(Pair("b", "1"), Pair("a", "2"), Pair("b", "3")));
  EXPECT_THAT(parse_query("a%3D=%26&x+y=z+%2B"), ElementsAre(Pair("a=", "&"), Pair("x y", "z +")));
}

TEST(ParseQuery, KnowsEveryShapeOfAPair) {
  EXPECT_THAT(parse_query(""), IsEmpty());
  EXPECT_THAT(parse_query("&&"), IsEmpty());
  EXPECT_THAT(parse_query("a"), ElementsAre(Pair("a", "")));
  EXPECT_THAT(parse_query("a="), ElementsAre(Pair("a", "")));
  EXPECT_THAT(parse_query("=b"), ElementsAre(Pair("", "b")));
  EXPECT_THAT(parse_query("a=b=c"), ElementsAre(Pair("a", "b=c")));
  EXPECT_THAT(parse_query("&a=1&&b=2&"), ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST(ParseQuery, LeavesBrokenEscapesAsWritten) {
  EXPECT_THAT(parse_query("a%=%zz+&b=%41"), ElementsAre(Pair("a%", "%zz+"), Pair("b", "A")));
}

}  // namespace
}  // namespace lambent::http
