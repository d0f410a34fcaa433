// RuntimeApiTest: the APIs of one environment on a loopback port, and runtimes that call them.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "config/limits.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/environment/environment_api.h"
#include "emulator/journal/journal.h"
#include "emulator/runtime_api/routes.h"
#include "tests/contract/http_fixture.h"
#include "tests/support/fake_runtime.h"

namespace lambent::runtime_api {

using environment::RuntimeCall;
using environment::RuntimeState;
using test::FakeRuntime;

inline constexpr const char* kId = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";
inline constexpr const char* kOtherId = "11111111-2222-4333-8444-555555555555";

class RuntimeApiTest : public http::HttpTest {
 protected:
  void SetUp() override {
    http::ListenerOptions options;
    options.max_head = limits::kMaxRuntimeHead;
    options.head_timeout = options.body_idle_timeout = options.keep_alive_timeout =
        std::chrono::seconds{0};
    serve(routes({link_, extensions_, telemetry_}), options);
  }
  void TearDown() override {
    http::HttpTest::TearDown();
    test::run(io_, telemetry_.stop());
  }

  FakeRuntime connect_runtime() { return {io_.get_executor(), listener_->port()}; }

  /// Sends `request`; the whole answer, with "<date>" for the date.
  std::string call(FakeRuntime& runtime, std::string_view request) {
    send(runtime.socket(), request);
    return response(runtime.socket());
  }
  /// The same on a connection of its own.
  std::string call(std::string_view request) {
    FakeRuntime runtime = connect_runtime();
    return call(runtime, request);
  }
  /// Sends a poll and lets the loop work until the poll waits.
  void poll(FakeRuntime& runtime) {
    send(runtime.socket(), FakeRuntime::next());
    ASSERT_TRUE(becomes_true([&] { return link_.changed().has_waiters(); }));
    settle();
  }
  /// True when nothing has come to `runtime` though the loop has done all it can.
  bool is_left_waiting(FakeRuntime& runtime) {
    settle();
    return runtime.socket().socket().available() == 0;
  }

  static environment::InvokeEvent event_named(std::string request_id, std::string payload = "{}") {
    environment::InvokeEvent event;
    event.request_id = std::move(request_id);
    event.invocation_id = "the-invocation";
    event.deadline_ms = 1'769'940'003'000;
    event.invoked_arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    event.trace_header =
        "Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=644a89f7bc5b683d;Sampled=0";
    event.payload = std::move(payload);
    return event;
  }
  /// The 200 that hands out `event_named(request_id, payload)`.
  static std::string event_answer(std::string_view request_id, std::string_view payload = "{}") {
    return "HTTP/1.1 200 OK\r\n"
           "Date: <date>\r\n"
           "Content-Type: application/json\r\n"
           "Lambda-Runtime-Aws-Request-Id: " +
           std::string(request_id) +
           "\r\n"
           "Lambda-Runtime-Deadline-Ms: 1769940003000\r\n"
           "Lambda-Runtime-Invoked-Function-Arn: "
           "arn:aws:lambda:us-east-1:123456789012:function:f\r\n"
           "Lambda-Runtime-Trace-Id: "
           "Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=644a89f7bc5b683d;Sampled=0\r\n"
           "Lambda-Runtime-Invocation-Id: the-invocation\r\n"
           "Content-Length: " +
           std::to_string(payload.size()) + "\r\nConnection: keep-alive\r\n\r\n" +
           std::string(payload);
  }
  /// An answer of the platform's own making: JSON with a newline.
  static std::string json_answer(std::string_view status,
                                 std::string_view body,
                                 std::string_view connection = "keep-alive") {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nDate: <date>\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size() + 1) + "\r\nConnection: " + std::string(connection) +
           "\r\n\r\n" + std::string(body) + '\n';
  }
  static std::string accepted_answer() {
    return json_answer("202 Accepted", "{\"status\":\"OK\"}");
  }
  static std::string refusal_answer(std::string_view status,
                                    std::string_view type,
                                    std::string_view message,
                                    std::string_view connection = "keep-alive") {
    return json_answer(status,
                       "{\"errorMessage\":\"" + std::string(message) + "\",\"errorType\":\"" +
                           std::string(type) + "\"}",
                       connection);
  }
  static std::string wrong_id_answer() {
    return refusal_answer("400 Bad Request", "InvalidRequestID", "Invalid request ID");
  }
  static std::string wrong_state_answer(std::string_view from, std::string_view to) {
    return refusal_answer("403 Forbidden",
                          "InvalidStateTransition",
                          "State transition from " + std::string(from) + " to " + std::string(to) +
                              " failed for runtime. Error: State transition is not allowed");
  }

  /// Brings the link to `state`; from Running on with kId in progress.
  void go_to(RuntimeState state) {
    link_.restart();
    if (state == RuntimeState::Started) return;
    if (state == RuntimeState::InitError) {
      ASSERT_TRUE(link_.step(RuntimeCall::InitError));
      return;
    }
    ASSERT_TRUE(link_.step(RuntimeCall::Next));
    if (state == RuntimeState::Ready) return;
    link_.offer(event_named(kId));
    link_.mark_delivered();
    if (state == RuntimeState::Running) return;
    const bool is_error = state == RuntimeState::InvocationErrorResponse;
    ASSERT_TRUE(link_.step(is_error ? RuntimeCall::Error : RuntimeCall::Response));
    if (state == RuntimeState::ResponseSent) {
      environment::RuntimeAnswer first{"the first answer", false};
      test::run(io_, link_.answer(std::move(first)));
    }
    ASSERT_EQ(link_.state(), state);
  }

  base::SystemClock clock_;
  base::SeededIds ids_{2026};
  journal::Journal journal_{clock_};
  const std::shared_ptr<const journal::Source> source_ = std::make_shared<journal::Source>();
  const std::function<void(journal::Fact)> tell_ = [this](journal::Fact fact) {
    journal_.append(source_, "", std::move(fact));
  };
  environment::RuntimeLink link_{clock_};
  environment::ExtensionLink extensions_{
      {"123456789012", "orders", "$LATEST", "app.handler"},
      ids_, link_.changed(), tell_
  };
  telemetry::Relay telemetry_{io_.get_executor(), clock_, journal_, tell_};
};

}  // namespace lambent::runtime_api
