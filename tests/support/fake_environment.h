// FakeEnvironment: an environment without a process, which does what the test says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/environment/environment.h"

namespace lambent::test {

namespace asio = boost::asio;

using Settled = std::function<void(environment::Environment&)>;

/// The test plays the runtime: `answers` what the caller gets, then `asks_for_more`.  What
/// happens is written into a diary, which outlives the environment.
class FakeEnvironment final : public environment::Environment {
 public:
  FakeEnvironment(asio::any_io_executor executor,
                  base::Clock& clock,
                  std::string id,
                  std::string function,
                  Settled settled,
                  std::vector<std::string>& diary)
      : executor_(std::move(executor)),
        id_(std::move(id)),
        function_(std::move(function)),
        settled_(std::move(settled)),
        diary_(diary),
        changed_(clock) {}

  // --- what the pool sees ---

  environment::EnvironmentView view() const override {
    return {id_, function_, condition_, 0, invokes_};
  }
  environment::Condition condition() const override { return condition_; }

  asio::awaitable<environment::InvokeResult> invoke(environment::InvokeEvent event,
                                                    bool log_tail) override;
  asio::awaitable<void> stop(journal::StopReason reason) override;

  // --- what the test does ---

  /// The caller gets `payload`; the runtime has not asked for more yet.
  void answers(std::string payload, bool function_error = false) {
    answers(environment::InvokeResult{std::move(payload), function_error, {}});
  }
  void answers(environment::InvokeResult result);
  void asks_for_more() { become(environment::Condition::Idle); }
  void finishes(std::string payload) {
    answers(std::move(payload));
    asks_for_more();
  }
  /// Its process is gone, and nobody had asked it to go.
  void leaves() { become(environment::Condition::Stopped); }
  /// Lets a slow stop end.
  void stops_now() {
    is_slow_to_stop = false;
    changed_.notify();
  }
  /// Called at the beginning of each invoke.
  void on_invoke(std::function<void(FakeEnvironment&)> action) { on_invoke_ = std::move(action); }

  const std::string& id() const { return id_; }
  /// The event it was last given.
  const environment::InvokeEvent& event() const { return event_; }
  bool log_tail() const { return log_tail_; }

  bool is_slow_to_stop = false;

 private:
  void become(environment::Condition condition);

  asio::any_io_executor executor_;
  std::string id_;
  std::string function_;
  Settled settled_;
  std::vector<std::string>& diary_;
  base::Signal changed_;
  std::function<void(FakeEnvironment&)> on_invoke_;
  environment::Condition condition_ = environment::Condition::Idle;
  std::uint64_t invokes_ = 0;
  environment::InvokeEvent event_;
  bool log_tail_ = false;
  std::shared_ptr<std::optional<environment::InvokeResult>> result_;  // of the latest invoke
};

/// Makes environments for a pool and remembers them: "f#1", "g#2" … in the order of their making.
class FakeEnvironments {
 public:
  FakeEnvironments(asio::any_io_executor executor, base::Clock& clock)
      : executor_(std::move(executor)), clock_(clock) {}

  std::unique_ptr<environment::Environment> make(const std::string& function, Settled settled);

  /// The one whose id ends in "#number"; it must still live.
  FakeEnvironment& at(std::size_t number) const { return *made_.at(number - 1); }

  /// What happened, in order: "f#1 start", "f#1 invoke <request id>", "f#1 stop idle".
  std::vector<std::string> diary;
  /// Given to each new one.
  std::function<void(FakeEnvironment&)> on_invoke;
  /// Thrown instead of making one.
  std::exception_ptr failure;

 private:
  asio::any_io_executor executor_;
  base::Clock& clock_;
  std::vector<FakeEnvironment*> made_;  // each belongs to its pool
};

}  // namespace lambent::test
