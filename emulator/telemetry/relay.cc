#include "emulator/telemetry/relay.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/telemetry/subscriber.h"

namespace lambent::telemetry {
namespace {

journal::Fact subscription_fact(const std::string& extension,
                                const Subscription& subscription,
                                std::string state) {
  if (subscription.api == Api::Logs) {
    return journal::LogsSubscription{extension, std::move(state), subscription.types};
  }
  return journal::TelemetrySubscription{extension, std::move(state), subscription.types};
}

}  // namespace

Relay::Relay(asio::any_io_executor executor,
             base::Clock& clock,
             const journal::Journal& journal,
             std::function<void(journal::Fact)> tell)
    : executor_(std::move(executor)),
      clock_(clock),
      journal_(journal),
      tell_(std::move(tell)),
      settled_(clock),
      tasks_(executor_) {}

Relay::~Relay() = default;

void Relay::open(std::string environment, std::uint64_t after) {
  environment_ = std::move(environment);
  replay_after_ = after;
  is_open_ = true;
  park();
}

void Relay::close() {
  is_open_ = false;
}

bool Relay::has_subscribers() const {
  return !subscribers_.empty();
}

void Relay::take(const journal::Event& event) {
  if (subscribers_.empty()) return;
  note_exit(event);
  for (const auto& [name, subscriber] : subscribers_)
    subscriber->offer(event, exit_message_);
  if (std::holds_alternative<journal::Report>(event.fact)) exit_message_.clear();
  if (std::holds_alternative<journal::ShutdownReport>(event.fact)) park();
}

// The first to leave is the cause; what leaves later was made to.
void Relay::note_exit(const journal::Event& event) {
  if (std::holds_alternative<journal::InitStart>(event.fact)) exit_message_.clear();
  if (!exit_message_.empty()) return;
  if (const auto* runtime = std::get_if<journal::EnvironmentExited>(&event.fact)) {
    exit_message_ = runtime->message;
  }
  if (const auto* extension = std::get_if<journal::ExtensionExited>(&event.fact)) {
    exit_message_ = extension->message;
  }
}

void Relay::park() {
  for (const auto& [name, subscriber] : subscribers_)
    subscriber->park();
  settled_.notify();
}

void Relay::pause() {
  is_paused_ = true;
  for (const auto& [name, subscriber] : subscribers_)
    subscriber->pause();
}

void Relay::resume() {
  is_paused_ = false;
  for (const auto& [name, subscriber] : subscribers_)
    subscriber->resume();
}

bool Relay::is_flushed() const {
  return std::all_of(subscribers_.begin(), subscribers_.end(), [](const auto& entry) {
    return entry.second->is_flushed();
  });
}

asio::awaitable<void> Relay::flush(base::SteadyTime deadline) {
  for (const auto& [name, subscriber] : subscribers_)
    subscriber->hurry();
  while (!is_flushed() && clock_.now() < deadline)
    co_await settled_.wait(deadline);
}

asio::awaitable<void> Relay::stop() {
  is_open_ = false;
  tasks_.cancel();
  co_await tasks_.join();
  subscribers_.clear();
  settled_.notify();
}

Relay::Outcome Relay::subscribe(const std::string& extension, Subscription subscription) {
  if (!is_open_) return Outcome::Closed;
  const auto known = subscribers_.find(extension);
  if (known == subscribers_.end()) {
    journal::Fact fact = subscription_fact(extension, subscription, "Subscribed");
    subscribers_.emplace(extension, newcomer(extension, std::move(subscription)));
    tell_(std::move(fact));
    return Outcome::Subscribed;
  }
  if (known->second->subscription().api != subscription.api) return Outcome::OtherApi;
  journal::Fact fact = subscription_fact(extension, subscription, "Already subscribed");
  known->second->replace(std::move(subscription));
  tell_(std::move(fact));
  return Outcome::AlreadySubscribed;
}

// It has what happened before it came; what `take` brings from now on follows.
std::unique_ptr<Subscriber> Relay::newcomer(const std::string& extension,
                                            Subscription subscription) {
  SubscriberHost host{executor_,
                      clock_,
                      [this](journal::LogsDropped dropped) { tell_(std::move(dropped)); },
                      [this] { settled_.notify(); }};
  auto subscriber =
      std::make_unique<Subscriber>(std::move(host), extension, std::move(subscription));
  if (is_paused_) subscriber->pause();
  journal::Filter earlier;
  earlier.environment = environment_;
  earlier.after = replay_after_;
  for (const journal::Event& event : journal_.query(earlier))
    subscriber->offer(event, {});
  tasks_.spawn("telemetry of " + extension, subscriber->run());
  return subscriber;
}

}  // namespace lambent::telemetry
