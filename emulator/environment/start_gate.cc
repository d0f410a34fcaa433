#include "emulator/environment/start_gate.h"

#include <algorithm>
#include <utility>

namespace lambent::environment {

StartGate::Waiter::Waiter(StartGate& owner) : gate(owner), turn(owner.clock_) {
  gate.waiting_.push_back(this);
}

StartGate::Waiter::~Waiter() {
  std::erase(gate.waiting_, this);
  gate.wake_first();
}

asio::awaitable<StartGate::Pass> StartGate::enter(std::function<bool()> uses_processor) {
  if (inside_.size() >= width_ || !waiting_.empty()) {
    Waiter waiter(*this);
    while (inside_.size() >= width_ || waiting_.front() != &waiter) {
      // Only the first has an eye on those inside: one timer, however many wait.
      const bool is_first = waiting_.front() == &waiter;
      co_await waiter.turn.wait(is_first ? next_look() : base::kNever);
      if (waiting_.front() == &waiter) look_at_those_inside();
    }
  }
  const std::uint64_t number = ++last_number_;
  inside_[number] = {clock_.now() + look_, std::move(uses_processor)};
  co_return Pass(*this, number);
}

void StartGate::leave(std::uint64_t number) {
  if (inside_.erase(number) > 0) wake_first();
}

void StartGate::look_at_those_inside() {
  const base::SteadyTime now = clock_.now();
  for (auto next = inside_.begin(); next != inside_.end();) {
    const auto current = next++;
    Inside& start = current->second;
    if (start.look > now) continue;
    start.look = now + look_;
    if (!start.uses_processor()) inside_.erase(current);
  }
}

base::SteadyTime StartGate::next_look() const {
  base::SteadyTime next = base::kNever;
  for (const auto& [number, start] : inside_)
    next = std::min(next, start.look);
  return next;
}

void StartGate::wake_first() {
  if (!waiting_.empty()) waiting_.front()->turn.notify();
}

}  // namespace lambent::environment
