#include "emulator/base/check.h"

#include <gtest/gtest.h>

namespace lambent::base {
namespace {

TEST(CheckDeathTest, SaysWhereAndWhy) {
  EXPECT_DEATH(LAMBENT_CHECK(1 > 2, "numbers are in order"),
               "lambent: .*check_test.cc:[0-9]+: broken promise: numbers are in order .1 > 2.");
}

TEST(Check, LetsATruePromisePass) {
  int evaluated = 0;
  LAMBENT_CHECK(++evaluated == 1, "once");
  EXPECT_EQ(evaluated, 1);
}

}  // namespace
}  // namespace lambent::base
