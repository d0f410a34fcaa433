// The identifier that every call of a registered extension carries; runtime-api.md §2.5.
#include "emulator/runtime_api/extension_id.h"

#include <string>

#include <gtest/gtest.h>

namespace lambent::runtime_api {
namespace {

constexpr const char* kUuid = "0123abcd-4567-4e89-9abc-def012345678";

TEST(ParseUuid, TakesTheUsualFormInEitherCase) {
  EXPECT_EQ(parse_uuid(kUuid), kUuid);
  EXPECT_EQ(parse_uuid("0123ABCD-4567-4E89-9ABC-DEF012345678"), kUuid);
}

TEST(ParseUuid, RefusesEveryDifferenceOfOneCharacter) {
  const std::string uuid = kUuid;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    for (const char other : {'g', ' ', '-', '/', ':', '@', 'G', '`', '\0'}) {
      if (uuid[i] == other) continue;
      std::string changed = uuid;
      changed[i] = other;
      EXPECT_EQ(parse_uuid(changed), std::nullopt) << changed;
    }
    std::string shorter = uuid;
    EXPECT_EQ(parse_uuid(shorter.erase(i, 1)), std::nullopt);
    std::string longer = uuid;
    EXPECT_EQ(parse_uuid(longer.insert(i, 1, '0')), std::nullopt);
  }
  EXPECT_EQ(parse_uuid(""), std::nullopt);
}

TEST(ParseUuid, WantsADigitWhereThereIsNoDash) {
  std::string uuid = kUuid;
  uuid[8] = '0';
  EXPECT_EQ(parse_uuid(uuid), std::nullopt);
}

}  // namespace
}  // namespace lambent::runtime_api
