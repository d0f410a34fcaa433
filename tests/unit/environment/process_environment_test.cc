// One environment's life, with a real process whose part at the Runtime API the test plays, and a
// clock that moves when told; runtime-api.md §4.2–§4.7, §6.2.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "config/limits.h"
#include "tests/unit/environment/process_environment_fixture.h"

namespace lambent::environment {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// --- Init and invoke -----------------------------------------------------------------------------

TEST_F(ProcessEnvironmentTest, InitialisesThenRunsTheEvent) {
  auto result = invoke("a");
  EXPECT_THAT(news(), ElementsAre("initStart init", "started init"));
  EXPECT_EQ(environment_->condition(), Condition::Running);
  EXPECT_GT(environment_->view().pid, 0);

  advance(80ms);
  polls();
  EXPECT_THAT(news(), ElementsAre("initRuntimeDone success", "initReport success", "start"));
  EXPECT_EQ(takes_event(), "a");
  advance(133'610us);
  answers("{\"ok\":1}");
  polls();

  EXPECT_EQ(result_of(result).payload, "{\"ok\":1}");
  EXPECT_THAT(news(), ElementsAre("runtimeDone success", "report success"));
  EXPECT_EQ(last_report().duration, 133'610us);
  EXPECT_EQ(last_report().init_duration, 80'000us);
  EXPECT_EQ(last_report().billed_ms, 214);
  EXPECT_GT(last_report().max_memory_mb, 0);
}

TEST_F(ProcessEnvironmentTest, DoesNotInitialiseTwice) {
  become_warm();

  auto result = invoke("b");
  EXPECT_EQ(takes_event(), "b");
  advance(1'500us);
  answers("2");
  polls();

  EXPECT_EQ(result_of(result).payload, "2");
  EXPECT_THAT(news(), ElementsAre("start", "runtimeDone success", "report success"));
  EXPECT_EQ(last_report().init_duration, std::nullopt);
  EXPECT_EQ(last_report().duration, 1'500us);
  EXPECT_EQ(environment_->view().invokes, 2U);
}

TEST_F(ProcessEnvironmentTest, AnswersTheCallerFirstThenTheRuntimeThenIsFree) {
  auto result = invoke("a");
  polls();
  takes_event();

  answers("{}");
  EXPECT_TRUE(is_there(result));
  EXPECT_TRUE(is_there(acknowledged_));
  EXPECT_THAT(conditions_, ElementsAre(Condition::Finishing));

  polls();
  EXPECT_THAT(conditions_, ElementsAre(Condition::Finishing, Condition::Idle));
}

TEST_F(ProcessEnvironmentTest, TellsTheRuntimeItsDeadline) {
  become_warm();
  const auto begin =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall_now().time_since_epoch());

  auto result = invoke("b");

  EXPECT_EQ(link_->event_for_poll()->deadline_ms, (begin + 3s).count());
  serves("{}");
}

TEST_F(ProcessEnvironmentTest, IsHealthyAfterAnErrorOfTheFunction) {
  become_warm();
  auto result = invoke("b");
  takes_event();
  answers("{\"errorMessage\":\"boom\"}", true);
  polls();

  const InvokeResult got = result_of(result);
  EXPECT_TRUE(got.function_error);
  EXPECT_EQ(got.payload, "{\"errorMessage\":\"boom\"}");
  EXPECT_THAT(news(), ElementsAre("start", "runtimeDone success", "report success"));
}

TEST_F(ProcessEnvironmentTest, KeepsItsLogStreamAndNamesItByTheDate) {
  become_warm();

  const std::string stream = journal_.events().back().source->log_stream;
  EXPECT_THAT(stream, StartsWith("2023/11/14/[$LATEST]"));
  EXPECT_EQ(stream.size(), std::string("2023/11/14/[$LATEST]").size() + 32);
}

TEST_F(ProcessEnvironmentTest, PutsTheFunctionsNameIntoTheStreamOfASharedGroup) {
  function_.logging.log_group = "shop/all";
  become_warm();

  EXPECT_THAT(journal_.events().back().source->log_stream, StartsWith("2023/11/14/f[$LATEST]"));
}

// --- Its log -------------------------------------------------------------------------------------

TEST_F(ProcessEnvironmentTest, WritesDownWhatTheImportPrinted) {
  runtime_is("echo one; printf two >&2; echo > \"$LAMBDA_TASK_ROOT/printed\"; exec sleep 100");
  ASSERT_EQ(::mkfifo((folder_ / "printed").c_str(), 0600), 0);
  const process::File printed(::open((folder_ / "printed").c_str(), O_RDONLY | O_NONBLOCK));
  auto result = invoke("a");
  pollfd waiting{printed.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, 30'000), 1);
  polls();

  EXPECT_THAT(news(),
              ElementsAre("initStart init",
                          "started init",
                          "log one",
                          "log two",
                          "initRuntimeDone success",
                          "initReport success",
                          "start"))
      << "also what did not end in a newline";
  for (const journal::Event& event : journal_.events()) {
    const bool is_of_the_invoke = std::holds_alternative<journal::Start>(event.fact);
    EXPECT_EQ(event.request_id, is_of_the_invoke ? "a" : "");
  }
  serves("{}");
}

TEST_F(ProcessEnvironmentTest, WaitsForTheReportWhenTheTailIsWanted) {
  become_warm();
  auto result = invoke("b", true);
  takes_event();
  advance(2ms);
  answers("{}");
  EXPECT_FALSE(is_there(result)) << "there is no REPORT yet";
  EXPECT_TRUE(is_there(acknowledged_)) << "but the runtime may go on";

  polls();

  ASSERT_TRUE(is_there(result));
  const InvokeResult got = result_of(result);
  EXPECT_THAT(got.log_tail, StartsWith("START RequestId: b Version: $LATEST\nEND RequestId: b\n"));
  EXPECT_THAT(got.log_tail, HasSubstr("REPORT RequestId: b\tDuration: 2.00 ms\t"));
  EXPECT_EQ(got.payload, "{}");
}

TEST_F(ProcessEnvironmentTest, GivesEachCallerItsOwnAnswer) {
  become_warm();
  // The owner may hand out the next event in the very moment the environment is free, which is
  // before the caller of the last one has looked.
  std::future<InvokeResult> second;
  on_settled_ = [&](Condition condition) {
    if (condition != Condition::Idle || second.valid()) return;
    second = asio::co_spawn(io_, environment_->invoke(event_named("c"), false), asio::use_future);
  };
  auto first = invoke("b", true);

  serves("first");
  ASSERT_TRUE(second.valid());
  serves("second");

  ASSERT_TRUE(is_there(first));
  EXPECT_EQ(result_of(first).payload, "first");
  ASSERT_TRUE(is_there(second));
  EXPECT_EQ(result_of(second).payload, "second");
}

// --- Timeouts ------------------------------------------------------------------------------------

TEST_F(ProcessEnvironmentTest, CutsAnInvokeAtItsTimeout) {
  become_warm();
  auto result = invoke("b");
  takes_event();

  advance(3s - 1us);
  EXPECT_FALSE(is_there(result));
  advance(17'000us);

  ASSERT_TRUE(is_there(result)) << "the caller does not wait for the reset";
  const InvokeResult got = result_of(result);
  EXPECT_TRUE(got.function_error);
  EXPECT_EQ(got.payload,
            R"({"errorType":"Sandbox.Timedout",)"
            R"("errorMessage":"RequestId: b Error: Task timed out after 3.00 seconds"})");
  EXPECT_EQ(last_report().duration, 3s) << "clamped";
  EXPECT_EQ(link_->event_in_progress(), nullptr) << "a late answer belongs to nobody";

  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
  EXPECT_THAT(news(),
              ElementsAre("start",
                          "runtimeDone timeout",
                          "report timeout",
                          "reset timeout",
                          "shutdown timeout 0",
                          "signalled SIGKILL",
                          "exited Runtime.ExitError",
                          "gone"));
  EXPECT_EQ(environment_->view().pid, 0);
}

TEST_F(ProcessEnvironmentTest, InitialisesWithinTheInvokeAfterAReset) {
  become_warm();
  auto cut = invoke("b");
  advance(3s);
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
  news();

  auto result = invoke("c");
  advance(500ms);
  polls();
  EXPECT_THAT(news(),
              ElementsAre("initStart invoke",
                          "started invoke",
                          "initRuntimeDone success",
                          "initReport success",
                          "start"));
  EXPECT_EQ(takes_event(), "c");
  advance(250ms);
  answers("{}");
  polls();

  EXPECT_EQ(result_of(result).payload, "{}");
  EXPECT_EQ(last_report().init_duration, std::nullopt);
  EXPECT_EQ(last_report().duration, 750ms) << "the init is inside";
}

TEST_F(ProcessEnvironmentTest, CountsASuppressedInitAgainstTheTimeout) {
  become_warm();
  auto cut = invoke("b");
  advance(3s);
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));

  auto result = invoke("c");
  advance(3s);

  ASSERT_TRUE(is_there(result));
  EXPECT_THAT(result_of(result).payload, HasSubstr("Task timed out after 3.00 seconds"));
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
}

TEST_F(ProcessEnvironmentTest, CutsTheInitAtTenSecondsAndTriesAgain) {
  function_.timeout = 30s;
  auto result = invoke("a");
  advance(limits::kInitLimit - 1us);
  EXPECT_THAT(news(), ElementsAre("initStart init", "started init"));
  advance(1us);
  ASSERT_TRUE(becomes_true([&] { return link_->generation() == 2; }));
  EXPECT_THAT(news(),
              ElementsAre("initRuntimeDone timeout",
                          "initReport timeout",
                          "reset timeout",
                          "shutdown timeout 0",
                          "signalled SIGKILL",
                          "exited Runtime.ExitError",
                          "gone",
                          "initStart invoke",
                          "started invoke"));

  advance(1s);
  polls();
  serves("{}");

  EXPECT_EQ(result_of(result).payload, "{}");
  EXPECT_EQ(last_report().init_duration, std::nullopt);
  EXPECT_EQ(last_report().duration, 1s) << "the first init is not in it";
}

TEST_F(ProcessEnvironmentTest, KeepsTheAnswerWhenTheRuntimeDoesNotComeBack) {
  become_warm();
  auto result = invoke("b");
  takes_event();
  answers("{}");

  advance(3s);

  EXPECT_EQ(result_of(result).payload, "{}");
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
  EXPECT_THAT(news(),
              ElementsAre("start",
                          "runtimeDone timeout",
                          "report timeout",
                          "reset timeout",
                          "shutdown timeout 0",
                          "signalled SIGKILL",
                          "exited Runtime.ExitError",
                          "gone"));
}

// --- Exits ---------------------------------------------------------------------------------------

TEST_F(ProcessEnvironmentTest, TellsHowTheRuntimeDied) {
  become_warm();
  auto result = invoke("b");
  takes_event();

  dies_of(SIGSEGV);

  ASSERT_TRUE(becomes_true([&] { return is_there(result); }));
  EXPECT_EQ(result_of(result).payload,
            R"({"errorType":"Runtime.ExitError","errorMessage":)"
            R"("RequestId: b Error: Runtime exited with error: signal: segmentation fault"})");
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
  EXPECT_THAT(news(),
              ElementsAre("start",
                          "exited Runtime.ExitError",
                          "runtimeDone error Runtime.ExitError",
                          "report error Runtime.ExitError",
                          "reset failure",
                          "shutdown failure 0",
                          "gone"));
}

TEST_F(ProcessEnvironmentTest, KeepsTheAnswerOfARuntimeThatDiedAfterIt) {
  become_warm();
  auto result = invoke("b");
  takes_event();
  answers("{}");

  dies_of(SIGKILL);
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));

  EXPECT_EQ(result_of(result).payload, "{}");
  EXPECT_THAT(news(), ::testing::Contains("report error Runtime.ExitError"));
}

TEST_F(ProcessEnvironmentTest, IsGivenUpWhenItsIdleRuntimeDies) {
  become_warm();

  dies_of(SIGKILL);

  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Stopped; }));
  EXPECT_THAT(conditions_, ElementsAre(Condition::Stopped));
  EXPECT_THAT(news(), ElementsAre("exited Runtime.ExitError"));
}

TEST_F(ProcessEnvironmentTest, BeginsAnewWhenItsRuntimeDiedAMomentBeforeTheEvent) {
  become_warm();
  const pid_t pid = environment_->view().pid;
  kill(pid, SIGKILL);
  siginfo_t ended{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT), 0);

  auto result = invoke("b");
  ASSERT_TRUE(becomes_true(
      [&] { return environment_->view().pid != pid && environment_->view().pid != 0; }));
  polls();

  EXPECT_EQ(takes_event(), "b");
  answers("2");
  EXPECT_EQ(result_of(result).payload, "2");
}

TEST_F(ProcessEnvironmentTest, TriesAFailedInitOnceMore) {
  runtime_is("exit 3");
  auto result = invoke("a");
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));

  EXPECT_EQ(result_of(result).payload,
            R"({"errorType":"Runtime.ExitError",)"
            R"("errorMessage":"RequestId: a Error: Runtime exited with error: exit status 3"})");
  EXPECT_THAT(news(),
              ElementsAre("initStart init",
                          "started init",
                          "exited Runtime.ExitError",
                          "initRuntimeDone error Runtime.ExitError",
                          "initReport error Runtime.ExitError",
                          "reset failure",
                          "shutdown failure 0",
                          "gone",
                          "initStart invoke",
                          "started invoke",
                          "exited Runtime.ExitError",
                          "initRuntimeDone error Runtime.ExitError",
                          "initReport error Runtime.ExitError",
                          "start",
                          "runtimeDone error Runtime.ExitError",
                          "report error Runtime.ExitError",
                          "reset failure",
                          "shutdown failure 0",
                          "gone"));
  EXPECT_EQ(last_report().init_duration, std::nullopt) << "a failed init is not billed";
}

TEST_F(ProcessEnvironmentTest, NamesAnInterpreterThatCannotBeStarted) {
  host_.runtime.python = "/no/such/python";
  auto result = invoke("a");

  ASSERT_TRUE(becomes_true([&] { return is_there(result); }));
  EXPECT_EQ(result_of(result).payload,
            R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: a Error: )"
            R"(fork/exec /no/such/python: no such file or directory"})");
}

// --- init/error ----------------------------------------------------------------------------------

TEST_F(ProcessEnvironmentTest, AnswersWithWhatTheInitPosted) {
  auto result = invoke("a");
  posts_init_error("Runtime.ImportModuleError", "first");
  dies_of(SIGKILL);
  ASSERT_TRUE(becomes_true([&] { return link_->generation() == 2; }));
  posts_init_error("Runtime.ImportModuleError", "second");
  dies_of(SIGKILL);
  ASSERT_TRUE(becomes_true([&] { return is_there(result); }));

  const InvokeResult got = result_of(result);
  EXPECT_EQ(got.payload, "second");
  EXPECT_TRUE(got.function_error);
  EXPECT_EQ(last_report().error_type, "Runtime.ImportModuleError");
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
}

TEST_F(ProcessEnvironmentTest, FallsBackToWhatTheFirstInitPosted) {
  auto result = invoke("a");
  posts_init_error("Runtime.ImportModuleError", "first");
  dies_of(SIGKILL);
  ASSERT_TRUE(becomes_true([&] { return link_->generation() == 2; }));
  dies_of(SIGKILL);
  ASSERT_TRUE(becomes_true([&] { return is_there(result); }));

  EXPECT_EQ(result_of(result).payload, "first") << "the retry posted nothing of its own";
  ASSERT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
}

TEST_F(ProcessEnvironmentTest, DoesNotWaitLongForARuntimeThatFailedItsInit) {
  auto result = invoke("a");
  posts_init_error("Runtime.Unknown", "first");
  EXPECT_EQ(link_->generation(), 1U) << "it may leave by itself";

  advance(250ms);

  EXPECT_TRUE(becomes_true([&] { return link_->generation() == 2; }));
  polls();
  serves("{}");
  EXPECT_EQ(result_of(result).payload, "{}");
}

// --- The end -------------------------------------------------------------------------------------

TEST_F(ProcessEnvironmentTest, StopsWithoutEverHavingRun) {
  make_environment();
  stop(StopReason::Shutdown);

  EXPECT_THAT(news(), ElementsAre("stopped shutdown"));
  EXPECT_THAT(conditions_, IsEmpty()) << "its owner knows";
}

TEST_F(ProcessEnvironmentTest, KillsItsProcessWhenItIsStopped) {
  become_warm();
  const pid_t pid = environment_->view().pid;

  stop(StopReason::Idle);

  EXPECT_THAT(news(),
              ElementsAre("shutdown spindown 0",
                          "signalled SIGKILL",
                          "exited Runtime.ExitError",
                          "gone",
                          "stopped idle"));
  EXPECT_EQ(::kill(pid, 0), -1) << "reaped";
}

TEST_F(ProcessEnvironmentTest, FailsTheInvokeThatIsRunningWhenItIsStopped) {
  become_warm();
  auto result = invoke("b");
  takes_event();

  stop(StopReason::Shutdown);

  ASSERT_TRUE(is_there(result)) << "nobody waits for ever";
  EXPECT_TRUE(result_of(result).function_error);
  EXPECT_EQ(news().back(), "stopped shutdown");
}

TEST_F(ProcessEnvironmentTest, StopsInTheMiddleOfAnInit) {
  auto result = invoke("a");

  stop(StopReason::Shutdown);

  ASSERT_TRUE(is_there(result));
  EXPECT_TRUE(result_of(result).function_error);
  EXPECT_EQ(news().back(), "stopped shutdown");
}

}  // namespace
}  // namespace lambent::environment
