#include "emulator/http/sweeper.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "emulator/http/session.h"

namespace lambent::http {

Sweeper::Sweeper(asio::any_io_executor executor) : timer_(std::move(executor)) {}

void Sweeper::wake() {
  if (!asleep_) return;
  asleep_ = false;
  timer_.cancel();
}

asio::awaitable<void> Sweeper::run(std::list<Session>& sessions) {
  for (;;) {
    const bool needed = sweep(sessions, std::chrono::steady_clock::now());
    asleep_ = !needed;
    if (needed) {
      timer_.expires_after(kTick);
    } else {
      timer_.expires_at(base::kNever);
    }
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    asleep_ = false;
  }
}

bool Sweeper::sweep(std::list<Session>& sessions, base::SteadyTime now) {
  bool needed = false;
  for (Session& session : sessions) {
    if (session.deadline() <= now) {
      session.close();
    } else if (session.deadline() != base::kNever) {
      needed = true;
    }
  }
  return needed;
}

}  // namespace lambent::http
