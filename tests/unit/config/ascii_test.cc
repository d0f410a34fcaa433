// Which bytes have a lower case: 26 of them.
#include "config/ascii.h"

#include <string>

#include <gtest/gtest.h>

namespace lambent::config {
namespace {

TEST(Lower, ChangesTheLettersOfAsciiAndNothingElse) {
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int number = -128; number < 128; ++number) {
    const char byte = static_cast<char>(number);
    const std::size_t place = upper.find(byte);
    const char wanted = place == upper.npos ? byte : "abcdefghijklmnopqrstuvwxyz"[place];
    EXPECT_EQ(lower(byte), wanted) << number;
  }
}

TEST(Lower, TakesWholeTexts) {
  EXPECT_EQ(lower("Content-Type: \xC3\x84[@`{"), "content-type: \xC3\x84[@`{");
  EXPECT_EQ(lower(""), "");
}

}  // namespace
}  // namespace lambent::config
