#include "emulator/environment/process_environment.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/limits.h"
#include "emulator/base/check.h"
#include "emulator/environment/shutdown.h"
#include "emulator/journal/log_level.h"
#include "emulator/journal/log_text.h"
#include "emulator/journal/names.h"

namespace lambent::environment {
namespace {

using journal::Micros;
using journal::Phase;
using journal::ShutdownReason;
using journal::Status;
using Wake = Generation::Wake;

// Memory takes time to fill, and asking the kernel about it costs a tenth of a warm invoke: an
// invoke this quick is not looked at.
constexpr std::chrono::milliseconds kTooQuickToSwell{5};
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

// The parts of an invoke that ends `now` with the runtime's next.
std::vector<journal::Span> spans_of(const EventTimes& times,
                                    base::SteadyTime now,
                                    base::WallTime wall_now) {
  const auto span = [&](std::string_view name, base::SteadyTime from, base::SteadyTime to) {
    return journal::Span{name, wall_now - since(from, now), since(from, to)};
  };
  return {span("responseLatency", times.handed_out, times.post_began),
          span("responseDuration", times.post_began, times.post_ended),
          span("runtimeOverhead", times.post_ended, now)};
}

journal::ResetReason reset_reason(Status status) {
  return status == Status::Timeout ? journal::ResetReason::Timeout : journal::ResetReason::Failure;
}

ShutdownReason shutdown_reason(journal::ResetReason reason) {
  switch (reason) {
    case journal::ResetReason::Timeout: return ShutdownReason::Timeout;
    case journal::ResetReason::Failure: return ShutdownReason::Failure;
  }
  return ShutdownReason::Failure;
}

ShutdownReason shutdown_reason(journal::StopReason reason) {
  switch (reason) {
    case journal::StopReason::Idle:
    case journal::StopReason::Reset:
    case journal::StopReason::Shutdown: return ShutdownReason::Spindown;
    case journal::StopReason::Exited: return ShutdownReason::Failure;
  }
  return ShutdownReason::Spindown;
}

// What an invoke in flight comes to when its environment is stopped.
Failure stopped_in_flight() {
  process::Exit killed;
  killed.by_signal = true;
  killed.code = SIGKILL;
  return runtime_exit(killed);
}

ExtensionFacts extension_facts(const EnvironmentHost& host,
                               const config::FunctionConfig& function,
                               const journal::Source& source) {
  ExtensionFacts facts;
  facts.account = host.account;
  facts.function = function.name;
  facts.version = source.version;
  facts.handler = function.handler;
  return facts;
}

InvokeNotice notice_of(const InvokeEvent& event) {
  InvokeNotice notice;
  notice.request_id = event.request_id;
  notice.invoked_arn = event.invoked_arn;
  notice.trace_header = event.trace_header;
  notice.deadline_ms = event.deadline_ms;
  return notice;
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
      extensions_(
          extension_facts(host, setup_->config, *source_), host.ids, link_.changed(), teller()),
      telemetry_(host.executor, host.clock, host.journal, teller()),
      result_ready_(host.clock),
      freeze_alarm_(host.alarms, [this] { freeze(); }),
      tasks_(host.executor),
      listener_(host.executor,
                runtime_listener(),
                host.runtime_api(EnvironmentApi{link_, extensions_, telemetry_})) {
  link_.acknowledge_after_delivery();
  listener_.start();
}

ProcessEnvironment::~ProcessEnvironment() = default;

EnvironmentView ProcessEnvironment::view() const {
  const GuestProcess* runtime = generation_ ? generation_->runtime() : nullptr;
  return {source_->environment,
          source_->function,
          condition_,
          runtime != nullptr ? runtime->pid() : 0,
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

// --- One invoke ---------------------------------------------------------------------------------

// Init when needed, the event, the report, and the reset when something broke.
asio::awaitable<void> ProcessEnvironment::carry_out(InvokeEvent event, bool log_tail) {
  const std::chrono::seconds timeout = setup_->config.timeout;
  std::optional<Micros> init_duration;
  std::optional<std::string> posted;  // by the runtime, when the Init phase failed
  if (generation_ && generation_->has_dead()) {
    // Somebody died while all was idle, and nobody has noticed yet: that spoils no invoke.
    co_await end_generation(ShutdownReason::Failure);
    was_initialised_ = false;
  }
  freeze_alarm_.clear();
  thaw();
  bool is_ready = generation_ != nullptr;
  if (!was_initialised_) {
    was_initialised_ = true;
    const InitEnd init = co_await run_first_init();
    is_ready = init.is_ready();
    if (is_ready) {
      init_duration = init.duration;
    } else {
      posted = init.ending.payload;
      co_await reset(reset_reason(init.ending.status));
    }
  }

  // The clock of the function starts here; a suppressed init is on it.
  Course course;
  course.started = host_.clock.now();
  course.deadline = course.started + timeout;
  course.request_id = event.request_id;
  course.log_tail = log_tail;
  event.deadline_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                          (host_.clock.wall_now() + timeout).time_since_epoch())
                          .count();
  if (!is_ready) {
    InitEnd init = co_await run_init(Phase::Invoke, course.started, course.deadline);
    course.ending = std::move(init.ending);
    if (course.ending.status == Status::Timeout) {
      course.ending = out_of_time(timeout, course.request_id);
    } else if (course.ending.is_broken() && !course.ending.payload) {
      course.ending.payload =
          posted ? *posted
                 : failure_payload({course.ending.error_type, init.message}, course.request_id);
    }
  }

  request_id_ = course.request_id;
  const std::uint64_t first_line = append(journal::Start{});
  if (course.ending.is_broken()) {
    note_runtime_done(course);
  } else {
    co_await run_event(course, std::move(event));
  }
  report(course, init_duration, first_line);
  request_id_.clear();
  if (course.ending.is_broken()) co_await reset(reset_reason(course.ending.status));
  become(Condition::Idle);
  freeze_alarm_.set(host_.clock.now() + limits::kFreezeDelay);
}

// The Init phase, once there is a processor for it.
asio::awaitable<InitEnd> ProcessEnvironment::run_first_init() {
  std::optional<StartGate::Pass> pass;
  if (host_.start_gate != nullptr) {
    std::function<bool()> is_busy = [this] { return generation_ && generation_->uses_processor(); };
    StartGate::Pass granted = co_await host_.start_gate->enter(std::move(is_busy));
    pass.emplace(std::move(granted));
  }
  const base::SteadyTime began = host_.clock.now();
  co_return co_await run_init(Phase::Init, began, began + limits::kInitLimit);
}

asio::awaitable<InitEnd> ProcessEnvironment::run_init(journal::Phase phase,
                                                      base::SteadyTime began,
                                                      base::SteadyTime deadline) {
  if (is_stopped()) {
    const Failure failure = stopped_in_flight();
    InitEnd end;
    end.ending.status = Status::Error;
    end.ending.error_type = failure.type;
    end.message = failure.message;
    co_return end;
  }
  Generation::Observer observer;
  observer.on_log = [this](std::string_view extension, process::LogRecord record) {
    write_log(extension, std::move(record));
  };
  observer.tell = teller();
  observer.on_exit = [this] {
    // An idle environment whose process dies spoils no invoke: it is given up.
    if (condition_ == Condition::Idle) become(Condition::Stopped);
  };
  const std::optional<std::uint64_t> limit =
      host_.limit_memory ? std::optional(memory_limit(setup_->config)) : std::nullopt;
  generation_ = std::make_unique<Generation>(host_, extensions_, limit, std::move(observer));
  telemetry_.open(source_->environment, host_.journal.last_id());
  telemetry_.resume();
  InitParts parts{host_,
                  *setup_,
                  *source_,
                  began,
                  listener_.port(),
                  *generation_,
                  link_,
                  extensions_,
                  telemetry_,
                  teller()};
  InitEnd end = co_await initialise(std::move(parts), phase, deadline);
  note_memory();
  co_return end;
}

// From the event's release until nobody of the environment is busy with it.
asio::awaitable<void> ProcessEnvironment::run_event(Course& course, InvokeEvent event) {
  extensions_.offer_invoke(notice_of(event));
  link_.offer(std::move(event));
  co_await await_answer(course);
  if (!course.ending.is_broken()) co_await await_runtime(course);
  note_runtime_done(course);
  if (!course.ending.is_broken()) co_await await_extensions(course);
}

asio::awaitable<void> ProcessEnvironment::await_answer(Course& course) {
  const auto is_answered = [this] { return link_.answered.has_value(); };
  const Wake wake = co_await generation_->watch(is_answered, course.deadline);
  if (wake != Wake::Done) {
    if (wake == Wake::Deadline) {
      course.ending = out_of_time(setup_->config.timeout, course.request_id);
    } else {
      course.ending = broken(*generation_->failure(), course.request_id);
    }
    co_return;
  }
  if (host_.clock.now() - course.started > kTooQuickToSwell) {
    note_memory();
    if (generation_->is_over_limit()) {
      link_.confirm_delivery();
      course.ending = broken(out_of_memory(), course.request_id);
      co_return;
    }
  }
  RuntimeAnswer answer = std::move(*std::exchange(link_.answered, std::nullopt));
  course.ending.produced_bytes = answer.payload.size();
  InvokeResult result{std::move(answer.payload), answer.is_error, {}};
  if (course.log_tail) {
    pending_result_ = std::move(result);
  } else {
    publish(std::move(result));
  }
  link_.confirm_delivery();
}

// The caller keeps its answer, whatever happens from here on.
asio::awaitable<void> ProcessEnvironment::await_runtime(Course& course) {
  const auto is_back = [this] { return link_.is_ready(); };
  const Wake wake = co_await generation_->watch(is_back, course.deadline);
  break_off(course, wake);
}

asio::awaitable<void> ProcessEnvironment::await_extensions(Course& course) {
  // One that has ended owes nothing any more, but its end broke the invoke.
  const auto are_done = [this] { return !generation_->failure() && extensions_.is_invoke_done(); };
  if (are_done()) co_return;
  const base::SteadyTime runtime_back = host_.clock.now();
  const base::WallTime wall = host_.clock.wall_now();
  const Wake wake = co_await generation_->watch(are_done, course.deadline);
  break_off(course, wake);
  course.spans.push_back({"extensionOverhead", wall, since(runtime_back, host_.clock.now())});
}

void ProcessEnvironment::break_off(Course& course, Wake wake) {
  switch (wake) {
    case Wake::Done: break;
    case Wake::Deadline: course.ending.status = Status::Timeout; break;
    case Wake::Failed:
      course.ending.status = Status::Error;
      course.ending.error_type = generation_->failure()->type;
      break;
  }
}

void ProcessEnvironment::note_runtime_done(Course& course) {
  // What the runtime wrote before it came back is in the pipe by now.
  if (generation_) generation_->drain_logs();
  const base::SteadyTime now = host_.clock.now();
  journal::RuntimeDone done;
  done.status = course.ending.status;
  done.error_type = course.ending.error_type;
  done.duration = since(course.started, now);
  done.produced_bytes = course.ending.produced_bytes;
  if (!course.ending.is_broken()) {
    done.spans = spans_of(link_.times(), now, host_.clock.wall_now());
  }
  append(std::move(done));
}

void ProcessEnvironment::report(Course& course,
                                std::optional<Micros> init_duration,
                                std::uint64_t first_line) {
  if (generation_) generation_->drain_logs();
  const Micros duration = since(course.started, host_.clock.now());
  if (duration > kTooQuickToSwell) note_memory();
  journal::Report report =
      report_of(course.ending, duration, init_duration, setup_->config.timeout, memory_high_water_);
  report.spans = std::move(course.spans);
  append(std::move(report));
  link_.close_invoke();

  if (!pending_result_ && !course.ending.payload) return;
  InvokeResult result = pending_result_ ? std::move(*std::exchange(pending_result_, std::nullopt))
                                        : InvokeResult{*course.ending.payload, true, {}};
  if (course.log_tail) {
    journal::Filter own;
    own.environment = source_->environment;
    own.after = first_line - 1;
    result.log_tail = journal::log_tail(host_.journal.query(own));
  }
  publish(std::move(result));
}

// --- Between and after invokes ------------------------------------------------------------------

void ProcessEnvironment::freeze() {
  if (!host_.freeze || !generation_ || condition_ != Condition::Idle) return;
  telemetry_.pause();
  generation_->freeze();
  append(journal::EnvironmentFrozen{generation_->frozen_by() == process::Freezer::Means::Cgroup
                                        ? journal::FrozenBy::Cgroup
                                        : journal::FrozenBy::Signals});
}

void ProcessEnvironment::thaw() {
  if (!generation_ || !generation_->is_frozen()) return;
  append(journal::EnvironmentThawed{});
  generation_->thaw();
  telemetry_.resume();
}

// The same environment goes on with new processes: a suppressed init when the next event comes.
asio::awaitable<void> ProcessEnvironment::reset(journal::ResetReason reason) {
  if (is_stopped()) co_return;  // `stop` ends what there is
  append(journal::EnvironmentReset{reason});
  co_await end_generation(shutdown_reason(reason));
}

asio::awaitable<void> ProcessEnvironment::end_generation(ShutdownReason reason) {
  if (!generation_) co_return;
  ShutdownParts parts{host_.clock, *generation_, extensions_, telemetry_, teller()};
  co_await shut_down(std::move(parts), reason);
  generation_.reset();
}

asio::awaitable<void> ProcessEnvironment::stop(journal::StopReason reason) {
  condition_ = Condition::Stopped;
  if (generation_) generation_->fail(stopped_in_flight());
  co_await tasks_.join();
  co_await end_generation(shutdown_reason(reason));
  co_await telemetry_.stop();
  co_await listener_.stop();
  append(journal::EnvironmentStopped{reason});
}

// As AWS does: the report never names more than the function has.
void ProcessEnvironment::note_memory() {
  if (!generation_) return;
  const std::uint64_t peak = generation_->peak_bytes();
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
  if (is_stopped()) return;
  condition_ = condition;
  if (condition != Condition::Running) on_settled_(*this);
}

void ProcessEnvironment::write_log(std::string_view extension, process::LogRecord record) {
  if (!extension.empty()) {
    append(journal::ExtensionLog{std::string(extension), std::move(record.text)});
    return;
  }
  const bool is_logged = record.framed || journal::is_kept(record.text, source_->logging);
  append(journal::FunctionLog{std::move(record.text), is_logged});
}

std::uint64_t ProcessEnvironment::append(journal::Fact fact) {
  const std::uint64_t id = host_.journal.append(source_, request_id_, std::move(fact));
  telemetry_.take(host_.journal.events().back());
  return id;
}

std::function<void(journal::Fact)> ProcessEnvironment::teller() {
  return [this](journal::Fact fact) { append(std::move(fact)); };
}

}  // namespace lambent::environment
