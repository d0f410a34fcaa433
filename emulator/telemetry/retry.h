// How long a failed delivery waits for its next attempt.  Pure.
#pragma once

#include <chrono>
#include <optional>

#include "config/limits.h"

namespace lambent::telemetry {

/// The wait after `failures` deliveries of the same batch have failed; nullopt: give it up.
constexpr std::optional<std::chrono::milliseconds> retry_delay(int failures) {
  if (failures >= limits::kDeliveryAttempts) return std::nullopt;
  return limits::kFirstRetryDelay * (1 << (failures - 1));
}

}  // namespace lambent::telemetry
