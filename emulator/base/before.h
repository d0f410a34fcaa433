// before(): the one way to bound an operation that knows nothing of deadlines.
#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "emulator/base/clock.h"

namespace lambent::base {
namespace internal {

template <class T>
struct Settled {
  std::optional<T> value;
  std::exception_ptr error;
};

// Never throws, since `||` waits for a success and drops the exceptions of the loser.
template <class T>
asio::awaitable<Settled<T>> settle(asio::awaitable<T> op) {
  Settled<T> settled;
  try {
    settled.value = co_await std::move(op);
  } catch (...) {
    settled.error = std::current_exception();
  }
  co_return settled;
}

}  // namespace internal

/// The value of `op`, or nullopt when `deadline` came first; `op` is then cancelled and waited
/// for.  What `op` throws is thrown on.
template <class T>
asio::awaitable<std::optional<T>> before(Clock& clock, SteadyTime deadline, asio::awaitable<T> op) {
  using asio::experimental::awaitable_operators::operator||;
  auto work = internal::settle(std::move(op));
  auto alarm = clock.sleep_until(deadline);
  auto first = co_await (std::move(work) || std::move(alarm));
  if (first.index() == 1) co_return std::nullopt;
  internal::Settled<T>& settled = std::get<0>(first);
  if (settled.error) std::rethrow_exception(settled.error);
  co_return std::move(settled.value);
}

}  // namespace lambent::base
