// What SAM's spellings become, and the table of its options.
#include "api/cli/sam_options.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Arguments = std::vector<std::string>;

TEST(SamSpellings, LeaveOrdinaryArgumentsAlone) {
  EXPECT_THAT(without_sam_spellings({}), IsEmpty());
  EXPECT_THAT(without_sam_spellings({"Hello", "--env", "A=1", "B=2"}),
              ElementsAre("Hello", "--env", "A=1", "B=2"));
}

TEST(SamSpellings, OfInvokeImageBecomeLong) {
  EXPECT_THAT(without_sam_spellings({"-ii", "Hello=image"}),
              ElementsAre("--invoke-image", "Hello=image"));
}

TEST(SamSpellings, OfSeveralOverridesNameTheOptionEachTime) {
  EXPECT_THAT(without_sam_spellings({"--parameter-overrides", "A=1", "B=2", "C=3", "Hello"}),
              ElementsAre("--parameter-overrides",
                          "A=1",
                          "--parameter-overrides",
                          "B=2",
                          "--parameter-overrides",
                          "C=3",
                          "Hello"));
  EXPECT_THAT(without_sam_spellings({"--parameter-overrides=A=1", "B=2"}),
              ElementsAre("--parameter-overrides=A=1", "--parameter-overrides", "B=2"));
}

TEST(SamSpellings, EndTheOverridesAtTheNextOptionOrTarget) {
  EXPECT_THAT(
      without_sam_spellings({"--parameter-overrides", "A=1", "--env", "B=2", "Hello", "C=3"}),
      ElementsAre("--parameter-overrides", "A=1", "--env", "B=2", "Hello", "C=3"));
}

TEST(SamOptions, AreListedOnceAndSayWhy) {
  std::set<std::string_view> names;
  for (const SamOption& option : kSamOptions) {
    EXPECT_TRUE(names.insert(option.names).second) << option.names;
    EXPECT_EQ(option.reason.empty(), option.fate == SamFate::Always) << option.names;
  }
}

}  // namespace
}  // namespace lambent::cli
