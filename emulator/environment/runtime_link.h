// RuntimeLink: where the calls of one runtime process meet the invoke in progress.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/environment/exit_text.h"
#include "emulator/environment/runtime_state.h"

namespace lambent::environment {

namespace asio = boost::asio;

/// One event for the runtime: the body and the headers of `next`.  Source: runtime-api.md §1.4.
struct InvokeEvent {
  std::string request_id;
  std::string invocation_id;     ///< opaque, never reused; runtime-api.md §1.14
  std::int64_t deadline_ms = 0;  ///< since the Unix epoch
  std::string invoked_arn;
  std::string trace_header;
  std::string client_context;    ///< empty: header omitted
  std::string cognito_identity;  ///< empty: header omitted
  std::string tenant_id;         ///< empty: header omitted
  std::string payload;
};

/// What the runtime posted for the event.
struct RuntimeAnswer {
  std::string payload;
  bool is_error = false;
};

/// What the runtime posted to init/error.
struct InitErrorReport {
  std::string type;  ///< normalised
  std::string payload;
};

/// When the steps of the event in progress happened.
struct EventTimes {
  base::SteadyTime handed_out{};
  base::SteadyTime post_began{};
  base::SteadyTime post_ended{};
};

/// Owned by the environment; the Runtime API's routes act on it.  Every change of state passes
/// through `step`, so the table decides, and wakes whoever waits on `changed`.
class RuntimeLink {
 public:
  explicit RuntimeLink(base::Clock& clock) : clock_(clock), changed_(clock), delivered_(clock) {}

  // --- the environment's side ---

  /// A new process is about to start: state Started, nothing pending, calls of the old one stale.
  void restart();
  /// Hands an event to the next poll.  It stays until `restart` or the next `offer`.
  void offer(InvokeEvent event);
  /// From here on the runtime gets its 202 only after `confirm_delivery`: the caller's answer
  /// leaves first, as AWS orders it (runtime-api.md §1.5), and the caller waits the least.
  void acknowledge_after_delivery() { acknowledges_after_delivery_ = true; }
  /// The answer in progress has been handed to the caller.
  void confirm_delivery();
  /// No invoke is in progress: every request id is wrong from here on.
  void close_invoke();
  bool is_ready() const { return state_ == RuntimeState::Ready && !undelivered_; }
  const EventTimes& times() const { return times_; }

  // --- both sides ---

  RuntimeState state() const { return state_; }
  std::uint64_t generation() const { return generation_; }
  base::Signal& changed() { return changed_; }

  /// Moves on when the table allows it.
  bool step(RuntimeCall call);

  // --- the routes' side ---

  /// True while an event waits for a poll.
  bool has_undelivered_event() const { return undelivered_; }
  /// The event a poll gets now: one that waits, or the one that is not yet answered.  Shared, since
  /// the invoke may be over before a slow runtime has read it.
  std::shared_ptr<const InvokeEvent> event_for_poll() const;
  /// The event whose id the runtime may answer; nullptr when none is in progress.
  const InvokeEvent* event_in_progress() const { return undelivered_ ? nullptr : event_.get(); }
  /// The event is on its way to the runtime.
  void mark_delivered();
  /// Returns when the runtime may have its acknowledgement.
  asio::awaitable<void> answer(RuntimeAnswer answer);
  void report_init_error(InitErrorReport report);

  // What the runtime posted, for the environment to take.
  std::optional<RuntimeAnswer> answered;
  std::optional<InitErrorReport> init_error;

 private:
  base::Clock& clock_;
  RuntimeState state_ = RuntimeState::Started;
  std::uint64_t generation_ = 0;
  std::shared_ptr<const InvokeEvent> event_;
  bool undelivered_ = false;
  bool acknowledges_after_delivery_ = false;
  bool delivery_pending_ = false;
  EventTimes times_;
  base::Signal changed_;
  base::Signal delivered_;
};

}  // namespace lambent::environment
