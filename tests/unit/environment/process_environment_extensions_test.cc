// The life of an environment with extensions, its Shutdown phase and its freezing; runtime-api.md
// §4.2–§4.4, §4.8.
#include <sys/wait.h>

#include "config/limits.h"
#include "tests/unit/environment/process_environment_fixture.h"

namespace lambent::environment {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr EventChoice kBoth{true, true};
constexpr EventChoice kInvoke{true, false};
constexpr EventChoice kShutdown{false, true};

constexpr const char* kPatient = "exec sleep 100";
// A shell that hears SIGTERM and goes on.
constexpr const char* kDeaf = "trap '' TERM; echo deaf; exec sleep 100";

char state_of(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  const std::size_t end = text.rfind(')');
  return end == std::string::npos ? '-' : text[end + 2];
}

class ExtendedEnvironmentTest : public ProcessEnvironmentTest {
 protected:
  void TearDown() override {
    if (environment_) {
      auto stopped = begin_to_stop(StopReason::Shutdown);
      advance(2s);
      finish(stopped);
    }
    ProcessEnvironmentTest::TearDown();
  }

  /// An environment with the extension `name` behind its first invoke.
  void become_warm_with(const std::string& name, EventChoice events) {
    auto first = invoke("first");
    registers(name, events);
    polls();
    extension_polls(name);
    ASSERT_TRUE(becomes_true([&] { return link_->has_undelivered_event(); }));
    takes_event();
    answers("{}");
    polls();
    if (events.invoke) {
      EXPECT_EQ(extension_takes(name), "invoke");
      extension_polls(name);
    }
    ASSERT_TRUE(is_there(first));
    news();
  }
  std::future<void> begin_to_stop(StopReason reason) {
    auto stopped = asio::co_spawn(io_, environment_->stop(reason), asio::use_future);
    settle();
    return stopped;
  }
  void finish(std::future<void>& stopped) {
    ASSERT_TRUE(becomes_true([&] { return is_there(stopped); }));
    environment_.reset();
  }
  bool has_happened(const std::string& words) {
    for (const std::string& text : news())
      seen_words_.push_back(text);
    return std::find(seen_words_.begin(), seen_words_.end(), words) != seen_words_.end();
  }
  /// Lets the loop work until the runtime has written `line`.
  void wait_for_log(const std::string& line) {
    EXPECT_TRUE(becomes_true([&] {
      return std::any_of(
          journal_.events().begin(), journal_.events().end(), [&](const auto& event) {
            const auto* log = std::get_if<journal::FunctionLog>(&event.fact);
            return log != nullptr && log->text == line;
          });
    }));
  }
  journal::ShutdownReport shutdown_report() const {
    for (auto event = journal_.events().rbegin(); event != journal_.events().rend(); ++event) {
      if (const auto* report = std::get_if<journal::ShutdownReport>(&event->fact)) return *report;
    }
    return {};
  }

  std::vector<std::string> seen_words_;
};

// --- Init and invoke -----------------------------------------------------------------------------

TEST_F(ExtendedEnvironmentTest, StartsTheRuntimeOnceEveryExtensionHasRegistered) {
  extension_is("a", kPatient);
  extension_is("b", kPatient);
  auto result = invoke("1");
  EXPECT_THAT(news(), ElementsAre("initStart init", "started a", "started b"));

  registers("b", kBoth);
  EXPECT_THAT(news(), ElementsAre("registered b"));
  registers("a", kShutdown);
  EXPECT_THAT(news(), ElementsAre("registered a", "started init"));

  polls();
  EXPECT_THAT(news(), ElementsAre("initRuntimeDone success"));
  extension_polls("a");
  extension_polls("b");
  EXPECT_THAT(news(),
              ElementsAre("ready a",
                          "ready b",
                          "extension a Ready",
                          "extension b Ready",
                          "initReport success",
                          "start"));
}

TEST_F(ExtendedEnvironmentTest, AnswersTheCallerBeforeTheExtensionsAreDone) {
  extension_is("a", kPatient);
  become_warm_with("a", kInvoke);
  auto result = invoke("2");
  takes_event();
  EXPECT_EQ(extension_takes("a"), "invoke");
  answers("\"early\"");
  polls();

  EXPECT_EQ(result_of(result).payload, "\"early\"");
  EXPECT_EQ(environment_->condition(), Condition::Finishing);
  EXPECT_THAT(news(), ElementsAre("start", "runtimeDone success"));
  advance(40ms);
  extension_polls("a");

  EXPECT_THAT(news(), ElementsAre("report success"));
  EXPECT_EQ(last_report().duration, 40ms);
  ASSERT_EQ(last_report().spans.size(), 1u);
  EXPECT_EQ(last_report().spans[0].name, "extensionOverhead");
  EXPECT_EQ(last_report().spans[0].duration, 40ms);
  EXPECT_EQ(environment_->condition(), Condition::Idle);
}

TEST_F(ExtendedEnvironmentTest, ResetsWhenAnExtensionOutlivesTheTimeout) {
  extension_is("a", kPatient);
  become_warm_with("a", kInvoke);
  auto result = invoke("2");
  takes_event();
  extension_takes("a");
  answers("\"kept\"");
  polls();
  advance(3s);

  EXPECT_EQ(result_of(result).payload, "\"kept\"");
  EXPECT_EQ(last_report().status, journal::Status::Timeout);
  EXPECT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
  EXPECT_THAT(news(), Contains("shutdown timeout 2000"));
}

TEST_F(ExtendedEnvironmentTest, BreaksTheInvokeWhenAnExtensionCrashes) {
  extension_is("a", "read line < " + (folder_ / "fifo").string() + "; exit 3");
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  become_warm_with("a", kInvoke);
  auto result = invoke("2");
  takes_event();
  std::ofstream(folder_ / "fifo") << "go\n";

  EXPECT_EQ(
      result_of(result).payload,
      R"({"errorType":"Extension.Crash","errorMessage":"RequestId: 2 Error: exit status 3"})");
  EXPECT_EQ(last_report().error_type, "Extension.Crash");
  EXPECT_TRUE(becomes_true([&] { return has_happened("shutdown failure 2000"); }));
  EXPECT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Idle; }));
}

// --- Shutdown ------------------------------------------------------------------------------------

TEST_F(ExtendedEnvironmentTest, AsksTheRuntimeThenTellsTheExtension) {
  extension_is("a", "read line < " + (folder_ / "fifo").string());
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  become_warm_with("a", kShutdown);

  auto stopped = begin_to_stop(StopReason::Idle);
  ASSERT_TRUE(becomes_true([&] { return extensions_->has_event(id_of("a")); }));
  EXPECT_EQ(extension_takes("a"), "spindown");
  std::ofstream(folder_ / "fifo") << "go\n";
  finish(stopped);

  EXPECT_THAT(news(),
              ElementsAre("shutdown spindown 2000",
                          "signalled SIGTERM",
                          "exited Runtime.ExitError",
                          "told a spindown",
                          "exited a exit code 0",
                          "gone",
                          "stopped idle"));
}

TEST_F(ExtendedEnvironmentTest, KillsADeafRuntimeAtItsShare) {
  runtime_is(kDeaf);
  extension_is("a", kPatient);
  become_warm_with("a", kShutdown);
  wait_for_log("deaf");
  auto stopped = begin_to_stop(StopReason::Shutdown);

  advance(300ms - 1us);
  EXPECT_FALSE(has_happened("signalled SIGKILL"));
  advance(1us);
  EXPECT_TRUE(has_happened("signalled SIGKILL"));

  ASSERT_TRUE(becomes_true([&] { return extensions_->has_event(id_of("a")); }));
  EXPECT_EQ(shutdown_report().duration, 0us) << "not yet over";
  advance(1'700ms);
  finish(stopped);
  EXPECT_EQ(shutdown_report().runtime, 300ms);
}

TEST_F(ExtendedEnvironmentTest, KillsADeafExtensionAtTheEndOfTheBudget) {
  extension_is("a", kPatient);
  become_warm_with("a", kShutdown);
  auto stopped = begin_to_stop(StopReason::Shutdown);
  ASSERT_TRUE(becomes_true([&] { return extensions_->has_event(id_of("a")); }));
  extension_takes("a");

  advance(2s - 1us);
  EXPECT_FALSE(has_happened("killed a"));
  advance(1us);
  EXPECT_TRUE(has_happened("killed a"));
  finish(stopped);

  EXPECT_TRUE(has_happened("exited a signal: killed"));
  EXPECT_EQ(shutdown_report().duration, 2s) << "the runtime left at once and gave its share away";
}

TEST_F(ExtendedEnvironmentTest, KillsAnExtensionThatDoesNotWantToKnow) {
  extension_is("a", kPatient);
  become_warm_with("a", kInvoke);

  auto stopped = begin_to_stop(StopReason::Shutdown);
  finish(stopped);

  EXPECT_THAT(news(),
              ElementsAre("shutdown spindown 2000",
                          "signalled SIGTERM",
                          "exited Runtime.ExitError",
                          "killed a",
                          "exited a signal: killed",
                          "gone",
                          "stopped shutdown"));
}

TEST_F(ExtendedEnvironmentTest, AsksTheRuntimeAloneWhenItsOwnExtensionRegistered) {
  runtime_is(kDeaf);
  auto first = invoke("first");
  registers("inside", kInvoke);
  polls();
  extension_polls("inside");
  ASSERT_TRUE(becomes_true([&] { return link_->has_undelivered_event(); }));
  takes_event();
  answers("{}");
  polls();
  extension_takes("inside");
  extension_polls("inside");
  wait_for_log("deaf");
  news();
  auto stopped = begin_to_stop(StopReason::Idle);

  EXPECT_TRUE(has_happened("shutdown spindown 500"));
  advance(500ms - 1us);
  EXPECT_FALSE(has_happened("signalled SIGKILL"));
  advance(1us);
  EXPECT_TRUE(has_happened("signalled SIGKILL"));
  finish(stopped);
}

TEST_F(ExtendedEnvironmentTest, GivesAnIdleEnvironmentUpWhenItsExtensionLeaves) {
  extension_is("a", "read line < " + (folder_ / "fifo").string());
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  become_warm_with("a", kInvoke);
  std::ofstream(folder_ / "fifo") << "go\n";

  EXPECT_TRUE(becomes_true([&] { return environment_->condition() == Condition::Stopped; }));
  EXPECT_EQ(conditions_.back(), Condition::Stopped);
  stop(StopReason::Exited);
  EXPECT_TRUE(has_happened("shutdown failure 2000"));
}

// --- Freezing ------------------------------------------------------------------------------------

TEST_F(ExtendedEnvironmentTest, FreezesEveryProcessBetweenInvokes) {
  host_.freeze = true;
  extension_is("a", kPatient);
  become_warm_with("a", kInvoke);
  advance(limits::kFreezeDelay);
  EXPECT_THAT(news(), ElementsAre("environment.frozen"));
  const pid_t runtime = environment_->view().pid;
  EXPECT_TRUE(becomes_true([&] {
    asio::post(io_, [] {});
    return state_of(runtime) == 'T';
  }));

  auto result = invoke("2");
  EXPECT_THAT(news(), ElementsAre("environment.thawed", "start"));
  EXPECT_TRUE(becomes_true([&] {
    asio::post(io_, [] {});
    return state_of(runtime) == 'S';
  }));
  takes_event();
  extension_takes("a");
  answers("{}");
  polls();
  EXPECT_THAT(news(), Not(Contains("environment.frozen"))) << "the extension is busy";
  extension_polls("a");
  EXPECT_THAT(news(), ElementsAre("report success"));
  advance(limits::kFreezeDelay);
  EXPECT_THAT(news(), ElementsAre("environment.frozen"));
}

TEST_F(ExtendedEnvironmentTest, DoesNotFreezeForAnInvokeThatFollowsAtOnce) {
  host_.freeze = true;
  extension_is("a", kPatient);
  become_warm_with("a", kInvoke);

  auto result = invoke("2");
  advance(limits::kFreezeDelay);

  EXPECT_THAT(news(), ElementsAre("start"));
}

TEST_F(ExtendedEnvironmentTest, ThawsBeforeItAsksToEnd) {
  host_.freeze = true;
  extension_is("a", kPatient);
  become_warm_with("a", kInvoke);
  advance(limits::kFreezeDelay);
  news();

  auto stopped = begin_to_stop(StopReason::Idle);
  EXPECT_TRUE(becomes_true([&] {
    advance(1ms);  // it looks again and again whether the runtime is awake
    asio::post(io_, [] {});
    return has_happened("signalled SIGTERM");
  }));
  finish(stopped);

  EXPECT_TRUE(has_happened("stopped idle"));
  EXPECT_THAT(seen_words_,
              ElementsAre("shutdown spindown 2000",
                          "environment.thawed",
                          "signalled SIGTERM",
                          "exited Runtime.ExitError",
                          "killed a",
                          "exited a signal: killed",
                          "gone",
                          "stopped idle"));
}

}  // namespace
}  // namespace lambent::environment
