// TaskGroup: named child coroutines that their owner can cancel and wait for.
#pragma once

#include <list>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

namespace lambent::base {

namespace asio = boost::asio;

/// A coroutine that ends with an exception is logged under its name; the others go on.
/// `join` must have returned before the group dies.
class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts `work`, which takes values, not references to what may die before it.
  void spawn(std::string name, asio::awaitable<void> work);

  /// Asks every running child to end; its next wait fails with operation_aborted.
  void cancel();

  /// Returns when no child is running.
  asio::awaitable<void> join();

  std::size_t size() const { return tasks_.size(); }

 private:
  struct Task {
    std::string name;
    asio::cancellation_signal stop;
  };

  asio::any_io_executor executor_;
  std::list<Task> tasks_;
  asio::steady_timer idle_;  // parked; cancelled when the last child has gone
};

}  // namespace lambent::base
