#include "config/closest.h"

#include <array>

#include <gtest/gtest.h>

#include "config/error.h"

namespace lambent::config {
namespace {

constexpr std::array<std::string_view, 3> kWords{"Timeout", "MemorySize", "Handler"};

TEST(Closest, FindsASlipOfTheKeyboard) {
  EXPECT_EQ(closest("Timout", kWords), "Timeout");
  EXPECT_EQ(closest("timeOut", kWords), "Timeout");
  EXPECT_EQ(closest("MemroySize", kWords), "MemorySize");
}

TEST(Closest, FindsNothingForAnotherWord) {
  EXPECT_EQ(closest("Colour", kWords), std::nullopt);
  EXPECT_EQ(closest("", kWords), std::nullopt);
  EXPECT_EQ(closest(std::string(65, 'T'), kWords), std::nullopt);
}

TEST(DidYouMean, AsksOnlyWhenThereIsAGuess) {
  EXPECT_EQ(did_you_mean("Handlr", kWords), ", did you mean \"Handler\"?");
  EXPECT_EQ(did_you_mean("Colour", kWords), "");
}

TEST(InQuotes, EscapesWhatWouldSpoilALine) {
  EXPECT_EQ(in_quotes("a\"b\nc\x01"), "\"a\\\"b\\nc\\x01\"");
}

TEST(InQuotes, CutsAfter120BytesButNotThroughACharacter) {
  EXPECT_EQ(in_quotes(std::string(121, 'a')), '"' + std::string(120, 'a') + "…\"");
  EXPECT_EQ(in_quotes(std::string(119, 'a') + "ä"), '"' + std::string(119, 'a') + "…\"");
  EXPECT_EQ(in_quotes(std::string(118, 'a') + "ä"), '"' + std::string(118, 'a') + "ä\"");
}

}  // namespace
}  // namespace lambent::config
