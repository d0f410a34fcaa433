// Vectors of RFC 4648 §10, and what a strict reader refuses.
#include "api/lambda/base64.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::api {
namespace {

using namespace std::string_view_literals;
using testing::Eq;
using testing::Optional;

struct Pair {
  std::string_view bytes;
  std::string_view text;
};

constexpr Pair kPairs[] = {
    {"",             ""        },
    {"f",            "Zg=="    },
    {"fo",           "Zm8="    },
    {"foo",          "Zm9v"    },
    {"foob",         "Zm9vYg=="},
    {"fooba",        "Zm9vYmE="},
    {"foobar",       "Zm9vYmFy"},
    {"\0\xFF\xFE"sv, "AP/+"    },
};

TEST(Base64, EncodesAndDecodesEveryPair) {
  for (const Pair& pair : kPairs) {
    EXPECT_EQ(encode_base64(pair.bytes), pair.text);
    EXPECT_THAT(decode_base64(pair.text), Optional(std::string(pair.bytes))) << pair.text;
  }
}

TEST(Base64, RefusesWhatNoEncoderWrites) {
  for (const std::string_view text : {"Zg",
                                      "Zg=",
                                      "Zg===",
                                      "=",
                                      "====",
                                      "Zh==",
                                      "Zm9=",
                                      "Zg==Zg==",
                                      "Zm9v\n",
                                      " Zm9v   ",
                                      "Zm9v    ",
                                      "Zm 9v===",
                                      "Zm9-",
                                      "Zm9_",
                                      "Zm9\xC3",
                                      "Zm9v-A=="}) {
    EXPECT_THAT(decode_base64(text), Eq(std::nullopt)) << text;
  }
  EXPECT_THAT(decode_base64("Zm9\0"sv), Eq(std::nullopt));
}

TEST(Base64, JoinsItsPiecesWithoutASeam) {
  std::string bytes((std::size_t{7} << 20) + 1, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(i * 31 >> 3);

  const std::string text = encode_base64(bytes);

  EXPECT_EQ(text.size(), (bytes.size() + 2) / 3 * 4);
  EXPECT_TRUE(decode_base64(text) == bytes);
}

}  // namespace
}  // namespace lambent::api
