#include "tests/support/fake_environment.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "emulator/base/check.h"
#include "emulator/journal/names.h"

namespace lambent::test {

using environment::Condition;
using environment::InvokeResult;

asio::awaitable<InvokeResult> FakeEnvironment::invoke(environment::InvokeEvent event,
                                                      bool log_tail) {
  LAMBENT_CHECK(condition_ == Condition::Idle, "one event at a time");
  condition_ = Condition::Running;
  ++invokes_;
  diary_.push_back(id_ + " invoke " + event.request_id);
  event_ = std::move(event);
  log_tail_ = log_tail;
  // A place of its own for each caller: the next event may come before this one has looked.
  const auto result = std::make_shared<std::optional<InvokeResult>>();
  result_ = result;
  if (on_invoke_) on_invoke_(*this);
  while (!*result)
    co_await changed_.wait();
  co_return std::move(**result);
}

asio::awaitable<void> FakeEnvironment::stop(journal::StopReason reason) {
  if (condition_ == Condition::Running) {
    *result_ = InvokeResult{"stopped", true, {}};
    changed_.notify();
  }
  condition_ = Condition::Stopped;
  // Processes take their time to end, so whoever asked is never called back at once.
  co_await asio::post(executor_, asio::use_awaitable);
  while (is_slow_to_stop)
    co_await changed_.wait();
  diary_.push_back(id_ + " stop " + std::string(journal::name_of(reason)));
}

void FakeEnvironment::answers(InvokeResult result) {
  LAMBENT_CHECK(condition_ == Condition::Running, "there is something to answer");
  *result_ = std::move(result);
  become(Condition::Finishing);
  changed_.notify();
}

void FakeEnvironment::become(Condition condition) {
  if (condition_ == Condition::Stopped) return;
  condition_ = condition;
  settled_(*this);
}

std::unique_ptr<environment::Environment> FakeEnvironments::make(const std::string& function,
                                                                 Settled settled) {
  if (failure) std::rethrow_exception(failure);
  std::string id = function + '#' + std::to_string(made_.size() + 1);
  diary.push_back(id + " start");
  auto made = std::make_unique<FakeEnvironment>(
      executor_, clock_, std::move(id), function, std::move(settled), diary);
  if (on_invoke) made->on_invoke(on_invoke);
  made_.push_back(made.get());
  return made;
}

}  // namespace lambent::test
