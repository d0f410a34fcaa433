#include "emulator/base/signal.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lambent::base {

void Signal::notify() {
  for (asio::steady_timer* timer : waiting_)
    timer->cancel();
}

asio::awaitable<void> Signal::wait(SteadyTime deadline) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  clock_.arm(timer, deadline);
  waiting_.push_back(&timer);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  std::erase(waiting_, &timer);
  clock_.disarm(timer);
}

}  // namespace lambent::base
