// Log lines, byte for byte; runtime-api.md §6.1, §6.3.
#include "emulator/journal/log_text.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "config/limits.h"
#include "emulator/journal/names.h"
#include "emulator/journal/record.h"
#include "tests/unit/journal/facts.h"

namespace lambent::journal {
namespace {

using Level = config::SystemLogLevel;

std::string text(Fact fact) {
  return text_line(event_of(std::move(fact)));
}

// --- Text ----------------------------------------------------------------------------------------

TEST(TextLine, OfAnInitStart) {
  EXPECT_EQ(text(an_init_start(Phase::Init)),
            "INIT_START Runtime Version: python:3.12.v18\t"
            "Runtime Version ARN: arn:aws:lambda:us-east-1::runtime:abc\n");
  EXPECT_EQ(text(an_init_start(Phase::Invoke)), "") << "a suppressed init is not mentioned";
}

TEST(TextLine, OfAnInitReportOnlyWhenItFailed) {
  for (const Phase phase : {Phase::Init, Phase::Invoke}) {
    EXPECT_EQ(text(InitReport{phase, Status::Success, "", Micros{110'100}}), "");
  }
  EXPECT_EQ(text(InitReport{Phase::Init, Status::Timeout, "", Micros{1'236'040}}),
            "INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: timeout\n");
  EXPECT_EQ(text(InitReport{Phase::Invoke, Status::Error, "Extension.Crash", Micros{1'236'040}}),
            "INIT_REPORT Init Duration: 1236.04 ms\tPhase: invoke\tStatus: error\t"
            "Error Type: Extension.Crash\n");
  EXPECT_EQ(text(InitReport{Phase::Init, Status::Error, "", Micros{5}}),
            "INIT_REPORT Init Duration: 0.01 ms\tPhase: init\tStatus: error\n");
}

TEST(TextLine, OfAStart) {
  EXPECT_EQ(text(Start{}),
            "START RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95 Version: $LATEST\n");

  Source source = a_source();
  source.version = "12";
  EXPECT_EQ(text_line(event_of(Start{}, source)),
            "START RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95 Version: 12\n");
}

TEST(TextLine, OfAHealthyReportEndsWithATab) {
  EXPECT_EQ(text(a_report(Status::Success)),
            "END RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\n"
            "REPORT RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\tDuration: 3.01 ms\t"
            "Billed Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n");
  EXPECT_EQ(text(a_report_with_init(Status::Success)),
            "END RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\n"
            "REPORT RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\tDuration: 3.01 ms\t"
            "Billed Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t"
            "Init Duration: 110.10 ms\t\n");
}

TEST(TextLine, OfABrokenReportEndsWithItsStatus) {
  const std::string before =
      "END RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\n"
      "REPORT RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\tDuration: 3.01 ms\t";

  EXPECT_EQ(text(a_report(Status::Error, "Runtime.ExitError")),
            before +
                "Billed Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t"
                "Status: error\tError Type: Runtime.ExitError\n");
  EXPECT_EQ(text(a_report_with_init(Status::Error, "Runtime.ExitError")),
            before +
                "Billed Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t"
                "Init Duration: 110.10 ms\tStatus: error\tError Type: Runtime.ExitError\n");
  EXPECT_EQ(text(a_report(Status::Timeout)),
            before +
                "Billed Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t"
                "Status: timeout\n");
}

TEST(TextLine, WritesDurationsWithTwoDecimals) {
  Report report = a_report(Status::Timeout);
  report.duration = Micros{3'000'000};
  report.billed_ms = 3'000;
  EXPECT_NE(text(report).find("\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\t"),
            std::string::npos);
  report.duration = Micros{0};
  EXPECT_NE(text(report).find("\tDuration: 0.00 ms\t"), std::string::npos);
}

TEST(TextLine, OfTheFunctionIsItsOwn) {
  EXPECT_EQ(text(FunctionLog{"hello"}), "hello\n");
  EXPECT_EQ(text(FunctionLog{""}), "\n");
  EXPECT_EQ(text(FunctionLog{"two\nlines"}), "two\nlines\n");
}

TEST(LogLine, HasNothingOfALineBelowTheLevel) {
  EXPECT_EQ(text(FunctionLog{"{}", false}), "");
  EXPECT_EQ(json_line(event_of(FunctionLog{"{}", false}, a_json_source())), "");
}

TEST(TextLine, OfAnExtension) {
  EXPECT_EQ(text(ExtensionLog{"metrics", "hello"}), "hello\n") << "what it wrote is its own";
  EXPECT_EQ(text(Extension{
                "metrics", "Ready", {"INVOKE", "SHUTDOWN"},
                  ""
  }),
            "EXTENSION\tName: metrics\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n");
  EXPECT_EQ(text(Extension{"metrics", "Registered", {}, ""}),
            "EXTENSION\tName: metrics\tState: Registered\tEvents: []\n");
  EXPECT_EQ(text(Extension{"x", "LaunchError", {}, "PermissionDenied"}),
            "EXTENSION\tName: x\tState: LaunchError\tEvents: []\tError Type: PermissionDenied\n");
}

TEST(TextLine, OfASubscription) {
  EXPECT_EQ(text(TelemetrySubscription{
                "metrics", "Subscribed", {"platform", "function"}
  }),
            "TELEMETRY\tName: metrics\tState: Subscribed\tTypes: [Platform, Function]\n");
  EXPECT_EQ(text(LogsSubscription{"metrics", "Already subscribed", {"extension"}}),
            "LOGS\tName: metrics\tState: Already subscribed\tTypes: [Extension]\n");
}

TEST(TextLine, IsMissingForEverythingElse) {
  for (const Status status : {Status::Success, Status::Error, Status::Timeout}) {
    EXPECT_EQ(text(InitRuntimeDone{Phase::Init, status, "T"}), "");
    EXPECT_EQ(text(RuntimeDone{status, "T", Micros{1}, 1, {}}), "");
  }
  EXPECT_EQ(text(EnvironmentStarted{}), "");
  EXPECT_EQ(text(EnvironmentExited{}), "");
  EXPECT_EQ(text(EnvironmentReset{}), "");
  EXPECT_EQ(text(EnvironmentStopped{}), "");
  EXPECT_EQ(text(EnvironmentFrozen{}), "");
  EXPECT_EQ(text(EnvironmentThawed{}), "");
  EXPECT_EQ(text(ExtensionStarted{}), "");
  EXPECT_EQ(text(ExtensionRegistered{}), "");
  EXPECT_EQ(text(ExtensionReady{}), "");
  EXPECT_EQ(text(ExtensionExited{}), "");
  EXPECT_EQ(text(ExtensionKilled{}), "");
  EXPECT_EQ(text(ExtensionShutdown{}), "");
  EXPECT_EQ(text(RuntimeSignalled{}), "");
  EXPECT_EQ(text(ShutdownStart{}), "");
  EXPECT_EQ(text(ShutdownReport{}), "");
  EXPECT_EQ(text(LogsDropped{}), "") << "the subscriber alone is told";
}

// --- JSON ----------------------------------------------------------------------------------------

TEST(JsonLine, IsThePlatformRecord) {
  EXPECT_EQ(json_line(event_of(Start{}, a_json_source())),
            R"({"time":"2026-02-01T10:00:00.123Z","type":"platform.start",)"
            R"("record":{"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95",)"
            R"("version":"$LATEST"}})"
            "\n");
}

TEST(JsonLine, OfTheFunctionIsNotWrapped) {
  for (const Level level : {Level::Debug, Level::Info, Level::Warn}) {
    EXPECT_EQ(json_line(event_of(FunctionLog{"plain"}, a_json_source(level))), "plain\n");
    EXPECT_EQ(json_line(event_of(FunctionLog{R"({"a": 1})"}, a_json_source(level))),
              "{\"a\": 1}\n");
  }
}

constexpr Level kD = Level::Debug;
constexpr Level kI = Level::Info;
constexpr Level kW = Level::Warn;

RuntimeDone runtime_done(Status status) {
  return {status, "", Micros{1}, 0, {}};
}
InitRuntimeDone init_done(Phase phase, Status status) {
  return {phase, status, ""};
}
InitReport init_report(Phase phase, Status status) {
  return {phase, status, "", Micros{1}};
}

struct LevelRow {
  Fact fact;
  std::optional<Level> level;  // nullopt: not in the system log at all
};

// Typed from the table of §6.3 for on-demand environments.
std::vector<LevelRow> every_fact_with_every_status() {
  const auto ok = Status::Success;
  const auto error = Status::Error;
  const auto timeout = Status::Timeout;
  std::vector<LevelRow> rows = {
      {Start{},                                           kI          },
      {EnvironmentStarted{},                              std::nullopt},
      {EnvironmentExited{},                               std::nullopt},
      {EnvironmentReset{},                                std::nullopt},
      {EnvironmentStopped{},                              std::nullopt},
      {EnvironmentFrozen{},                               std::nullopt},
      {EnvironmentThawed{},                               std::nullopt},
      {ExtensionStarted{},                                std::nullopt},
      {ExtensionRegistered{},                             std::nullopt},
      {ExtensionReady{},                                  std::nullopt},
      {ExtensionExited{},                                 std::nullopt},
      {ExtensionKilled{},                                 std::nullopt},
      {ExtensionShutdown{},                               std::nullopt},
      {RuntimeSignalled{},                                std::nullopt},
      {ShutdownStart{},                                   std::nullopt},
      {ShutdownReport{},                                  std::nullopt},
      {Extension{"x", "Ready", {}, ""},                   kI          },
      {Extension{"x", "LaunchError", {}, "UnknownError"}, kW          },
      {TelemetrySubscription{},                           kI          },
      {LogsSubscription{},                                kI          },
      {LogsDropped{},                                     kW          },
      {runtime_done(ok),                                  kD          },
      {runtime_done(error),                               kW          },
      {runtime_done(timeout),                             kW          },
      {a_report(ok),                                      kI          },
      {a_report(error),                                   kW          },
      {a_report(timeout),                                 kW          },
  };
  for (const Phase phase : {Phase::Init, Phase::Invoke}) {
    rows.push_back({an_init_start(phase), kI});
    rows.push_back({init_done(phase, ok), kD});
    rows.push_back({init_done(phase, error), kW});
    rows.push_back({init_done(phase, timeout), kW});
    rows.push_back({init_report(phase, ok), kD});
    rows.push_back({init_report(phase, error), kW});
    rows.push_back({init_report(phase, timeout), kW});
  }
  return rows;
}

TEST(JsonLine, PassesTheSystemLogLevelAsTheTableSays) {
  for (const LevelRow& row : every_fact_with_every_status()) {
    for (const Level filter : {kD, kI, kW}) {
      const Event event = event_of(row.fact, a_json_source(filter));
      const bool is_shown = row.level && *row.level >= filter;
      EXPECT_EQ(json_line(event), is_shown ? platform_record(event) + '\n' : "")
          << type_of(row.fact) << " at " << config::name_of(filter);
    }
  }
}

// --- Either --------------------------------------------------------------------------------------

TEST(LogLine, FollowsTheFormatOfTheFunction) {
  for (const LevelRow& row : every_fact_with_every_status()) {
    const Event plain = event_of(row.fact, a_source());
    EXPECT_EQ(log_line(plain), text_line(plain));
    const Event json = event_of(row.fact, a_json_source());
    EXPECT_EQ(log_line(json), json_line(json));
  }
}

TEST(LogLine, OfTextIgnoresTheSystemLogLevel) {
  Source source = a_source();
  source.logging.system_level = Level::Warn;

  EXPECT_NE(log_line(event_of(Start{}, source)), "");
}

// --- The tail ------------------------------------------------------------------------------------

TEST(LogTail, IsTheLinesFromStartToReport) {
  const std::vector<Event> events = {event_of(Start{}),
                                     event_of(FunctionLog{"one"}),
                                     event_of(EnvironmentStarted{}),
                                     event_of(FunctionLog{"two"}),
                                     event_of(RuntimeDone{}),
                                     event_of(a_report(Status::Success))};

  EXPECT_EQ(log_tail(events),
            "START RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95 Version: $LATEST\n"
            "one\n"
            "two\n"
            "END RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\n"
            "REPORT RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\tDuration: 3.01 ms\t"
            "Billed Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n");
}

TEST(LogTail, HasNoInitReport) {
  EXPECT_EQ(log_tail({event_of(InitReport{Phase::Init, Status::Error, "T", Micros{1}}),
                      event_of(FunctionLog{"x"})}),
            "x\n");
}

TEST(LogTail, KeepsTheLastBytes) {
  constexpr std::size_t kLine = 100;
  std::vector<Event> events;
  for (int i = 0; i < 60; ++i)
    events.push_back(
        event_of(FunctionLog{std::string(kLine - 1, static_cast<char>('a' + i % 26))}));

  const std::string tail = log_tail(events);

  EXPECT_EQ(tail.size(), limits::kLogTail);
  EXPECT_EQ(tail.substr(tail.size() - kLine), std::string(kLine - 1, 'h') + '\n');
}

TEST(LogTail, IsWholeUpToItsLimit) {
  const std::string fits(limits::kLogTail - 1, 'x');
  EXPECT_EQ(log_tail({event_of(FunctionLog{fits})}), fits + '\n');
  EXPECT_EQ(log_tail({event_of(FunctionLog{"y" + fits})}), fits + '\n');
  EXPECT_EQ(log_tail({}), "");
}

TEST(LogTail, IsJsonWhereTheFunctionsLogIs) {
  const Event start = event_of(Start{}, a_json_source());

  EXPECT_EQ(log_tail({start, event_of(FunctionLog{"x"}, a_json_source())}),
            platform_record(start) + "\nx\n");
}

}  // namespace
}  // namespace lambent::journal
