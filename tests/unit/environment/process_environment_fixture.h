// ProcessEnvironmentTest: one environment with a real process whose part at the Runtime API the
// test plays, and a clock that moves when told.
#pragma once

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

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
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/environment/process_environment.h"
#include "emulator/journal/names.h"
#include "tests/support/run.h"

namespace lambent::environment {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using journal::Micros;
using journal::StopReason;

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
  std::string operator()(const journal::ShutdownStart& fact) const {
    return fmt::format("shutdown {} {}", journal::name_of(fact.reason), fact.budget.count());
  }
  std::string operator()(const journal::RuntimeSignalled& fact) const {
    return fmt::format("signalled {}", fact.signal);
  }
  std::string operator()(const journal::ShutdownReport&) const { return "gone"; }
  std::string operator()(const journal::Extension& fact) const {
    return fmt::format("extension {} {}", fact.name, fact.state);
  }
  std::string operator()(const journal::ExtensionStarted& fact) const {
    return "started " + fact.name;
  }
  std::string operator()(const journal::ExtensionRegistered& fact) const {
    return "registered " + fact.name;
  }
  std::string operator()(const journal::ExtensionReady& fact) const { return "ready " + fact.name; }
  std::string operator()(const journal::ExtensionShutdown& fact) const {
    return fmt::format("told {} {}", fact.name, journal::name_of(fact.reason));
  }
  std::string operator()(const journal::ExtensionKilled& fact) const {
    return "killed " + fact.name;
  }
  std::string operator()(const journal::ExtensionExited& fact) const {
    return fmt::format("exited {} {}", fact.name, fact.message);
  }
  template <class Other>
  std::string operator()(const Other& fact) const {
    return std::string(journal::type_of(fact));
  }
};

inline std::string words_of(const journal::Event& event) {
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
    host_.runtime_api = [this](EnvironmentApi api) {
      link_ = &api.runtime;
      extensions_ = &api.extensions;
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
  /// One more external extension, also a shell.
  void extension_is(const std::string& name, const std::string& script) {
    const fs::path folder = folder_ / "opt" / "extensions";
    fs::create_directories(folder);
    std::ofstream(folder / name) << "#!/bin/sh\n" << script << '\n';
    fs::permissions(folder / name, fs::perms::owner_all);
  }
  void make_environment() {
    auto setup = std::make_shared<FunctionSetup>();
    setup->config = function_;
    setup->task_root = folder_;
    if (fs::exists(folder_ / "opt")) setup->opt = folder_ / "opt";
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
    RuntimeAnswer answer{std::move(payload), is_error};
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

  // --- an extension's part ---

  void registers(const std::string& name, EventChoice events) {
    const auto registered = extensions_->register_extension(name, events);
    ASSERT_TRUE(std::holds_alternative<const Extension*>(registered));
    settle();
  }
  std::string id_of(const std::string& name) { return extensions_->find(name)->id; }
  void extension_polls(const std::string& name) {
    ASSERT_TRUE(extensions_->begin_next(id_of(name)));
    settle();
  }
  /// What its poll is answered with; nothing waits: "none".
  std::string extension_takes(const std::string& name) {
    const std::string id = id_of(name);
    if (!extensions_->has_event(id)) return "none";
    const ExtensionEvent event = extensions_->take_event(id);
    extensions_->confirm(id, event);
    settle();
    const auto* shutdown = std::get_if<ShutdownNotice>(&event.notice);
    return shutdown == nullptr ? "invoke" : std::string(journal::name_of(shutdown->reason));
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
  base::Alarms alarms_{io_.get_executor(), clock_};
  base::SeededIds ids_{1};
  journal::Journal journal_{clock_};
  process::Keeper keeper_{KEEPER_PROGRAM};
  EnvironmentHost host_{io_.get_executor(),
                        clock_,
                        alarms_,
                        ids_,
                        journal_,
                        keeper_,
                        {},
                        {},
                        {},
                        {},
                        true,
                        false,
                        nullptr,
                        nullptr,
                        nullptr,
                        {}};
  config::FunctionConfig function_;
  fs::path folder_;
  RuntimeLink* link_ = nullptr;
  ExtensionLink* extensions_ = nullptr;
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

}  // namespace lambent::environment
