#include "emulator/base/alarms.h"

#include <algorithm>

namespace lambent::base {

Alarm::Alarm(Alarms& alarms, std::function<void()> ring) : alarms_(alarms), ring_(std::move(ring)) {
  alarms_.alarms_.push_back(this);
}

Alarm::~Alarm() {
  const auto own = std::find(alarms_.alarms_.begin(), alarms_.alarms_.end(), this);
  if (alarms_.is_ringing_) {
    *own = nullptr;
  } else {
    *own = alarms_.alarms_.back();
    alarms_.alarms_.pop_back();
  }
}

void Alarm::set(SteadyTime when) {
  when_ = when;
  if (when < alarms_.next_) alarms_.wake_at(when);
}

Alarms::Alarms(asio::any_io_executor executor, Clock& clock)
    : clock_(clock), timer_(std::move(executor)), self_(std::make_shared<Alarms*>(this)) {}

Alarms::~Alarms() {
  clock_.disarm(timer_);
}

void Alarms::wake_at(SteadyTime when) {
  next_ = when;
  if (is_ringing_) return;  // `ring` looks at all of them before it ends
  clock_.disarm(timer_);
  clock_.arm(timer_, when);
  timer_.async_wait([alive = std::weak_ptr<Alarms*>(self_)](boost::system::error_code) {
    // Set anew, rung by a clock that is turned, or due: the time tells.
    if (const auto self = alive.lock()) (*self)->ring();
  });
}

void Alarms::ring() {
  const SteadyTime now = clock_.now();
  if (now < next_) return;
  is_ringing_ = true;
  // Not an iterator: whoever is called may make another alarm.
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    Alarm* alarm = alarms_[i];
    if (alarm == nullptr || alarm->when_ > now) continue;
    alarm->when_ = kNever;
    alarm->ring_();
  }
  is_ringing_ = false;
  std::erase(alarms_, nullptr);
  SteadyTime next = kNever;
  for (const Alarm* alarm : alarms_)
    next = std::min(next, alarm->when_);
  next_ = kNever;
  if (next != kNever) wake_at(next);
}

}  // namespace lambent::base
