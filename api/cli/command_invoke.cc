// `lambent invoke`: one function, one event, one result.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/cli/commands.h"
#include "api/cli/event_argument.h"
#include "api/cli/invoke_output.h"
#include "api/cli/output.h"
#include "api/cli/prepare.h"
#include "api/daemon.h"
#include "config/names.h"

namespace lambent::cli {

namespace {

namespace asio = boost::asio;

/// What is told of an outcome, and how the process ends.
struct Tell {
  config::Output output;

  ExitCode operator()(const invoke::Result& result) const {
    write_out(invoke_output(output, result));
    return result.function_error ? ExitCode::FunctionError : ExitCode::Success;
  }
  ExitCode operator()(const invoke::Throttled& throttled) const {
    complain(throttled.reason == invoke::ThrottleReason::ReservedFunctionConcurrency
                 ? "the function was throttled: its reserved concurrency is 0"
                 : "the function was throttled: the concurrency of the account is used up");
    return ExitCode::CouldNotRun;
  }
  ExitCode operator()(const invoke::ServiceFailure& failure) const {
    complain(failure.what);
    return ExitCode::CouldNotRun;
  }
};

/// How long an environment may take to finish after its answer.
constexpr std::chrono::seconds kReportGrace{2};

/// One invoke that a signal may end early.
class OneInvoke {
 public:
  OneInvoke(asio::io_context& io, api::Daemon& daemon, config::Output output)
      : daemon_(daemon), output_(output), interrupts_(io, SIGINT, SIGTERM) {}

  asio::awaitable<void> run(invoke::Invocation invocation) {
    std::exception_ptr failure;
    try {
      daemon_.start();
      const invoke::Outcome outcome = co_await daemon_.invoke(std::move(invocation));
      if (!interrupted_) exit_code_ = std::visit(Tell{output_}, outcome);
    } catch (...) {
      failure = std::current_exception();
    }
    // Whoever interrupts now is not interested in the rest of the shutdown either.
    interrupts_.cancel();
    interrupts_.clear();
    // The REPORT line follows the answer as soon as the runtime asks for its next event.
    if (!interrupted_) co_await daemon_.stop(kReportGrace);
    if (failure && !interrupted_) std::rethrow_exception(failure);
  }

  /// Ends with the invoke, or ends it.
  asio::awaitable<void> watch() {
    const auto [error, number] =
        co_await interrupts_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    interrupted_ = true;
    exit_code_ = number == SIGTERM ? ExitCode::Terminated : ExitCode::Interrupted;
    interrupts_.clear();
    co_await daemon_.stop(std::chrono::milliseconds{0});
  }

  ExitCode exit_code() const { return exit_code_; }

 private:
  api::Daemon& daemon_;
  config::Output output_;
  asio::signal_set interrupts_;
  bool interrupted_ = false;
  ExitCode exit_code_ = ExitCode::CouldNotRun;
};

invoke::Invocation invocation_for(const CommandLine& line,
                                  const Prepared& prepared,
                                  std::string event) {
  const config::Settings& settings = prepared.daemon.settings;
  invoke::Invocation invocation;
  invocation.function = prepared.start_up.functions.front().name;
  invocation.invoked_arn =
      config::function_arn("aws", settings.region, settings.account, invocation.function);
  invocation.payload = std::move(event);
  invocation.tenant_id = line.tenant_id;
  return invocation;
}

}  // namespace

ExitCode run_invoke(const CommandLine& line) {
  std::string event = read_event(line.event, std::cin);
  Prepared prepared = prepare(line);
  invoke::Invocation invocation = invocation_for(line, prepared, std::move(event));
  const config::Output output = prepared.daemon.settings.output;
  // After the one event comes the end, not another event and not another environment.
  prepared.daemon.settings.no_freeze = true;
  prepared.daemon.settings.no_fork_server = true;
  write_err(notes(prepared.start_up));

  asio::io_context io{1};
  ConsoleWriter console(io, STDERR_FILENO);
  prepared.daemon.on_event = console_for(prepared.start_up, console, false);
  api::Daemon daemon(io, std::move(prepared.daemon));
  OneInvoke once(io, daemon, output);
  std::exception_ptr failure;
  const auto keep_failure = [&failure](std::exception_ptr error) {
    if (error && !failure) failure = std::move(error);
  };
  asio::co_spawn(io, once.watch(), keep_failure);
  asio::co_spawn(io, once.run(std::move(invocation)), keep_failure);
  io.run();
  if (failure) std::rethrow_exception(failure);
  return once.exit_code();
}

}  // namespace lambent::cli
