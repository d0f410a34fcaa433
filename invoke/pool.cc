#include "invoke/pool.h"

#include <algorithm>
#include <list>
#include <utility>

#include "config/limits.h"
#include "emulator/base/check.h"

namespace lambent::invoke {

using environment::Condition;
using journal::StopReason;

struct Pool::Slot {
  std::unique_ptr<Environment> environment;
  Group* group = nullptr;
  base::SteadyTime idle_since{};
  bool is_idle = false;       // in the group's idle list
  bool is_finishing = false;  // counted in the group
  std::optional<StopReason> retire_when_free;
  bool is_ending = false;
};

struct Pool::Group {
  explicit Group(base::Clock& clock) : freed(clock) {}
  std::list<Slot> slots;
  std::vector<Slot*> idle;  // the most recently used last
  std::size_t finishing = 0;
  std::size_t waiting = 0;  // invokes that wait for a finishing one
  base::Signal freed;
};

Pool::Pool(asio::any_io_executor executor,
           base::Clock& clock,
           std::chrono::seconds idle_retirement,
           Factory factory)
    : executor_(executor),
      clock_(clock),
      idle_retirement_(idle_retirement),
      factory_(std::move(factory)),
      settled_(clock),
      endings_(executor),
      watch_(executor) {}

Pool::~Pool() = default;

void Pool::start() {
  watch_.spawn("retire idle environments", retire_the_old());
}

asio::awaitable<environment::InvokeResult> Pool::run(std::string function,
                                                     environment::InvokeEvent event,
                                                     bool log_tail) {
  std::unique_ptr<Group>& group = groups_[function];
  if (!group) group = std::make_unique<Group>(clock_);
  Slot* slot = co_await acquire(*group, function);
  co_return co_await slot->environment->invoke(std::move(event), log_tail);
}

asio::awaitable<Pool::Slot*> Pool::acquire(Group& group, const std::string& function) {
  if (group.idle.empty() && group.finishing > group.waiting) {
    const base::SteadyTime deadline = clock_.now() + limits::kReuseGrace;
    ++group.waiting;
    while (group.idle.empty() && group.finishing > 0 && clock_.now() < deadline) {
      co_await group.freed.wait(deadline);
    }
    --group.waiting;
  }
  Slot* slot = take_idle(group);
  co_return slot != nullptr ? slot : start_one(group, function);
}

Pool::Slot* Pool::take_idle(Group& group) {
  if (group.idle.empty()) return nullptr;
  Slot* slot = group.idle.back();
  group.idle.pop_back();
  slot->is_idle = false;
  return slot;
}

Pool::Slot* Pool::start_one(Group& group, const std::string& function) {
  Slot& slot = group.slots.emplace_back();
  slot.group = &group;
  try {
    slot.environment = factory_(function, [this, &slot](Environment&) { on_settled(slot); });
  } catch (...) {
    group.slots.pop_back();
    throw;
  }
  return &slot;
}

void Pool::on_settled(Slot& slot) {
  Group& group = *slot.group;
  const Condition condition = slot.environment->condition();
  if (slot.is_finishing && condition != Condition::Finishing) {
    slot.is_finishing = false;
    --group.finishing;
  }
  switch (condition) {
    case Condition::Running: break;
    case Condition::Finishing:
      if (!slot.is_finishing) {
        slot.is_finishing = true;
        ++group.finishing;
      }
      break;
    case Condition::Idle:
      if (slot.retire_when_free) {
        retire(slot, *slot.retire_when_free);
      } else {
        slot.is_idle = true;
        slot.idle_since = clock_.now();
        group.idle.push_back(&slot);
      }
      break;
    case Condition::Stopped: retire(slot, StopReason::Exited); break;
  }
  if (group.freed.has_waiters()) group.freed.notify();
  if (settled_.has_waiters() && condition != Condition::Finishing) settled_.notify();
}

void Pool::retire(Slot& slot, StopReason reason) {
  if (slot.is_ending) return;
  slot.is_ending = true;
  if (slot.is_idle) {
    std::erase(slot.group->idle, &slot);
    slot.is_idle = false;
  }
  endings_.spawn("end of an environment", end(slot, reason));
}

asio::awaitable<void> Pool::end(Slot& slot, StopReason reason) {
  co_await slot.environment->stop(reason);
  Group& group = *slot.group;
  if (slot.is_finishing) --group.finishing;
  group.slots.remove_if([&](const Slot& other) { return &other == &slot; });
  settled_.notify();
}

// Sleeps until the oldest idle environment has served its time.
asio::awaitable<void> Pool::retire_the_old() {
  while (true) {
    base::SteadyTime next = base::kNever;
    for (const auto& [name, group] : groups_) {
      const std::vector<Slot*> idle = group->idle;  // `retire` takes them out
      for (Slot* slot : idle) {
        const base::SteadyTime due = slot->idle_since + idle_retirement_;
        if (due <= clock_.now()) {
          retire(*slot, StopReason::Idle);
        } else {
          next = std::min(next, due);
        }
      }
    }
    co_await settled_.wait(next);
  }
}

std::vector<environment::EnvironmentView> Pool::views() const {
  std::vector<environment::EnvironmentView> views;
  for (const auto& [name, group] : groups_) {
    for (const Slot& slot : group->slots)
      views.push_back(slot.environment->view());
  }
  return views;
}

asio::awaitable<std::size_t> Pool::reset() {
  std::size_t count = 0;
  for (const auto& [name, group] : groups_) {
    for (Slot& slot : group->slots) {
      if (slot.is_ending) continue;
      ++count;
      if (slot.is_idle) {
        retire(slot, StopReason::Reset);
      } else {
        slot.retire_when_free = StopReason::Reset;
      }
    }
  }
  co_await endings_.join();
  co_return count;
}

asio::awaitable<void> Pool::wait_until_quiet(base::SteadyTime deadline) {
  const auto is_busy = [this] {
    return std::any_of(groups_.begin(), groups_.end(), [](const auto& entry) {
      const std::list<Slot>& slots = entry.second->slots;
      return std::any_of(slots.begin(), slots.end(), [](const Slot& slot) {
        return !slot.is_idle && !slot.is_ending;
      });
    });
  };
  while (is_busy() && clock_.now() < deadline)
    co_await settled_.wait(deadline);
}

asio::awaitable<void> Pool::stop() {
  watch_.cancel();
  co_await watch_.join();
  for (const auto& [name, group] : groups_) {
    for (Slot& slot : group->slots)
      retire(slot, StopReason::Shutdown);
  }
  co_await endings_.join();
}

}  // namespace lambent::invoke
