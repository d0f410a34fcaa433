#include "config/yaml_scalar.h"

#include <limits>

#include <gtest/gtest.h>

namespace lambent::config {
namespace {

TEST(YamlBool, HasSixWordsInThreeSpellings) {
  for (const char* word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"}) {
    EXPECT_EQ(yaml_bool(word), true) << word;
  }
  for (const char* word : {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"}) {
    EXPECT_EQ(yaml_bool(word), false) << word;
  }
  for (const char* word : {"", "y", "n", "tRUE", "1", "0", "oN"}) {
    EXPECT_EQ(yaml_bool(word), std::nullopt) << word;
  }
}

TEST(YamlInt, ReadsEveryBase) {
  EXPECT_EQ(yaml_int("0"), 0);
  EXPECT_EQ(yaml_int("30"), 30);
  EXPECT_EQ(yaml_int("+30"), 30);
  EXPECT_EQ(yaml_int("-30"), -30);
  EXPECT_EQ(yaml_int("1_000"), 1000);
  EXPECT_EQ(yaml_int("0b101"), 5);
  EXPECT_EQ(yaml_int("017"), 15);
  EXPECT_EQ(yaml_int("0x1F"), 31);
  EXPECT_EQ(yaml_int("1:30"), 90);
  EXPECT_EQ(yaml_int("1:00:00"), 3600);
  EXPECT_EQ(yaml_int("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
}

TEST(YamlInt, LeavesOtherTextAlone) {
  for (const char* text : {"",
                           "-",
                           "+",
                           "15m",
                           "1.5",
                           "0x",
                           "0b2",
                           "09",
                           "1:60",
                           "1:123",
                           "1:",
                           ":1",
                           "--1",
                           "+-1",
                           "_1",
                           "1 ",
                           "9223372036854775808",
                           "1e3",
                           "0x-1",
                           "0b-1",
                           "0o17",
                           "99999999999999:1"}) {
    EXPECT_EQ(yaml_int(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace lambent::config
