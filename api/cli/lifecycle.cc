#include "api/cli/lifecycle.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "emulator/journal/names.h"

namespace lambent::cli {

namespace {

using journal::Micros;
using journal::Status;
using Step = std::optional<LifecycleStep>;

/// Characters that tell ids of environments and requests apart well enough for a person.
constexpr std::size_t kShortEnvironment = 4;
constexpr std::size_t kShortRequest = 8;

Step step(std::string text) {
  return LifecycleStep{std::move(text), false};
}
Step failure(std::string text) {
  return LifecycleStep{std::move(text), true};
}

// "86 ms"; below ten with a decimal: "3.0 ms".
std::string shown(Micros duration) {
  constexpr Micros kTen{9'950};
  const double millis = static_cast<double>(duration.count()) / 1000.0;
  return duration < kTen ? fmt::format("{:.1f} ms", millis) : fmt::format("{:.0f} ms", millis);
}

// "", " failed (Runtime.ExitError)" or " timed out".
std::string outcome(Status status, const std::string& error_type) {
  switch (status) {
    case Status::Success: return {};
    case Status::Timeout: return " timed out";
    case Status::Error: break;
  }
  return error_type.empty() ? " failed" : fmt::format(" failed ({})", error_type);
}

std::optional<Micros> span_of(const std::vector<journal::Span>& spans, std::string_view name) {
  const auto found = std::find_if(
      spans.begin(), spans.end(), [&](const journal::Span& span) { return span.name == name; });
  if (found == spans.end()) return std::nullopt;
  return found->duration;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

/// One overload for each fact that begins or ends a step.
struct Lifecycle::Teller {
  const journal::Event& event;
  Memory& memory;

  Step operator()(const journal::InitStart&) const {
    memory = {};
    memory.init_began = event.time;
    memory.is_cold = true;
    return std::nullopt;
  }

  Step operator()(const journal::ExtensionRegistered&) const {
    memory.has_extensions = true;
    return std::nullopt;
  }

  Step operator()(const journal::ExtensionReady& fact) const {
    const Micros taken = event.time - memory.init_began;
    return step(fmt::format("extension {} ready after {}", fact.name, shown(taken)));
  }

  Step operator()(const journal::InitRuntimeDone&) const {
    memory.runtime_ready = event.time - memory.init_began;
    return std::nullopt;
  }

  Step operator()(const journal::InitReport& fact) const {
    memory.init = fact.duration;
    std::string text = fact.phase == journal::Phase::Init ? "init" : "init inside the invoke";
    text += outcome(fact.status, fact.error_type);
    text += fact.status == Status::Success ? " " : " after ";
    text += shown(fact.duration);
    if (fact.status != Status::Success) return failure(std::move(text));
    if (memory.has_extensions) {
      text += fmt::format(": runtime ready after {}, extensions after {}",
                          shown(memory.runtime_ready),
                          shown(fact.duration));
    }
    return step(std::move(text));
  }

  // The handler is busy from the event to the end of its response; of one that broke nobody knows
  // more than when.
  Step operator()(const journal::RuntimeDone& fact) const {
    const auto latency = span_of(fact.spans, "responseLatency");
    const auto response = span_of(fact.spans, "responseDuration");
    memory.handler = latency ? *latency + response.value_or(Micros{0}) : fact.duration;
    return std::nullopt;
  }

  Step operator()(const journal::Report& fact) const {
    const bool is_cold = std::exchange(memory.is_cold, false);
    std::string text = fmt::format("{} invoke {}{}: ",
                                   is_cold ? "cold" : "warm",
                                   event.request_id.substr(0, kShortRequest),
                                   outcome(fact.status, fact.error_type));
    if (is_cold) text += fmt::format("init {}, ", shown(memory.init));
    text += fmt::format("handler {}, ", shown(memory.handler));
    if (const auto extensions = span_of(fact.spans, "extensionOverhead")) {
      text += fmt::format("extensions {}, ", shown(*extensions));
    }
    text += fmt::format("billed {} ms", fact.billed_ms);
    return LifecycleStep{std::move(text), fact.status != Status::Success};
  }

  Step operator()(const journal::EnvironmentReset& fact) const {
    return failure(fmt::format("reset: {}", name_of(fact.reason)));
  }

  // Processes that end in a shutdown are part of its report.
  Step operator()(const journal::EnvironmentExited& fact) const {
    if (memory.is_shutting_down) return std::nullopt;
    return failure(fmt::format("runtime exited: {}", fact.message));
  }
  Step operator()(const journal::ExtensionExited& fact) const {
    if (memory.is_shutting_down) return std::nullopt;
    return failure(fmt::format("extension {} exited: {}", fact.name, fact.message));
  }

  Step operator()(const journal::ShutdownStart& fact) const {
    memory.is_shutting_down = true;
    memory.budget = fact.budget;
    memory.signals.clear();
    memory.told.clear();
    return std::nullopt;
  }
  Step operator()(const journal::RuntimeSignalled& fact) const {
    memory.signals.emplace_back(fact.signal);
    return std::nullopt;
  }
  Step operator()(const journal::ExtensionShutdown& fact) const {
    memory.told.push_back(fact.name);
    return std::nullopt;
  }
  // One that had not asked for SHUTDOWN is killed as a matter of course.
  Step operator()(const journal::ExtensionKilled& fact) const {
    if (memory.is_shutting_down && !contains(memory.told, fact.name)) return std::nullopt;
    return failure(fmt::format("extension {} killed: still there after SHUTDOWN", fact.name));
  }

  Step operator()(const journal::ShutdownReport& fact) const {
    memory.is_shutting_down = false;
    std::string text =
        fmt::format("shutdown: {}, runtime {}", name_of(fact.reason), shown(fact.runtime));
    if (!memory.signals.empty()) text += fmt::format(" ({})", fmt::join(memory.signals, ", "));
    if (memory.has_extensions) text += fmt::format(", extensions {}", shown(fact.extensions));
    return step(text + fmt::format(", budget {} ms", memory.budget.count()));
  }

  Step operator()(const journal::EnvironmentStopped& fact) const {
    return step(fmt::format("stopped: {}", name_of(fact.reason)));
  }

  // What is in the log, or of interest only to the journal.
  template <class Other>
  Step operator()(const Other&) const {
    return std::nullopt;
  }
};

std::optional<LifecycleStep> Lifecycle::feed(const journal::Event& event) {
  const std::string& environment = event.source->environment;
  Step told = std::visit(Teller{event, environments_[environment]}, event.fact);
  if (std::holds_alternative<journal::EnvironmentStopped>(event.fact)) {
    environments_.erase(environment);
  }
  return told;
}

std::string lifecycle_line(const journal::Event& event, const LifecycleStep& step, bool colour) {
  constexpr std::string_view kPlain = "● {} {}  {}\n";
  constexpr std::string_view kNormal = "\x1b[36m● {} {}\x1b[0m  \x1b[2m{}\x1b[0m\n";
  constexpr std::string_view kFailure = "\x1b[36m● {} {}\x1b[0m  \x1b[31m{}\x1b[0m\n";
  const std::string_view form = !colour ? kPlain : step.is_failure ? kFailure : kNormal;
  return fmt::format(fmt::runtime(form),
                     event.source->function,
                     event.source->environment.substr(0, kShortEnvironment),
                     step.text);
}

}  // namespace lambent::cli
