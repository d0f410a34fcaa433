#include "emulator/base/task_group.h"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "emulator/base/check.h"
#include "emulator/base/log.h"

namespace lambent::base {

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), idle_(executor_, asio::steady_timer::time_point::max()) {}

TaskGroup::~TaskGroup() {
  LAMBENT_CHECK(tasks_.empty(), "a task group dies after its children");
}

void TaskGroup::spawn(std::string name, asio::awaitable<void> work) {
  const auto task = tasks_.emplace(tasks_.end());
  task->name = std::move(name);
  auto finish = [this, task](const std::exception_ptr& failure) {
    if (failure) {
      try {
        std::rethrow_exception(failure);
      } catch (const boost::system::system_error& error) {
        // A cancelled child ends this way; that is what its owner asked for.
        if (error.code() != asio::error::operation_aborted) {
          log(LogLevel::Error,
              "a task failed",
              {
                  {"task",  task->name  },
                  {"error", error.what()}
          });
        }
      } catch (const std::exception& error) {
        log(LogLevel::Error,
            "a task failed",
            {
                {"task",  task->name  },
                {"error", error.what()}
        });
      }
    }
    tasks_.erase(task);
    if (tasks_.empty()) idle_.cancel();
  };
  asio::co_spawn(executor_,
                 std::move(work),
                 asio::bind_cancellation_slot(task->stop.slot(), std::move(finish)));
}

void TaskGroup::cancel() {
  // A child that ends inside emit() removes itself: step on before asking.
  for (auto next = tasks_.begin(); next != tasks_.end();) {
    const auto current = next++;
    current->stop.emit(asio::cancellation_type::terminal);
  }
}

asio::awaitable<void> TaskGroup::join() {
  while (!tasks_.empty()) {
    co_await idle_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace lambent::base
