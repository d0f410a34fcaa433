// The words of the wire.
#include "emulator/journal/names.h"

#include <gtest/gtest.h>

#include "tests/unit/journal/facts.h"

namespace lambent::journal {
namespace {

TEST(Names, HaveATypeForEveryFact) {
  EXPECT_EQ(type_of(InitStart{}), "platform.initStart");
  EXPECT_EQ(type_of(InitRuntimeDone{}), "platform.initRuntimeDone");
  EXPECT_EQ(type_of(InitReport{}), "platform.initReport");
  EXPECT_EQ(type_of(Start{}), "platform.start");
  EXPECT_EQ(type_of(RuntimeDone{}), "platform.runtimeDone");
  EXPECT_EQ(type_of(Report{}), "platform.report");
  EXPECT_EQ(type_of(Extension{}), "platform.extension");
  EXPECT_EQ(type_of(TelemetrySubscription{}), "platform.telemetrySubscription");
  EXPECT_EQ(type_of(LogsSubscription{}), "platform.logsSubscription");
  EXPECT_EQ(type_of(LogsDropped{}), "platform.logsDropped");
  EXPECT_EQ(type_of(FunctionLog{}), "function");
  EXPECT_EQ(type_of(ExtensionLog{}), "extension");
  EXPECT_EQ(type_of(EnvironmentStarted{}), "environment.started");
  EXPECT_EQ(type_of(EnvironmentExited{}), "environment.exited");
  EXPECT_EQ(type_of(EnvironmentReset{}), "environment.reset");
  EXPECT_EQ(type_of(EnvironmentStopped{}), "environment.stopped");
  EXPECT_EQ(type_of(EnvironmentFrozen{}), "environment.frozen");
  EXPECT_EQ(type_of(EnvironmentThawed{}), "environment.thawed");
  EXPECT_EQ(type_of(ExtensionStarted{}), "extension.started");
  EXPECT_EQ(type_of(ExtensionRegistered{}), "extension.registered");
  EXPECT_EQ(type_of(ExtensionReady{}), "extension.ready");
  EXPECT_EQ(type_of(ExtensionExited{}), "extension.exited");
  EXPECT_EQ(type_of(ExtensionKilled{}), "extension.killed");
  EXPECT_EQ(type_of(ExtensionShutdown{}), "extension.shutdown");
  EXPECT_EQ(type_of(RuntimeSignalled{}), "runtime.signalled");
  EXPECT_EQ(type_of(ShutdownStart{}), "shutdown.start");
  EXPECT_EQ(type_of(ShutdownReport{}), "shutdown.report");
  static_assert(std::variant_size_v<Fact> == 27, "a new fact has a type of its own");
}

TEST(Names, AreTheTelemetryApis) {
  EXPECT_EQ(name_of(Phase::Init), "init");
  EXPECT_EQ(name_of(Phase::Invoke), "invoke");
  EXPECT_EQ(name_of(Status::Success), "success");
  EXPECT_EQ(name_of(Status::Error), "error");
  EXPECT_EQ(name_of(Status::Timeout), "timeout");
}

TEST(Names, OfOurOwnFactsAreLowerCaseWords) {
  EXPECT_EQ(name_of(StartedBy::Spawn), "spawn");
  EXPECT_EQ(name_of(StartedBy::Fork), "fork");
  EXPECT_EQ(name_of(ResetReason::Timeout), "timeout");
  EXPECT_EQ(name_of(ResetReason::Failure), "failure");
  EXPECT_EQ(name_of(StopReason::Idle), "idle");
  EXPECT_EQ(name_of(StopReason::Reset), "reset");
  EXPECT_EQ(name_of(StopReason::Shutdown), "shutdown");
  EXPECT_EQ(name_of(StopReason::Exited), "exited");
  EXPECT_EQ(name_of(FrozenBy::Signals), "signals");
  EXPECT_EQ(name_of(FrozenBy::Cgroup), "cgroup");
  EXPECT_EQ(name_of(ShutdownReason::Spindown), "spindown");
  EXPECT_EQ(name_of(ShutdownReason::Timeout), "timeout");
  EXPECT_EQ(name_of(ShutdownReason::Failure), "failure");
}

TEST(IsoTime, HasThreeDecimalsAndIsNeverRoundedUp) {
  const auto at = [](std::int64_t micros) { return iso_time(base::WallTime(Micros(micros))); };
  EXPECT_EQ(at(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(at(999), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(at(1'000), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(at(999'999), "1970-01-01T00:00:00.999Z");
  EXPECT_EQ(at(1'769'940'000'123'999), "2026-02-01T10:00:00.123Z");
  EXPECT_EQ(at(951'782'399'000'000), "2000-02-28T23:59:59.000Z");
  EXPECT_EQ(at(951'782'400'000'000), "2000-02-29T00:00:00.000Z") << "a leap day";
  EXPECT_EQ(at(253'402'300'799'999'999), "9999-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace lambent::journal
