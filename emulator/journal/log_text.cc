#include "emulator/journal/log_text.h"

#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/limits.h"
#include "emulator/journal/names.h"
#include "emulator/journal/record.h"

namespace lambent::journal {
namespace {

double millis(Micros duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

// "\tStatus: error\tError Type: Runtime.ExitError"; nothing for a success.
std::string broken(Status status, const std::string& error_type) {
  if (status == Status::Success) return {};
  std::string text = fmt::format("Status: {}", name_of(status));
  if (!error_type.empty()) text += fmt::format("\tError Type: {}", error_type);
  return text;
}

// "[Platform, Function]" of {"platform", "function"}.
std::string capitalised(const std::vector<std::string>& types) {
  std::vector<std::string> shown = types;
  for (std::string& type : shown) {
    if (!type.empty())
      type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
  }
  return fmt::format("[{}]", fmt::join(shown, ", "));
}

// One overload for each fact that has a text line.  Source: runtime-api.md §6.1.
struct TextLine {
  const Event& event;

  // A suppressed init is not mentioned unless it fails.
  std::string operator()(const InitStart& fact) const {
    if (fact.phase == Phase::Invoke) return {};
    return fmt::format("INIT_START Runtime Version: {}\tRuntime Version ARN: {}\n",
                       fact.runtime_version,
                       fact.runtime_version_arn);
  }

  // On-demand environments report an init only when it failed.
  std::string operator()(const InitReport& fact) const {
    if (fact.status == Status::Success) return {};
    return fmt::format("INIT_REPORT Init Duration: {:.2f} ms\tPhase: {}\t{}\n",
                       millis(fact.duration),
                       name_of(fact.phase),
                       broken(fact.status, fact.error_type));
  }

  std::string operator()(const Start&) const {
    return fmt::format(
        "START RequestId: {} Version: {}\n", event.request_id, event.source->version);
  }

  std::string operator()(const Report& fact) const {
    std::string line = fmt::format(
        "END RequestId: {0}\n"
        "REPORT RequestId: {0}\tDuration: {1:.2f} ms\tBilled Duration: {2} ms\t"
        "Memory Size: {3} MB\tMax Memory Used: {4} MB\t",
        event.request_id,
        millis(fact.duration),
        fact.billed_ms,
        event.source->memory_mb,
        fact.max_memory_mb);
    if (fact.init_duration) {
      line += fmt::format("Init Duration: {:.2f} ms\t", millis(*fact.init_duration));
    }
    return line + broken(fact.status, fact.error_type) + '\n';
  }

  std::string operator()(const Extension& fact) const {
    std::string line = fmt::format("EXTENSION\tName: {}\tState: {}\tEvents: [{}]",
                                   fact.name,
                                   fact.state,
                                   fmt::join(fact.events, ", "));
    if (!fact.error_type.empty()) line += fmt::format("\tError Type: {}", fact.error_type);
    return line + '\n';
  }

  std::string operator()(const TelemetrySubscription& fact) const {
    return fmt::format("TELEMETRY\tName: {}\tState: {}\tTypes: {}\n",
                       fact.name,
                       fact.state,
                       capitalised(fact.types));
  }

  std::string operator()(const LogsSubscription& fact) const {
    return fmt::format(
        "LOGS\tName: {}\tState: {}\tTypes: {}\n", fact.name, fact.state, capitalised(fact.types));
  }

  std::string operator()(const FunctionLog& fact) const {
    return fact.is_logged ? fact.text + '\n' : std::string();
  }
  std::string operator()(const ExtensionLog& fact) const { return fact.text + '\n'; }

  // What only telemetry, the journal and the console of `serve` show.
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

using Level = config::SystemLogLevel;

// The level of a platform event; nullopt for what is not in the system log at all.
// Source: runtime-api.md §6.3.
struct SystemLevel {
  std::optional<Level> operator()(const InitStart&) const { return Level::Info; }
  std::optional<Level> operator()(const InitRuntimeDone& fact) const {
    return fact.status == Status::Success ? Level::Debug : Level::Warn;
  }
  std::optional<Level> operator()(const InitReport& fact) const {
    return fact.status == Status::Success ? Level::Debug : Level::Warn;
  }
  std::optional<Level> operator()(const Start&) const { return Level::Info; }
  std::optional<Level> operator()(const RuntimeDone& fact) const {
    return fact.status == Status::Success ? Level::Debug : Level::Warn;
  }
  std::optional<Level> operator()(const Report& fact) const {
    return fact.status == Status::Success ? Level::Info : Level::Warn;
  }
  std::optional<Level> operator()(const Extension& fact) const {
    return fact.error_type.empty() ? Level::Info : Level::Warn;
  }
  std::optional<Level> operator()(const TelemetrySubscription&) const { return Level::Info; }
  std::optional<Level> operator()(const LogsSubscription&) const { return Level::Info; }
  std::optional<Level> operator()(const LogsDropped&) const { return Level::Warn; }
  template <class Other>
  std::optional<Level> operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

std::string text_line(const Event& event) {
  return std::visit(TextLine{event}, event.fact);
}

std::string json_line(const Event& event) {
  // As AWS does: what the function wrote is passed on as it is, never wrapped.
  if (const auto* log = std::get_if<FunctionLog>(&event.fact)) {
    return log->is_logged ? log->text + '\n' : std::string();
  }
  if (const auto* log = std::get_if<ExtensionLog>(&event.fact)) return log->text + '\n';
  const std::optional<Level> level = std::visit(SystemLevel{}, event.fact);
  if (!level || *level < event.source->logging.system_level) return {};
  return platform_record(event) + '\n';
}

std::string log_line(const Event& event) {
  return event.source->logging.format == config::LogFormat::Json ? json_line(event)
                                                                 : text_line(event);
}

std::string log_tail(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) {
    if (std::holds_alternative<InitReport>(event.fact)) continue;
    text += log_line(event);
  }
  if (text.size() > limits::kLogTail) text.erase(0, text.size() - limits::kLogTail);
  return text;
}

}  // namespace lambent::journal
