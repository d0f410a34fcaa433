// ProcessEnvironment: carries out one environment's life with real processes.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "emulator/environment/environment.h"
#include "emulator/environment/environment_host.h"
#include "emulator/environment/invoke_ending.h"
#include "emulator/environment/runtime_process.h"
#include "emulator/http/listener.h"

namespace lambent::environment {

class ProcessEnvironment final : public Environment {
 public:
  using Settled = std::function<void(Environment&)>;

  /// Binds the environment's own Runtime API listener.  Errors: std::system_error.
  ProcessEnvironment(EnvironmentHost& host,
                     std::shared_ptr<const FunctionSetup> setup,
                     Settled on_settled);
  ~ProcessEnvironment() override;

  EnvironmentView view() const override;
  Condition condition() const override { return condition_; }
  asio::awaitable<InvokeResult> invoke(InvokeEvent event, bool log_tail) override;
  asio::awaitable<void> stop(journal::StopReason reason) override;

 private:
  enum class Wake { Done, Exited, Deadline };
  struct InitEnd {
    bool ready = false;
    journal::Micros duration{0};
    InvokeEnding ending;  // when not ready; its payload is what the runtime posted
    std::string message;  // when not ready: why, where nothing was posted
  };

  asio::awaitable<void> carry_out(InvokeEvent event, bool log_tail);
  asio::awaitable<InitEnd> initialise(journal::Phase phase, base::SteadyTime deadline);
  asio::awaitable<void> wait_for_init(InitEnd& end, base::SteadyTime deadline);
  asio::awaitable<InvokeEnding> run_event(InvokeEvent event,
                                          bool log_tail,
                                          base::SteadyTime deadline);
  asio::awaitable<void> reset(journal::ResetReason reason);
  asio::awaitable<void> end_process();
  asio::awaitable<Wake> watch(const std::function<bool()>& done, base::SteadyTime deadline);

  void start_process(journal::Phase phase);
  void on_exit();
  void note_memory();
  void publish(InvokeResult result);
  void become(Condition condition);
  void write_log(process::LogRecord record);
  std::uint64_t append(journal::Fact fact);

  EnvironmentHost& host_;
  std::shared_ptr<const FunctionSetup> setup_;
  Settled on_settled_;
  std::shared_ptr<const journal::Source> source_;
  Condition condition_ = Condition::Idle;
  bool was_initialised_ = false;  // the Init phase happens once; later inits are suppressed ones
  std::uint64_t invokes_ = 0;
  std::uint64_t memory_high_water_ = 0;  // bytes, over the environment's life, as REPORT shows it
  std::string request_id_;               // of the invoke whose log lines come in now

  RuntimeLink link_;
  std::unique_ptr<RuntimeProcess> runtime_;  // none before the first init and after a reset
  base::Signal result_ready_;
  std::shared_ptr<std::optional<InvokeResult>> result_;  // of the latest invoke
  std::optional<InvokeResult> pending_result_;  // known, but its log tail is not complete yet
  base::TaskGroup tasks_;
  http::Listener listener_;
};

}  // namespace lambent::environment
