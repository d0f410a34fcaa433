#include "emulator/telemetry/subscriber.h"

#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

#include "config/limits.h"
#include "emulator/telemetry/event_text.h"
#include "emulator/telemetry/retry.h"

namespace lambent::telemetry {

Subscriber::Subscriber(SubscriberHost host, std::string name, Subscription subscription)
    : host_(std::move(host)),
      name_(std::move(name)),
      subscription_(std::move(subscription)),
      buffer_(subscription_.buffering),
      changed_(host_.clock) {}

void Subscriber::replace(Subscription subscription) {
  subscription_ = std::move(subscription);
  buffer_.set_limits(subscription_.buffering);
  is_parked_ = false;
  ++route_;
  changed_.notify();
}

void Subscriber::offer(const journal::Event& event, std::string_view exit_message) {
  const auto* dropped = std::get_if<journal::LogsDropped>(&event.fact);
  if (dropped != nullptr && dropped->name != name_) return;
  const base::SteadyTime due = buffer_.due();
  for (std::string& text : texts_of(event, subscription_, exit_message)) {
    if (dropped != nullptr) {
      buffer_.put_notice(std::move(text));
    } else {
      buffer_.add(std::move(text), host_.clock.now());
    }
  }
  if (buffer_.due() != due) changed_.notify();
}

void Subscriber::pause() {
  if (is_paused_) return;
  is_paused_ = true;
  paused_since_ = host_.clock.now();
  changed_.notify();
}

void Subscriber::resume() {
  if (!is_paused_) return;
  is_paused_ = false;
  overdue_at_ += host_.clock.now() - paused_since_;
  changed_.notify();
}

void Subscriber::park() {
  is_parked_ = true;
  ++route_;
  changed_.notify();
}

void Subscriber::hurry() {
  buffer_.hurry();
  changed_.notify();
}

asio::awaitable<void> Subscriber::run() {
  for (;;) {
    co_await until_due();
    if (buffer_.owes_notice()) tell_of_loss();
    Batch batch = buffer_.take();
    const std::string failure = co_await deliver(batch);
    if (failure.empty()) {
      buffer_.settle();
    } else {
      buffer_.give_up(std::move(batch), fmt::format("could not send events: {}", failure));
    }
    host_.on_settled();
  }
}

void Subscriber::tell_of_loss() {
  Loss loss = buffer_.take_loss();
  host_.tell(journal::LogsDropped{name_, loss.records, loss.bytes, std::move(loss.reason)});
}

asio::awaitable<void> Subscriber::until_due() {
  while (!may_send() || host_.clock.now() < buffer_.due()) {
    const base::SteadyTime due = may_send() ? buffer_.due() : base::kNever;
    co_await changed_.wait(due);
  }
}

asio::awaitable<void> Subscriber::until_it_may_send() {
  while (!may_send())
    co_await changed_.wait();
}

// Returns "" when `batch` was taken, else why it is given up.  A new destination starts anew.
asio::awaitable<std::string> Subscriber::deliver(Batch& batch) {
  int failures = 0;
  for (;;) {
    co_await until_it_may_send();
    const std::uint64_t route = route_;
    std::string failure = co_await attempt(batch);
    // Empty: the last line went just as the time ran out.
    if (failure.empty() || batch.empty()) co_return std::string();
    if (route == route_) {
      const auto delay = retry_delay(++failures);
      if (!delay) co_return failure;
      co_await back_off(route, host_.clock.now() + *delay);
    }
    if (route != route_) failures = 0;
  }
}

asio::awaitable<std::string> Subscriber::attempt(Batch& batch) {
  using asio::experimental::awaitable_operators::operator||;
  if (delivery_route_ != route_) {
    delivery_.emplace(host_.executor, subscription_.destination);
    delivery_route_ = route_;
  }
  overdue_at_ = host_.clock.now() + limits::kDeliveryLimit;
  auto work = delivery_->attempt(batch);
  auto alarm = until_overdue(route_);
  auto first = co_await (std::move(work) || std::move(alarm));
  if (first.index() == 0) co_return std::move(std::get<0>(first));
  co_return fmt::format("not taken within {} s", limits::kDeliveryLimit.count());
}

asio::awaitable<void> Subscriber::back_off(std::uint64_t route, base::SteadyTime until) {
  while (route == route_ && host_.clock.now() < until)
    co_await changed_.wait(until);
}

// Returns when the attempt under way has had its time, or its destination is no more.
asio::awaitable<void> Subscriber::until_overdue(std::uint64_t route) {
  while (route == route_ && (is_paused_ || host_.clock.now() < overdue_at_)) {
    const base::SteadyTime until = is_paused_ ? base::kNever : overdue_at_;
    co_await changed_.wait(until);
  }
}

}  // namespace lambent::telemetry
