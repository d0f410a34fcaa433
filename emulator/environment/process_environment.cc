#include "emulator/environment/process_environment.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/limits.h"
#include "emulator/base/check.h"
#include "emulator/environment/runtime_version.h"
#include "emulator/journal/log_level.h"
#include "emulator/journal/log_text.h"
#include "emulator/journal/names.h"

namespace lambent::environment {
namespace {

using journal::Micros;
using journal::Phase;
using journal::Status;

// Memory takes time to fill, and asking the kernel about it costs a tenth of a warm invoke: an
// invoke this quick is not looked at.
constexpr std::chrono::milliseconds kTooQuickToSwell{5};
// After init/error the runtime leaves by itself; it is not waited for longer than this.
constexpr std::chrono::milliseconds kInitErrorGrace{250};
constexpr std::uint64_t kMegabyte = 1'048'576;

http::ListenerOptions runtime_listener() {
  http::ListenerOptions options;
  options.max_head = limits::kMaxRuntimeHead;
  // `next` waits for hours, and a local runtime may be frozen in the middle of a request.
  options.head_timeout = options.body_idle_timeout = options.keep_alive_timeout =
      std::chrono::seconds{0};
  return options;
}

// "2026/02/01/[$LATEST]" + 32 hex.  Source: runtime-api.md §4.11.
std::string log_stream_name(const config::FunctionConfig& function,
                            base::WallTime now,
                            base::IdSource& ids) {
  std::string date = journal::iso_time(now).substr(0, 10);
  std::replace(date.begin(), date.end(), '-', '/');
  const std::string name = function.logging.log_group.empty() ? "" : function.name;
  return fmt::format("{}/{}[$LATEST]{}", date, name, ids.hex(32));
}

std::shared_ptr<const journal::Source> source_of(const config::FunctionConfig& function,
                                                 EnvironmentHost& host) {
  auto source = std::make_shared<journal::Source>();
  source->function = function.name;
  source->version = "$LATEST";
  source->environment = host.ids.hex(16);
  source->log_stream = log_stream_name(function, host.clock.wall_now(), host.ids);
  source->memory_mb = function.memory_mb;
  source->logging = function.logging;
  return source;
}

Micros since(base::SteadyTime start, base::SteadyTime now) {
  return std::chrono::duration_cast<Micros>(now - start);
}

InvokeEnding broken(const Failure& failure, std::string_view request_id) {
  InvokeEnding ending;
  ending.status = Status::Error;
  ending.error_type = failure.type;
  ending.payload = failure_payload(failure, request_id);
  return ending;
}

InvokeEnding out_of_time(std::chrono::seconds timeout, std::string_view request_id) {
  InvokeEnding ending;
  ending.status = Status::Timeout;
  ending.payload = failure_payload(timed_out(timeout), request_id);
  return ending;
}

std::uint64_t memory_limit(const config::FunctionConfig& function) {
  return static_cast<std::uint64_t>(function.memory_mb) * kMegabyte;
}

journal::ResetReason reset_reason(Status status) {
  return status == Status::Timeout ? journal::ResetReason::Timeout : journal::ResetReason::Failure;
}

}  // namespace

ProcessEnvironment::ProcessEnvironment(EnvironmentHost& host,
                                       std::shared_ptr<const FunctionSetup> setup,
                                       Settled on_settled)
    : host_(host),
      setup_(std::move(setup)),
      on_settled_(std::move(on_settled)),
      source_(source_of(setup_->config, host)),
      link_(host.clock),
      result_ready_(host.clock),
      tasks_(host.executor),
      listener_(host.executor, runtime_listener(), host.runtime_api(link_)) {
  link_.acknowledge_after_delivery();
  listener_.start();
}

ProcessEnvironment::~ProcessEnvironment() = default;

EnvironmentView ProcessEnvironment::view() const {
  return {source_->environment,
          source_->function,
          condition_,
          runtime_ ? runtime_->pid() : 0,
          invokes_};
}

asio::awaitable<InvokeResult> ProcessEnvironment::invoke(InvokeEvent event, bool log_tail) {
  LAMBENT_CHECK(condition_ == Condition::Idle, "one environment serves one event at a time");
  become(Condition::Running);
  ++invokes_;
  // A place of its own: the next event may come before this caller has looked.
  const auto result = std::make_shared<std::optional<InvokeResult>>();
  result_ = result;
  tasks_.spawn("invoke", carry_out(std::move(event), log_tail));
  while (!*result)
    co_await result_ready_.wait();
  co_return std::move(**result);
}

// Init when needed, the event, the report, and the reset when something broke.
asio::awaitable<void> ProcessEnvironment::carry_out(InvokeEvent event, bool log_tail) {
  const std::chrono::seconds timeout = setup_->config.timeout;
  std::optional<Micros> init_duration;
  std::optional<std::string> posted;  // by the runtime, when the Init phase failed
  if (runtime_ && runtime_->is_dead()) {
    // It died while it was idle, and nobody has noticed yet: that spoils no invoke.
    co_await end_process();
    was_initialised_ = false;
  }
  if (!was_initialised_) {
    was_initialised_ = true;
    const InitEnd init = co_await initialise(Phase::Init, host_.clock.now() + limits::kInitLimit);
    if (init.ready) {
      init_duration = init.duration;
    } else {
      posted = init.ending.payload;
      co_await reset(reset_reason(init.ending.status));
    }
  }

  // The clock of the function starts here; a suppressed init is on it.
  const base::SteadyTime started = host_.clock.now();
  const base::SteadyTime deadline = started + timeout;
  event.deadline_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                          (host_.clock.wall_now() + timeout).time_since_epoch())
                          .count();
  const std::string request_id = event.request_id;

  InvokeEnding ending;
  if (!runtime_) {
    InitEnd init = co_await initialise(Phase::Invoke, deadline);
    ending = std::move(init.ending);
    if (ending.status == Status::Timeout) {
      ending = out_of_time(timeout, request_id);
    } else if (ending.is_broken() && !ending.payload) {
      ending.payload =
          posted ? *posted : failure_payload({ending.error_type, init.message}, request_id);
    }
  }

  request_id_ = request_id;
  const std::uint64_t first_line = append(journal::Start{});
  if (!ending.is_broken()) ending = co_await run_event(std::move(event), log_tail, deadline);

  // What the runtime wrote before it came back is in the pipe by now.
  if (runtime_) runtime_->drain_log();
  const Micros duration = since(started, host_.clock.now());
  if (duration > kTooQuickToSwell) note_memory();
  append(journal::RuntimeDone{ending.status, ending.error_type, duration, ending.produced_bytes});
  append(report_of(ending, duration, init_duration, timeout, memory_high_water_));
  link_.close_invoke();

  if (pending_result_ || ending.payload) {
    InvokeResult result = pending_result_ ? std::move(*std::exchange(pending_result_, std::nullopt))
                                          : InvokeResult{*ending.payload, true, {}};
    if (log_tail) {
      journal::Filter own;
      own.environment = source_->environment;
      own.after = first_line - 1;
      result.log_tail = journal::log_tail(host_.journal.query(own));
    }
    publish(std::move(result));
  }
  request_id_.clear();
  if (ending.is_broken()) co_await reset(reset_reason(ending.status));
  become(Condition::Idle);
}

// From the event's release to the runtime's next `next`.
asio::awaitable<InvokeEnding> ProcessEnvironment::run_event(InvokeEvent event,
                                                            bool log_tail,
                                                            base::SteadyTime deadline) {
  const std::string request_id = event.request_id;
  const std::chrono::seconds timeout = setup_->config.timeout;
  const base::SteadyTime released = host_.clock.now();
  link_.offer(std::move(event));

  const auto is_answered = [this] { return link_.answered.has_value(); };
  const Wake first = co_await watch(is_answered, deadline);
  if (first == Wake::Deadline) co_return out_of_time(timeout, request_id);
  if (first == Wake::Exited) co_return broken(runtime_->failure(), request_id);

  if (host_.clock.now() - released > kTooQuickToSwell) {
    note_memory();
    if (runtime_->is_over_limit()) {
      link_.confirm_delivery();
      co_return broken(out_of_memory(), request_id);
    }
  }
  RuntimeAnswer answer = std::move(*std::exchange(link_.answered, std::nullopt));
  InvokeEnding ending;
  ending.produced_bytes = answer.payload.size();
  InvokeResult result{std::move(answer.payload), answer.is_error, {}};
  if (log_tail) {
    pending_result_ = std::move(result);
  } else {
    publish(std::move(result));
  }
  link_.confirm_delivery();

  const auto is_back = [this] { return link_.is_ready(); };
  const Wake second = co_await watch(is_back, deadline);
  // The caller keeps its answer, whatever happens now.
  if (second == Wake::Deadline) {
    ending.status = Status::Timeout;
  } else if (second == Wake::Exited) {
    ending.status = Status::Error;
    ending.error_type = runtime_->failure().type;
  }
  co_return ending;
}

asio::awaitable<ProcessEnvironment::InitEnd> ProcessEnvironment::initialise(
    journal::Phase phase, base::SteadyTime deadline) {
  append(
      journal::InitStart{phase, std::string(kRuntimeVersion), runtime_version_arn(host_.region)});
  const base::SteadyTime started = host_.clock.now();
  InitEnd end;
  end.ending.status = Status::Error;
  try {
    start_process(phase);
  } catch (const std::system_error& error) {
    const Failure failure = cannot_start(error);
    end.ending.error_type = failure.type;
    end.message = failure.message;
  }
  if (runtime_) co_await wait_for_init(end, deadline);

  if (runtime_) runtime_->drain_log();
  note_memory();
  end.ready = !end.ending.is_broken();
  end.duration = since(started, host_.clock.now());
  append(journal::InitRuntimeDone{phase, end.ending.status, end.ending.error_type});
  append(journal::InitReport{phase, end.ending.status, end.ending.error_type, end.duration});
  co_return end;
}

asio::awaitable<void> ProcessEnvironment::wait_for_init(InitEnd& end, base::SteadyTime deadline) {
  const auto has_spoken = [this] { return link_.is_ready() || link_.init_error.has_value(); };
  const Wake wake = co_await watch(has_spoken, deadline);
  if (link_.init_error) {
    const auto never = [] { return false; };
    co_await watch(never, std::min(deadline, host_.clock.now() + kInitErrorGrace));
    end.ending.error_type = link_.init_error->type;
    end.ending.payload = link_.init_error->payload;
    co_return;
  }
  switch (wake) {
    case Wake::Done: end.ending.status = Status::Success; break;
    case Wake::Deadline: end.ending.status = Status::Timeout; break;
    case Wake::Exited:
      end.ending.error_type = runtime_->failure().type;
      end.message = runtime_->failure().message;
      break;
  }
}

void ProcessEnvironment::start_process(journal::Phase phase) {
  if (condition_ == Condition::Stopped) {
    throw std::system_error(ECANCELED, std::generic_category(), "starting the runtime");
  }
  link_.restart();
  VariableFacts facts;
  facts.region = host_.region;
  facts.version = source_->version;
  facts.log_stream = source_->log_stream;
  facts.runtime_api = fmt::format("127.0.0.1:{}", listener_.port());
  facts.task_root = setup_->task_root;
  facts.opt = setup_->opt;
  facts.runtime_dir = host_.runtime.runtime_dir;
  facts.python_bin = host_.runtime.python.parent_path();
  facts.passed_through = host_.passed_through;
  RuntimeObserver observer;
  observer.on_log = [this](process::LogRecord record) { write_log(std::move(record)); };
  observer.on_exit = [this] { on_exit(); };
  runtime_ = std::make_unique<RuntimeProcess>(
      host_, *setup_, facts, memory_limit(setup_->config), std::move(observer));
  append(journal::EnvironmentStarted{
      runtime_->pid(), listener_.port(), phase, journal::StartedBy::Spawn});
  runtime_->observe();
}

void ProcessEnvironment::on_exit() {
  const Failure failure = runtime_->failure();
  append(journal::EnvironmentExited{runtime_->pid(), failure.type, failure.message});
  link_.changed().notify();
  // An idle runtime that dies spoils no invoke: its environment is given up.
  if (condition_ == Condition::Idle) become(Condition::Stopped);
}

// The same environment goes on with a new process: a suppressed init when the next event comes.
asio::awaitable<void> ProcessEnvironment::reset(journal::ResetReason reason) {
  append(journal::EnvironmentReset{reason});
  co_await end_process();
}

asio::awaitable<void> ProcessEnvironment::end_process() {
  if (!runtime_) co_return;
  co_await runtime_->end();
  runtime_.reset();
}

asio::awaitable<void> ProcessEnvironment::stop(journal::StopReason reason) {
  condition_ = Condition::Stopped;
  if (runtime_) runtime_->kill();
  co_await tasks_.join();
  co_await end_process();
  co_await listener_.stop();
  append(journal::EnvironmentStopped{reason});
}

// Waits for `done`, the end of the process, or the deadline, and keeps an eye on the memory.
asio::awaitable<ProcessEnvironment::Wake> ProcessEnvironment::watch(
    const std::function<bool()>& done, base::SteadyTime deadline) {
  while (true) {
    if (done()) co_return Wake::Done;
    if (runtime_->has_exited()) co_return Wake::Exited;
    const base::SteadyTime now = host_.clock.now();
    if (now >= deadline) co_return Wake::Deadline;
    const base::SteadyTime look = now + limits::kMemoryPoll;
    co_await link_.changed().wait(std::min(deadline, look));
    if (host_.clock.now() >= look) runtime_->enforce_memory();
  }
}

// As AWS does: the report never names more than the function has.
void ProcessEnvironment::note_memory() {
  if (!runtime_) return;
  runtime_->look_at_peak();
  const std::uint64_t peak = runtime_->peak_bytes();
  const std::uint64_t shown =
      host_.limit_memory ? std::min(peak, memory_limit(setup_->config)) : peak;
  memory_high_water_ = std::max(memory_high_water_, shown);
}

void ProcessEnvironment::publish(InvokeResult result) {
  *result_ = std::move(result);
  become(Condition::Finishing);
  result_ready_.notify();
}

void ProcessEnvironment::become(Condition condition) {
  if (condition_ == Condition::Stopped) return;
  condition_ = condition;
  if (condition != Condition::Running) on_settled_(*this);
}

void ProcessEnvironment::write_log(process::LogRecord record) {
  if (!record.framed && !journal::is_kept(record.text, source_->logging)) return;
  append(journal::FunctionLog{std::move(record.text)});
}

std::uint64_t ProcessEnvironment::append(journal::Fact fact) {
  return host_.journal.append(source_, request_id_, std::move(fact));
}

}  // namespace lambent::environment
