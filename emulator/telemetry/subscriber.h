// Subscriber: one extension's telemetry, from the event to the batch that was taken.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/journal/event.h"
#include "emulator/telemetry/buffer.h"
#include "emulator/telemetry/delivery.h"
#include "emulator/telemetry/subscription.h"

namespace lambent::telemetry {

namespace asio = boost::asio;

/// What a subscriber has of its relay.
struct SubscriberHost {
  asio::any_io_executor executor;
  base::Clock& clock;
  /// Something was lost; the relay comes back with the event of it.
  std::function<void(journal::LogsDropped)> tell;
  /// A batch has arrived or is given up.
  std::function<void()> on_settled;
};

/// `run` delivers; all else only changes what it finds when it looks again.
class Subscriber {
 public:
  Subscriber(SubscriberHost host, std::string name, Subscription subscription);
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  const Subscription& subscription() const { return subscription_; }
  /// The extension subscribed again: what waits goes to the new destination.
  void replace(Subscription subscription);

  /// `exit_message` as for `texts_of`.
  void offer(const journal::Event& event, std::string_view exit_message);

  /// Its process is stopped: nothing new is sent, and no time limit runs.
  void pause();
  void resume();
  /// Its process is gone: everything is kept until it subscribes again.
  void park();

  /// What waits is sent at once.
  void hurry();
  /// It has been sent, or nobody is there to take it.
  bool is_flushed() const { return is_parked_ || buffer_.is_flushed(); }

  /// Until it is cancelled.
  asio::awaitable<void> run();

 private:
  bool may_send() const { return !is_paused_ && !is_parked_; }
  asio::awaitable<void> until_due();
  asio::awaitable<void> until_it_may_send();
  asio::awaitable<void> back_off(std::uint64_t route, base::SteadyTime until);
  asio::awaitable<void> until_overdue(std::uint64_t route);
  asio::awaitable<std::string> attempt(Batch& batch);
  asio::awaitable<std::string> deliver(Batch& batch);
  void tell_of_loss();

  SubscriberHost host_;
  std::string name_;
  Subscription subscription_;
  Buffer buffer_;
  base::Signal changed_;
  bool is_paused_ = false;
  bool is_parked_ = false;
  base::SteadyTime paused_since_{};
  base::SteadyTime overdue_at_{};  // of the attempt that is under way
  std::uint64_t route_ = 1;        // grows when a destination comes or goes
  std::optional<Delivery> delivery_;
  std::uint64_t delivery_route_ = 0;
};

}  // namespace lambent::telemetry
