// When a failed delivery is tried again.
#include "emulator/telemetry/retry.h"

#include <gtest/gtest.h>

namespace lambent::telemetry {
namespace {

using std::chrono::milliseconds;

TEST(RetryDelay, DoublesUntilTheBatchIsGivenUp) {
  EXPECT_EQ(retry_delay(1), milliseconds{100});
  EXPECT_EQ(retry_delay(2), milliseconds{200});
  EXPECT_EQ(retry_delay(3), milliseconds{400});
  EXPECT_EQ(retry_delay(4), milliseconds{800});
  EXPECT_EQ(retry_delay(5), std::nullopt);
  EXPECT_EQ(retry_delay(6), std::nullopt);
}

}  // namespace
}  // namespace lambent::telemetry
