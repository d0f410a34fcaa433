// run(): drives a coroutine to its end, on this thread.
#pragma once

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace lambent::test {

namespace asio = boost::asio;

/// The value of `work`, or what it threw.  Other work of `io` goes on meanwhile.
///
/// Errors  std::logic_error when nothing is left that could end the wait; std::runtime_error
///         after `patience`, which is there for hanging tests only.
template <class T>
T run(asio::io_context& io,
      asio::awaitable<T> work,
      std::chrono::seconds patience = std::chrono::seconds{30}) {
  std::future<T> done = asio::co_spawn(io, std::move(work), asio::use_future);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (done.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    if (io.stopped()) io.restart();
    const std::size_t ran = io.run_one_until(deadline);
    if (ran > 0) continue;
    if (std::chrono::steady_clock::now() >= deadline) {
      throw std::runtime_error("run: the coroutine did not end in time");
    }
    throw std::logic_error("run: the coroutine waits for something that cannot happen");
  }
  return done.get();
}

}  // namespace lambent::test
