// One environment's life, with a real process whose part at the Runtime API the test plays, and a
// clock that moves when told; runtime-api.md §4.2–§4.7, §6.2.
#include "emulator/environment/process_environment.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"
#include "emulator/journal/names.h"
#include "tests/support/run.h"

namespace lambent::environment {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using journal::Micros;
using journal::StopReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// A fact in a few words.
struct Words {
  std::string operator()(const journal::InitStart& fact) const {
    return fmt::format("initStart {}", journal::name_of(fact.phase));
  }
  std::string operator()(const journal::InitRuntimeDone& fact) const {
    return fmt::format("initRuntimeDone {} {}", journal::name_of(fact.status), fact.error_type);
  }
  std::string operator()(const journal::InitReport& fact) const {
    return fmt::format("initReport {} {}", journal::name_of(fact.status), fact.error_type);
  }
  std::string operator()(const journal::Start&) const { return "start"; }
  std::string operator()(const journal::RuntimeDone& fact) const {
    return fmt::format("runtimeDone {} {}", journal::name_of(fact.status), fact.error_type);
  }
  std::string operator()(const journal::Report& fact) const {
    return fmt::format("report {} {}", journal::name_of(fact.status), fact.error_type);
  }
  std::string operator()(const journal::FunctionLog& fact) const { return "log " + fact.text; }
  std::string operator()(const journal::EnvironmentStarted& fact) const {
    return fmt::format("started {}", journal::name_of(fact.phase));
  }
  std::string operator()(const journal::EnvironmentExited& fact) const {
    return "exited " + fact.error_type;
  }
  std::string operator()(const journal::EnvironmentReset& fact) const {
    return fmt::format("reset {}", journal::name_of(fact.reason));
  }
  std::string operator()(const journal::EnvironmentStopped& fact) const {
    return fmt::format("stopped {}", journal::name_of(fact.reason));
  }
};

std::string words_of(const journal::Event& event) {
  std::string text = std::visit(Words(), event.fact);
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

class ProcessEnvironmentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        fs::path(::testing::TempDir()) / fmt::format("lambent-{}-{}", info->name(), ::getpid());
    fs::create_directories(folder_);
    runtime_is("exec sleep 100");
    host_.runtime.python = "/bin/sh";
    host_.runtime.runtime_dir = folder_;
    host_.region = "us-east-1";
    host_.limit_memory = false;
    host_.runtime_api = [this](RuntimeLink& link) {
      link_ = &link;
      return http::Handler([](http::Exchange& exchange) { return refuse(exchange); });
    };
    function_.name = "f";
    function_.handler = "app.handler";
    function_.timeout = 3s;
  }
  void TearDown() override {
    if (environment_) stop(StopReason::Shutdown);
    fs::remove_all(folder_);
  }

  // --- the arrangement ---

  /// What the interpreter would run; here it is a shell.
  void runtime_is(const std::string& script) {
    std::ofstream(folder_ / "bootstrap.py") << script << '\n';
  }
  void make_environment() {
    auto setup = std::make_shared<FunctionSetup>();
    setup->config = function_;
    setup->task_root = folder_;
    environment_ = std::make_unique<ProcessEnvironment>(host_, setup, [this](Environment& settled) {
      conditions_.push_back(settled.condition());
      if (on_settled_) on_settled_(settled.condition());
    });
  }
  std::future<InvokeResult> invoke(std::string request_id, bool log_tail = false) {
    if (!environment_) make_environment();
    auto result = asio::co_spawn(
        io_, environment_->invoke(event_named(std::move(request_id)), log_tail), asio::use_future);
    settle();
    return result;
  }
  static InvokeEvent event_named(std::string request_id) {
    InvokeEvent event;
    event.request_id = std::move(request_id);
    event.payload = "{}";
    return event;
  }
  void stop(StopReason reason) {
    test::run(io_, environment_->stop(reason));
    environment_.reset();
  }

  // --- the runtime's part ---

  void polls() {
    ASSERT_TRUE(link_->step(RuntimeCall::Next));
    settle();
  }
  /// Takes the event that was offered; its request id.
  std::string takes_event() {
    const auto event = link_->event_for_poll();
    if (event == nullptr) return "none";
    link_->mark_delivered();
    settle();
    return event->request_id;
  }
  void answers(std::string payload, bool is_error = false) {
    ASSERT_TRUE(link_->step(is_error ? RuntimeCall::Error : RuntimeCall::Response));
    RuntimeAnswer answer{std::move(payload), is_error, {}};
    acknowledged_ = asio::co_spawn(io_, link_->answer(std::move(answer)), asio::use_future);
    settle();
  }
  void posts_init_error(std::string type, std::string payload) {
    ASSERT_TRUE(link_->step(RuntimeCall::InitError));
    link_->report_init_error({std::move(type), std::move(payload)});
    link_->changed().notify();
    settle();
  }
  void dies_of(int signal) { ASSERT_EQ(::kill(environment_->view().pid, signal), 0); }
  /// One invoke from its event to the next poll.
  void serves(const std::string& payload) {
    takes_event();
    answers(payload);
    polls();
  }
  /// Brings a new environment behind its first invoke.
  void become_warm() {
    auto first = invoke("first");
    polls();
    serves("{}");
    ASSERT_TRUE(is_there(first));
    news();
    conditions_.clear();
  }

  // --- time and what happened ---

  void advance(Micros step) {
    clock_.advance(step);
    settle();
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  /// Lets the loop work until `condition` holds: processes have a pace of their own.
  template <class Condition>
  [[nodiscard]] bool becomes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!condition()) {
      if (io_.stopped()) io_.restart();
      if (io_.run_one_until(deadline) == 0) return false;
    }
    return true;
  }
  /// The facts since the last call.
  std::vector<std::string> news() {
    journal::Filter filter;
    filter.after = seen_;
    std::vector<std::string> texts;
    for (const journal::Event& event : journal_.query(filter))
      texts.push_back(words_of(event));
    seen_ = journal_.last_id();
    return texts;
  }
  journal::Report last_report() const {
    for (auto event = journal_.events().rbegin(); event != journal_.events().rend(); ++event) {
      if (const auto* report = std::get_if<journal::Report>(&event->fact)) return *report;
    }
    return {};
  }
  /// The result, once the loop has brought it.
  InvokeResult result_of(std::future<InvokeResult>& future) {
    if (!becomes_true([&] { return is_there(future); })) return {"there is no result", true, {}};
    return future.get();
  }
  template <class T>
  static bool is_there(const std::future<T>& future) {
    return future.wait_for(0s) == std::future_status::ready;
  }

  asio::io_context io_{1};
  base::ManualClock clock_;
  base::SeededIds ids_{1};
  journal::Journal journal_{clock_};
  process::Keeper keeper_{KEEPER_PROGRAM};
  EnvironmentHost host_{io_.get_executor(), clock_, ids_, journal_, keeper_, {}, {}, {}, true, {}};
  config::FunctionConfig function_;
  fs::path folder_;
  RuntimeLink* link_ = nullptr;
  std::unique_ptr<ProcessEnvironment> environment_;
  std::vector<Condition> conditions_;
  std::function<void(Condition)> on_settled_;
  std::future<void> acknowledged_;
  std::uint64_t seen_ = 0;

 private:
  static asio::awaitable<void> refuse(http::Exchange& exchange) {
    const http::Response nothing{404, {}, {}};
    co_await exchange.send(nothing);
  }
};

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
                          "exited Runtime.ExitError"));
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
                          "exited Runtime.ExitError",
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
                          "exited Runtime.ExitError"));
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
                          "reset failure"));
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
                          "initStart invoke",
                          "started invoke",
                          "exited Runtime.ExitError",
                          "initRuntimeDone error Runtime.ExitError",
                          "initReport error Runtime.ExitError",
                          "start",
                          "runtimeDone error Runtime.ExitError",
                          "report error Runtime.ExitError",
                          "reset failure"));
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

  EXPECT_THAT(news(), ElementsAre("exited Runtime.ExitError", "stopped idle"));
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
