#include "config/base64.h"

#include <gtest/gtest.h>

namespace lambent::config {
namespace {

// Source: RFC 4648 §10.
TEST(Base64, EncodesTheVectorsOfItsStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, TakesEveryByte) {
  EXPECT_EQ(base64(std::string_view("\x00\xff\xfe", 3)), "AP/+");
}

}  // namespace
}  // namespace lambent::config
