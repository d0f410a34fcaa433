// What a person who watches is told of environments.
#include "api/cli/lifecycle.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

using namespace journal;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Facts of hand-made environments, one after the other; what is told of them is kept.
class LifecycleTest : public ::testing::Test {
 protected:
  static Event event_of(Fact fact, const std::string& environment, base::WallTime now) {
    Source source;
    source.function = "Orders";
    source.environment = environment;
    Event event;
    event.time = now;
    event.source = std::make_shared<const Source>(std::move(source));
    event.request_id = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";
    event.fact = std::move(fact);
    return event;
  }

  void happens(Fact fact, std::chrono::microseconds at = 0us, const std::string& in = "3f2a5d6e") {
    const Event event = event_of(std::move(fact), in, base::WallTime{} + at);
    if (const auto step = lifecycle_.feed(event)) {
      steps_.push_back((step->is_failure ? "! " : "") + step->text);
    }
  }

  /// As an environment without extensions starts.
  void initialises(Micros duration = 86ms, const std::string& in = "3f2a5d6e") {
    happens(InitStart{Phase::Init, "python:3.12.v18", "arn"}, 0us, in);
    happens(EnvironmentStarted{7, 4711, Phase::Init, StartedBy::Spawn}, 1ms, in);
    happens(InitRuntimeDone{}, duration, in);
    happens(InitReport{Phase::Init, Status::Success, "", duration}, duration, in);
  }
  void invokes(Status status = Status::Success,
               const std::string& error_type = "",
               const std::string& in = "3f2a5d6e") {
    happens(Start{}, 0us, in);
    RuntimeDone done;
    done.status = status;
    done.duration = 40ms;
    if (status == Status::Success) {
      done.spans = {
          {"responseLatency",  {}, 2'900us},
          {"responseDuration", {}, 100us  },
          {"runtimeOverhead",  {}, 50us   }
      };
    }
    happens(done, 0us, in);
    Report report;
    report.status = status;
    report.error_type = error_type;
    report.billed_ms = 90;
    happens(report, 0us, in);
  }
  /// What is told from here on.
  void forget() { steps_.clear(); }

  Lifecycle lifecycle_;
  std::vector<std::string> steps_;
};

// --- init ----------------------------------------------------------------------------------------

TEST_F(LifecycleTest, TellsHowLongAnInitTook) {
  initialises(86ms);

  EXPECT_THAT(steps_, ElementsAre("init 86 ms"));
}

TEST_F(LifecycleTest, TellsOfEachExtensionAndOfBothPartsOfTheInit) {
  happens(InitStart{}, 100ms);
  happens(ExtensionStarted{"metrics", 8}, 101ms);
  happens(ExtensionRegistered{"metrics", true, {"INVOKE"}}, 130ms);
  happens(ExtensionReady{"metrics"}, 141ms);
  happens(InitRuntimeDone{}, 186ms);
  happens(ExtensionRegistered{"audit", false, {}}, 186ms);
  happens(ExtensionReady{"audit"}, 188ms);
  happens(Extension{"metrics", "Ready", {"INVOKE"}, ""}, 188ms);
  happens(InitReport{Phase::Init, Status::Success, "", 88ms}, 188ms);

  EXPECT_THAT(steps_,
              ElementsAre("extension metrics ready after 41 ms",
                          "extension audit ready after 88 ms",
                          "init 88 ms: runtime ready after 86 ms, extensions after 88 ms"));
}

TEST_F(LifecycleTest, TellsWhyAnInitFailed) {
  happens(InitStart{});
  happens(InitReport{Phase::Init, Status::Error, "Runtime.ImportModuleError", 30ms});
  happens(InitStart{Phase::Invoke, "", ""});
  happens(InitReport{Phase::Invoke, Status::Timeout, "", 3'000ms});

  EXPECT_THAT(steps_,
              ElementsAre("! init failed (Runtime.ImportModuleError) after 30 ms",
                          "! init inside the invoke timed out after 3000 ms"));
}

TEST_F(LifecycleTest, TellsOfAnInitThatIsRepeatedInAnInvoke) {
  happens(InitStart{Phase::Invoke, "", ""});
  happens(InitReport{Phase::Invoke, Status::Success, "", 30ms});

  EXPECT_THAT(steps_, ElementsAre("init inside the invoke 30 ms"));
}

// --- invokes -------------------------------------------------------------------------------------

TEST_F(LifecycleTest, CallsTheFirstInvokeColdAndTheOthersWarm) {
  initialises(86ms);
  forget();

  invokes();
  invokes();

  EXPECT_THAT(steps_,
              ElementsAre("cold invoke 8f507cfc: init 86 ms, handler 3.0 ms, billed 90 ms",
                          "warm invoke 8f507cfc: handler 3.0 ms, billed 90 ms"));
}

TEST_F(LifecycleTest, IsColdAgainAfterAnotherInit) {
  initialises(86ms);
  invokes();
  happens(InitStart{Phase::Invoke, "", ""});
  happens(InitReport{Phase::Invoke, Status::Success, "", 20ms});
  forget();

  invokes();

  EXPECT_THAT(steps_,
              ElementsAre("cold invoke 8f507cfc: init 20 ms, handler 3.0 ms, billed 90 ms"));
}

TEST_F(LifecycleTest, ShowsWhatExtensionsTookAfterTheRuntime) {
  initialises();
  forget();
  happens(RuntimeDone{});
  Report report;
  report.spans = {
      {"extensionOverhead", {}, 12'345us}
  };
  happens(report);

  EXPECT_THAT(
      steps_,
      ElementsAre(
          "cold invoke 8f507cfc: init 86 ms, handler 0.0 ms, extensions 12 ms, billed 0 ms"));
}

TEST_F(LifecycleTest, TellsHowAnInvokeBroke) {
  initialises();
  invokes();
  forget();

  invokes(Status::Error, "Runtime.ExitError");
  invokes(Status::Error);
  invokes(Status::Timeout);

  EXPECT_THAT(
      steps_,
      ElementsAre("! warm invoke 8f507cfc failed (Runtime.ExitError): handler 40 ms, billed "
                  "90 ms",
                  "! warm invoke 8f507cfc failed: handler 40 ms, billed 90 ms",
                  "! warm invoke 8f507cfc timed out: handler 40 ms, billed 90 ms"));
}

// --- the end -------------------------------------------------------------------------------------

TEST_F(LifecycleTest, TellsReasonAndPartsOfAShutdown) {
  happens(InitStart{});
  happens(ExtensionRegistered{"metrics", true, {"SHUTDOWN"}});
  forget();
  happens(ShutdownStart{ShutdownReason::Spindown, 2'000ms});
  happens(RuntimeSignalled{7, "SIGTERM"});
  happens(EnvironmentExited{7, "Runtime.ExitError", "exit status 0"});
  happens(ExtensionShutdown{"metrics", ShutdownReason::Spindown, 1});
  happens(ExtensionExited{"metrics", 8, "exit status 0"});
  happens(ShutdownReport{ShutdownReason::Spindown, 42ms, 12ms, 30ms});
  happens(EnvironmentStopped{StopReason::Idle});

  EXPECT_THAT(steps_,
              ElementsAre("shutdown: spindown, runtime 12 ms (SIGTERM), extensions 30 ms, "
                          "budget 2000 ms",
                          "stopped: idle"));
}

TEST_F(LifecycleTest, LeavesOutExtensionsWhereThereAreNone) {
  initialises();
  forget();
  happens(ShutdownStart{ShutdownReason::Timeout, 0ms});
  happens(RuntimeSignalled{7, "SIGKILL"});
  happens(ShutdownReport{ShutdownReason::Timeout, 2ms, 2ms, 0ms});

  EXPECT_THAT(steps_, ElementsAre("shutdown: timeout, runtime 2.0 ms (SIGKILL), budget 0 ms"));
}

TEST_F(LifecycleTest, NamesTheSignalsOfThisShutdownOnly) {
  initialises();
  for (int i = 0; i < 2; ++i) {
    forget();
    happens(ShutdownStart{ShutdownReason::Failure, 500ms});
    happens(RuntimeSignalled{7, "SIGTERM"});
    happens(RuntimeSignalled{7, "SIGKILL"});
    happens(ShutdownReport{ShutdownReason::Failure, 310ms, 310ms, 0ms});

    EXPECT_THAT(steps_,
                ElementsAre("shutdown: failure, runtime 310 ms (SIGTERM, SIGKILL), budget 500 ms"));
  }
}

TEST_F(LifecycleTest, TellsOfAnExtensionThatDidNotHeedItsShutdown) {
  happens(ShutdownStart{ShutdownReason::Spindown, 2'000ms});
  happens(ExtensionKilled{"deaf", 8});
  happens(ExtensionShutdown{"stubborn", ShutdownReason::Spindown, 1});
  happens(ExtensionKilled{"stubborn", 9});

  EXPECT_THAT(steps_, ElementsAre("! extension stubborn killed: still there after SHUTDOWN"))
      << "the other one had not asked for it";
}

TEST_F(LifecycleTest, TellsOfResetsAndOfProcessesThatLeft) {
  happens(EnvironmentReset{ResetReason::Timeout});
  happens(EnvironmentReset{ResetReason::Failure});
  happens(EnvironmentExited{7, "Runtime.ExitError", "Runtime exited with error: exit status 1"});
  happens(ExtensionExited{"metrics", 8, "exit status 3"});

  EXPECT_THAT(steps_,
              ElementsAre("! reset: timeout",
                          "! reset: failure",
                          "! runtime exited: Runtime exited with error: exit status 1",
                          "! extension metrics exited: exit status 3"));
}

// --- memory --------------------------------------------------------------------------------------

TEST_F(LifecycleTest, KeepsEnvironmentsApart) {
  initialises(86ms, "one");
  initialises(20ms, "two");
  forget();

  invokes(Status::Success, "", "two");
  invokes(Status::Success, "", "one");
  invokes(Status::Success, "", "two");

  EXPECT_THAT(steps_,
              ElementsAre("cold invoke 8f507cfc: init 20 ms, handler 3.0 ms, billed 90 ms",
                          "cold invoke 8f507cfc: init 86 ms, handler 3.0 ms, billed 90 ms",
                          "warm invoke 8f507cfc: handler 3.0 ms, billed 90 ms"));
}

TEST_F(LifecycleTest, ForgetsAnEnvironmentThatStopped) {
  initialises(86ms, "one");
  initialises(86ms, "two");
  ASSERT_EQ(lifecycle_.size(), 2U);

  for (const StopReason reason :
       {StopReason::Idle, StopReason::Reset, StopReason::Shutdown, StopReason::Exited}) {
    happens(EnvironmentStopped{reason}, 0us, "one");
    EXPECT_EQ(lifecycle_.size(), 1U);
  }
}

TEST_F(LifecycleTest, IsSilentAboutTheRest) {
  happens(Start{});
  happens(FunctionLog{"hello"});
  happens(ExtensionLog{"metrics", "hello"});
  happens(EnvironmentFrozen{});
  happens(EnvironmentThawed{});
  happens(TelemetrySubscription{});
  happens(LogsSubscription{});
  happens(LogsDropped{});

  EXPECT_THAT(steps_, IsEmpty());
}

TEST_F(LifecycleTest, ShowsTimesBelowTenWithADecimal) {
  const std::vector<std::pair<Micros, std::string>> times{
      {0us,         "init 0.0 ms"  },
      {49us,        "init 0.0 ms"  },
      {3'012us,     "init 3.0 ms"  },
      {9'949us,     "init 9.9 ms"  },
      {9'950us,     "init 10 ms"   },
      {9'999'500us, "init 10000 ms"},
  };
  for (const auto& [time, text] : times) {
    forget();
    initialises(time);
    EXPECT_THAT(steps_, ElementsAre(text)) << time.count();
  }
}

// --- the line ------------------------------------------------------------------------------------

TEST_F(LifecycleTest, IsALineThatNobodyTakesForTheFunctions) {
  const Event event = event_of(Start{}, "3f2a5d6e", {});

  EXPECT_EQ(lifecycle_line(event, {"init 86 ms", false}, false), "● Orders 3f2a  init 86 ms\n");
  EXPECT_EQ(lifecycle_line(event, {"reset: timeout", true}, false),
            "● Orders 3f2a  reset: timeout\n");
  EXPECT_EQ(lifecycle_line(event, {"init 86 ms", false}, true),
            "\x1b[36m● Orders 3f2a\x1b[0m  \x1b[2minit 86 ms\x1b[0m\n");
  EXPECT_EQ(lifecycle_line(event, {"reset: timeout", true}, true),
            "\x1b[36m● Orders 3f2a\x1b[0m  \x1b[31mreset: timeout\x1b[0m\n");
}

}  // namespace
}  // namespace lambent::cli
