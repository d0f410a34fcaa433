#include "emulator/base/clock.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lambent::base {

asio::awaitable<void> Clock::sleep_until(SteadyTime deadline) {
  if (now() >= deadline) co_return;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  arm(timer, deadline);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  disarm(timer);
}

SteadyTime SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

WallTime SystemClock::wall_now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void SystemClock::arm(asio::steady_timer& timer, SteadyTime when) {
  timer.expires_at(when);
}

void SystemClock::disarm(asio::steady_timer&) {}

void ManualClock::arm(asio::steady_timer& timer, SteadyTime when) {
  timer.expires_at(kNever);
  alarms_.push_back({&timer, when});
}

void ManualClock::disarm(asio::steady_timer& timer) {
  std::erase_if(alarms_, [&](const Alarm& alarm) { return alarm.timer == &timer; });
}

void ManualClock::advance(std::chrono::microseconds step) {
  now_ += step;
  wall_ += step;
  std::stable_sort(alarms_.begin(), alarms_.end(), [](const Alarm& a, const Alarm& b) {
    return a.when < b.when;
  });
  for (const Alarm& alarm : alarms_) {
    if (alarm.when <= now_) alarm.timer->cancel();
  }
}

}  // namespace lambent::base
