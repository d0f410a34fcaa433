// Buffer: what waits for one subscriber; when it is due, and what is lost.  Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/telemetry/subscription.h"

namespace lambent::telemetry {

/// Why something was lost when a subscriber is too slow.  Source: runtime-api.md §3.2.
inline constexpr std::string_view kTooSlow =
    "Some logs were dropped because the downstream consumer is slower than the logs production "
    "rate";

/// What a subscriber will never see.
struct Loss {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  ///< of JSON text
  std::string reason;       ///< of the latest part of it
};

/// Texts that leave together, in order.
struct Batch {
  std::vector<std::string> texts;
  bool begins_with_notice = false;  ///< the first text is a platform.logsDropped

  bool empty() const { return texts.empty(); }
  /// The first `count` texts have arrived.
  void drop_first(std::size_t count);
};

/// At most one batch is out at a time.  Beside it limits::kTelemetryBacklog bytes are kept; then
/// the oldest go first, so that what is missing always stands before all that waits, where the
/// notice of it is put.
class Buffer {
 public:
  explicit Buffer(Buffering limits) : limits_(limits) {}

  /// For what is batched from now on.
  void set_limits(Buffering limits) { limits_ = limits; }

  void add(std::string text, base::SteadyTime now);

  /// When the next batch shall leave: kNever when nothing waits, the beginning of time when it is
  /// full or hurried, else the limit's timeout after the first event that waits.
  base::SteadyTime due() const;

  /// What waits now is due at once.
  void hurry() { hurried_ = added_; }
  /// All that was there at the last `hurry` has arrived or is lost.
  bool is_flushed() const { return out_since_.value_or(gone_) >= hurried_; }

  /// The next batch, until the first of the limits is reached; empty when nothing waits.
  Batch take();
  /// The batch that is out has arrived.
  void settle() { out_since_.reset(); }
  /// The batch that is out is lost, but for a notice, which stays.
  void give_up(Batch batch, std::string reason);

  /// Something was lost and nobody has been told.
  bool owes_notice() const { return loss_.records > 0 && !notice_; }
  /// What was lost since the last call.
  Loss take_loss();
  /// The text that tells of it, to be the first of the next batch.
  void put_notice(std::string text) { notice_ = std::move(text); }

 private:
  struct Waiting {
    std::string text;
    base::SteadyTime since;
  };

  bool is_full() const {
    return waiting_.size() >= limits_.max_items || bytes_ >= limits_.max_bytes;
  }
  std::string pop();

  Buffering limits_;
  std::deque<Waiting> waiting_;
  std::size_t bytes_ = 0;  // of what waits
  std::optional<std::string> notice_;
  Loss loss_;
  // Counts of records since the beginning, without notices.
  std::uint64_t added_ = 0;
  std::uint64_t gone_ = 0;                  // taken or lost
  std::uint64_t hurried_ = 0;               // so many of the first are in a hurry
  std::optional<std::uint64_t> out_since_;  // gone_ before the batch that is out was taken
};

}  // namespace lambent::telemetry
