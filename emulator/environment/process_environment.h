// ProcessEnvironment: carries out one environment's life with real processes.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "emulator/base/signal.h"
#include "emulator/base/task_group.h"
#include "emulator/environment/environment.h"
#include "emulator/environment/environment_host.h"
#include "emulator/environment/generation.h"
#include "emulator/environment/init.h"
#include "emulator/environment/invoke_ending.h"
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
  // What the function's clock and the caller make of one invoke.
  struct Course {
    base::SteadyTime started{};
    base::SteadyTime deadline{};
    std::string request_id;
    bool log_tail = false;
    InvokeEnding ending;
    journal::Micros duration{0};
    std::vector<journal::Span> spans;  // of the report
  };

  asio::awaitable<void> carry_out(InvokeEvent event, bool log_tail);
  asio::awaitable<InitEnd> run_first_init();
  asio::awaitable<InitEnd> run_init(journal::Phase phase,
                                    base::SteadyTime began,
                                    base::SteadyTime deadline);
  asio::awaitable<void> run_event(Course& course, InvokeEvent event);
  asio::awaitable<void> await_answer(Course& course);
  asio::awaitable<void> await_runtime(Course& course);
  asio::awaitable<void> await_extensions(Course& course);
  asio::awaitable<void> reset(journal::ResetReason reason);
  asio::awaitable<void> end_generation(journal::ShutdownReason reason);

  void note_runtime_done(Course& course);
  void break_off(Course& course, Generation::Wake wake);
  void report(Course& course,
              std::optional<journal::Micros> init_duration,
              std::uint64_t first_line);
  void freeze();
  void thaw();
  void note_memory();
  void publish(InvokeResult result);
  void become(Condition condition);
  bool is_stopped() const { return condition_ == Condition::Stopped; }
  void write_log(std::string_view extension, process::LogRecord record);
  std::uint64_t append(journal::Fact fact);
  std::function<void(journal::Fact)> teller();

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
  ExtensionLink extensions_;
  telemetry::Relay telemetry_;
  std::unique_ptr<Generation> generation_;  // none before the first init and after a reset
  base::Signal result_ready_;
  std::shared_ptr<std::optional<InvokeResult>> result_;  // of the latest invoke
  std::optional<InvokeResult> pending_result_;  // known, but its log tail is not complete yet
  base::Alarm freeze_alarm_;
  base::TaskGroup tasks_;
  http::Listener listener_;
};

}  // namespace lambent::environment
