// Facts as JSON, byte for byte; runtime-api.md §3.3, §3.4, §6.3.
#include "emulator/journal/record.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/journal/facts.h"

namespace lambent::journal {
namespace {

/// What `platform_record` says of `fact`, without the envelope that is checked here.
std::string record(const char* type, Fact fact) {
  const std::string text = platform_record(event_of(std::move(fact)));
  const std::string before =
      std::string(R"({"time":"2026-02-01T10:00:00.123Z","type":")") + type + R"(","record":)";
  if (!text.starts_with(before) || !text.ends_with("}")) return "no envelope: " + text;
  return text.substr(before.size(), text.size() - before.size() - 1);
}

TEST(PlatformRecord, OfAnInitStart) {
  EXPECT_EQ(record("platform.initStart", an_init_start(Phase::Init)),
            R"({"initializationType":"on-demand","phase":"init",)"
            R"("runtimeVersion":"python:3.12.v18",)"
            R"("runtimeVersionArn":"arn:aws:lambda:us-east-1::runtime:abc",)"
            R"("functionName":"orders","functionVersion":"$LATEST",)"
            R"("instanceId":"2026/02/01/[$LATEST]0123456789abcdef0123456789abcdef",)"
            R"("instanceMaxMemory":134217728})");
}

TEST(PlatformRecord, CountsMemoryInBytesBeyond32Bits) {
  Source source = a_source();
  source.memory_mb = 10'240;
  const std::string text = platform_record(event_of(an_init_start(Phase::Init), source));
  EXPECT_NE(text.find("\"instanceMaxMemory\":10737418240"), std::string::npos) << text;
}

TEST(PlatformRecord, OfTheEndOfAnInit) {
  EXPECT_EQ(record("platform.initRuntimeDone", InitRuntimeDone{Phase::Init, Status::Success, ""}),
            R"({"initializationType":"on-demand","phase":"init","status":"success"})");
  EXPECT_EQ(record("platform.initRuntimeDone", InitRuntimeDone{Phase::Invoke, Status::Error, "T"}),
            R"({"initializationType":"on-demand","phase":"invoke","status":"error",)"
            R"("errorType":"T"})");
  EXPECT_EQ(record("platform.initRuntimeDone", InitRuntimeDone{Phase::Init, Status::Timeout, "T"}),
            R"({"initializationType":"on-demand","phase":"init","status":"timeout"})");
}

TEST(PlatformRecord, OfAnInitReport) {
  EXPECT_EQ(record("platform.initReport",
                   InitReport{Phase::Init, Status::Timeout, "", Micros{10'000'487}}),
            R"({"initializationType":"on-demand","phase":"init","status":"timeout",)"
            R"("metrics":{"durationMs":10000.487}})");
  EXPECT_EQ(record("platform.initReport",
                   InitReport{Phase::Invoke, Status::Error, "Runtime.ExitError", Micros{1}}),
            R"({"initializationType":"on-demand","phase":"invoke","status":"error",)"
            R"("metrics":{"durationMs":0.001},"errorType":"Runtime.ExitError"})");
}

TEST(PlatformRecord, OfAStart) {
  EXPECT_EQ(record("platform.start", Start{}),
            R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","version":"$LATEST"})");
}

TEST(PlatformRecord, OfTheEndOfAnInvoke) {
  EXPECT_EQ(
      record("platform.runtimeDone", RuntimeDone{Status::Timeout, "", Micros{5'001'182}, 0, {}}),
      R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","status":"timeout",)"
      R"("metrics":{"durationMs":5001.182,"producedBytes":0}})");
  EXPECT_EQ(record("platform.runtimeDone",
                   RuntimeDone{Status::Error, "Runtime.X", Micros{1'500}, 42, {}}),
            R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","status":"error",)"
            R"("metrics":{"durationMs":1.5,"producedBytes":42},"errorType":"Runtime.X"})");
}

TEST(PlatformRecord, OfAReport) {
  EXPECT_EQ(record("platform.report", a_report_with_init(Status::Success)),
            R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","metrics":{)"
            R"("durationMs":3.012,"billedDurationMs":114,"memorySizeMB":128,)"
            R"("maxMemoryUsedMB":36,"initDurationMs":110.103},"status":"success"})");
  EXPECT_EQ(record("platform.report", a_report(Status::Error, "Runtime.ExitError")),
            R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","metrics":{)"
            R"("durationMs":3.012,"billedDurationMs":4,"memorySizeMB":128,)"
            R"("maxMemoryUsedMB":36},"status":"error","errorType":"Runtime.ExitError"})");
  Report timeout = a_report(Status::Timeout, "T");
  timeout.duration = Micros{5'000'000};
  timeout.billed_ms = 5'000;
  EXPECT_EQ(record("platform.report", timeout),
            R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","metrics":{)"
            R"("durationMs":5000.0,"billedDurationMs":5000,"memorySizeMB":128,)"
            R"("maxMemoryUsedMB":36},"status":"timeout"})");
}

TEST(PlatformRecord, OfWhatTheFunctionWroteIsAString) {
  EXPECT_EQ(record("function", FunctionLog{"say \"hi\"\tnow"}), R"("say \"hi\"\tnow")");
  EXPECT_EQ(record("function", FunctionLog{"\xff"}), "\"\xEF\xBF\xBD\"") << "U+FFFD";
}

TEST(PlatformRecord, ListsSpans) {
  const base::WallTime start(Micros{1'769'940'000'123'456});
  const std::vector<Span> spans = {
      {"responseLatency",  start, Micros{1'500}},
      {"responseDuration", start, Micros{7}    }
  };
  constexpr const char* kSpans =
      R"("spans":[)"
      R"({"name":"responseLatency","start":"2026-02-01T10:00:00.123Z","durationMs":1.5},)"
      R"({"name":"responseDuration","start":"2026-02-01T10:00:00.123Z","durationMs":0.007}])";
  EXPECT_EQ(
      record("platform.runtimeDone", RuntimeDone{Status::Success, "", Micros{2'000}, 2, spans}),
      R"({"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","status":"success",)"
      R"("metrics":{"durationMs":2.0,"producedBytes":2},)" +
          std::string(kSpans) + "}");
  Report report = a_report(Status::Success);
  report.spans = spans;
  EXPECT_TRUE(record("platform.report", report).ends_with(std::string(kSpans) + "}"));
}

TEST(PlatformRecord, OfExtensions) {
  EXPECT_EQ(record("platform.extension", Extension{"metrics", "Ready", {"INVOKE"}, ""}),
            R"({"name":"metrics","state":"Ready","events":["INVOKE"]})");
  EXPECT_EQ(record("platform.extension", Extension{"x", "LaunchError", {}, "UnknownError"}),
            R"({"name":"x","state":"LaunchError","events":[],"errorType":"UnknownError"})");
  EXPECT_EQ(record("platform.telemetrySubscription",
                   TelemetrySubscription{
                       "metrics", "Subscribed", {"platform", "function"}
  }),
            R"({"name":"metrics","state":"Subscribed","types":["platform","function"]})");
  EXPECT_EQ(record("platform.logsSubscription", LogsSubscription{"m", "Subscribed", {"platform"}}),
            R"({"name":"m","state":"Subscribed","types":["platform"]})");
  EXPECT_EQ(record("platform.logsDropped", LogsDropped{"metrics", 3, 1234, "too slow"}),
            R"({"droppedBytes":1234,"droppedRecords":3,"reason":"too slow"})");
  EXPECT_EQ(record("extension", ExtensionLog{"metrics", "a line"}), R"("a line")");
}

TEST(PlatformRecord, OfFactsOfOurOwn) {
  EXPECT_EQ(record("environment.started",
                   EnvironmentStarted{4711, 40001, Phase::Invoke, StartedBy::Spawn}),
            R"({"pid":4711,"port":40001,"phase":"invoke","by":"spawn"})");
  EXPECT_EQ(
      record("environment.started", EnvironmentStarted{4711, 40001, Phase::Init, StartedBy::Fork}),
      R"({"pid":4711,"port":40001,"phase":"init","by":"fork"})");
  EXPECT_EQ(
      record("environment.started",
             EnvironmentStarted{4711, 40001, Phase::Init, StartedBy::Spawn, "PYTHONPATH is set"}),
      R"({"pid":4711,"port":40001,"phase":"init","by":"spawn","spawnReason":"PYTHONPATH is set"})");
  EXPECT_EQ(record("environment.exited", EnvironmentExited{4711, "Runtime.ExitError", "why"}),
            R"({"pid":4711,"errorType":"Runtime.ExitError","message":"why"})");
  EXPECT_EQ(record("environment.reset", EnvironmentReset{ResetReason::Timeout}),
            R"({"reason":"timeout"})");
  EXPECT_EQ(record("environment.stopped", EnvironmentStopped{StopReason::Idle}),
            R"({"reason":"idle"})");
  EXPECT_EQ(record("environment.frozen", EnvironmentFrozen{FrozenBy::Cgroup}),
            R"({"by":"cgroup"})");
  EXPECT_EQ(record("environment.thawed", EnvironmentThawed{}), "{}");
}

TEST(PlatformRecord, OfTheEnd) {
  EXPECT_EQ(record("shutdown.start",
                   ShutdownStart{ShutdownReason::Spindown, std::chrono::milliseconds{2'000}}),
            R"({"reason":"spindown","budgetMs":2000})");
  EXPECT_EQ(record("runtime.signalled", RuntimeSignalled{4711, "SIGTERM"}),
            R"({"pid":4711,"signal":"SIGTERM"})");
  EXPECT_EQ(record("extension.shutdown",
                   ExtensionShutdown{"metrics", ShutdownReason::Timeout, 1'769'940'002'000}),
            R"({"name":"metrics","reason":"timeout","deadlineMs":1769940002000})");
  EXPECT_EQ(record("extension.exited", ExtensionExited{"metrics", 4712, "exit code 0"}),
            R"({"name":"metrics","pid":4712,"message":"exit code 0"})");
  EXPECT_EQ(record("extension.killed", ExtensionKilled{"metrics", 4712}),
            R"({"name":"metrics","pid":4712})");
  EXPECT_EQ(record("shutdown.report",
                   ShutdownReport{
                       ShutdownReason::Failure, Micros{42'500}, Micros{12'000}, Micros{30'500}}),
            R"({"reason":"failure","durationMs":42.5,"runtimeMs":12.0,"extensionsMs":30.5})");
}

TEST(PlatformRecord, OfTheBeginningOfAnExtension) {
  EXPECT_EQ(record("extension.started", ExtensionStarted{"metrics", 4712}),
            R"({"name":"metrics","pid":4712})");
  EXPECT_EQ(record("extension.registered", ExtensionRegistered{"metrics", true, {"SHUTDOWN"}}),
            R"({"name":"metrics","kind":"external","events":["SHUTDOWN"]})");
  EXPECT_EQ(record("extension.registered", ExtensionRegistered{"inside", false, {}}),
            R"({"name":"inside","kind":"internal","events":[]})");
  EXPECT_EQ(record("extension.ready", ExtensionReady{"metrics"}), R"({"name":"metrics"})");
}

TEST(JournalEntry, SaysWhoseTheFactIs) {
  EXPECT_EQ(journal_entry(event_of(Start{})),
            R"({"id":7,"time":"2026-02-01T10:00:00.123Z","type":"platform.start",)"
            R"("function":"orders","environment":"e1",)"
            R"("requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95",)"
            R"("record":{"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95",)"
            R"("version":"$LATEST"}})");
}

TEST(JournalEntry, NamesTheExtensionThatWroteALine) {
  EXPECT_EQ(journal_entry(event_of(ExtensionLog{"metrics", "a line"})),
            R"({"id":7,"time":"2026-02-01T10:00:00.123Z","type":"extension",)"
            R"("function":"orders","environment":"e1",)"
            R"("requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95",)"
            R"("extension":"metrics","record":"a line"})");
}

TEST(JournalEntry, HasNoRequestIdOutsideAnInvoke) {
  Event event = event_of(EnvironmentStopped{StopReason::Shutdown});
  event.request_id.clear();

  EXPECT_EQ(journal_entry(event),
            R"({"id":7,"time":"2026-02-01T10:00:00.123Z","type":"environment.stopped",)"
            R"("function":"orders","environment":"e1","record":{"reason":"shutdown"}})");
}

}  // namespace
}  // namespace lambent::journal
