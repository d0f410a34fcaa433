// ExtensionsApiTest: extensions that call the APIs of one environment in exact bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "tests/contract/runtime_api_fixture.h"

namespace lambent::runtime_api {

using environment::EventChoice;
using environment::ExtensionCall;
using environment::ExtensionState;

/// A well-formed identifier that nobody has.
inline constexpr const char* kStrangerId = "00000000-1111-4222-8333-444444444444";

/// One external extension, "e", in an environment of its own.
class ExtensionsApiTest : public RuntimeApiTest {
 protected:
  using Lines = FakeRuntime::Lines;

  // --- requests ---

  static std::string register_as(std::string_view name,
                                 std::string_view body = "{\"events\":[\"INVOKE\"]}") {
    const std::string line = "Lambda-Extension-Name: " + std::string(name);
    return FakeRuntime::post("/2020-01-01/extension/register", body, {line});
  }
  static std::string next_of(std::string_view id) {
    return "GET /2020-01-01/extension/event/next HTTP/1.1\r\nHost: x\r\n"
           "Lambda-Extension-Identifier: " +
           std::string(id) + "\r\n\r\n";
  }
  static std::string init_error_of(std::string_view id, std::string_view type = "Extension.Bad") {
    return error_of("init", id, type);
  }
  static std::string exit_error_of(std::string_view id, std::string_view type = "Extension.Bad") {
    return error_of("exit", id, type);
  }

  // --- answers ---

  static std::string registered_answer(std::string_view id, std::string_view body) {
    return "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Type: application/json\r\n"
           "Lambda-Extension-Identifier: " +
           std::string(id) + "\r\nContent-Length: " + std::to_string(body.size() + 1) +
           "\r\nConnection: keep-alive\r\n\r\n" + std::string(body) + '\n';
  }
  static std::string registered_answer(std::string_view id) {
    return registered_answer(
        id, R"({"functionName":"orders","functionVersion":"$LATEST","handler":"app.handler"})");
  }
  static std::string forbidden_answer(std::string_view type,
                                      std::string_view message,
                                      std::string_view connection = "keep-alive") {
    return refusal_answer("403 Forbidden", type, message, connection);
  }
  static std::string wrong_extension_state_answer(std::string_view from,
                                                  std::string_view to,
                                                  std::string_view extension) {
    return forbidden_answer("Extension.InvalidExtensionState",
                            "State transition from " + std::string(from) + " to " +
                                std::string(to) + " failed for extension " +
                                std::string(extension) +
                                ". Error: State transition is not allowed");
  }
  static std::string unknown_extension_answer(std::string_view id) {
    return forbidden_answer("Extension.UnknownExtensionIdentifier",
                            "Unknown extension " + std::string(id));
  }

  // --- the environment ---

  static environment::InvokeNotice invoke(std::string request_id = kId) {
    environment::InvokeNotice notice;
    notice.request_id = std::move(request_id);
    notice.invoked_arn = "arn:aws:lambda:us-east-1:123456789012:function:orders";
    notice.trace_header =
        "Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=644a89f7bc5b683d;Sampled=0";
    notice.deadline_ms = 1'769'940'003'000;
    return notice;
  }
  static environment::ShutdownNotice shutdown(journal::ShutdownReason reason) {
    return {reason, 1'769'940'005'000};
  }

  /// Registers `name` with the environment itself; its identifier.
  std::string registers(std::string_view name, EventChoice events) {
    extensions_.register_extension(name, events);
    return id_of(name);
  }
  std::string id_of(std::string_view name) const {
    const environment::Extension* extension = extensions_.find(name);
    return extension == nullptr ? "" : extension->id;
  }
  ExtensionState state_of(std::string_view name) const { return extensions_.find(name)->state; }

  /// Polls on `runtime`'s connection, and lets the loop work until the poll waits.
  void poll_as(FakeRuntime& runtime, const std::string& id) {
    send(runtime.socket(), next_of(id));
    ASSERT_TRUE(becomes_true([&] { return link_.changed().has_waiters(); }));
    settle();
  }

  /// Makes "e" stand in `state`; from Ready on it has a connection of its own, `e_`.
  void go_to_extension(ExtensionState state) {
    using S = ExtensionState;
    e_.reset();
    extensions_.restart({"e"});
    settle();
    if (state == S::Started) return;
    if (state == S::LaunchError) {
      extensions_.note_launch_error("e", "PermissionDenied");
      return;
    }
    const std::string id = registers("e", {true, true});
    switch (state) {
      case S::InitError: extensions_.report_error(id, ExtensionCall::InitError, "E.First"); break;
      case S::ExitError: extensions_.report_error(id, ExtensionCall::ExitError, "E.First"); break;
      case S::Exited: extensions_.note_exit("e", true, true); break;
      case S::ShutdownFailed: extensions_.note_exit("e", false, true); break;
      case S::Ready:
      case S::Running:
        e_ = std::make_unique<FakeRuntime>(io_.get_executor(), listener_->port());
        poll_as(*e_, id);
        if (state == S::Ready) break;
        extensions_.offer_invoke(invoke());
        response(e_->socket());
        break;
      case S::Started:
      case S::LaunchError:
      case S::Registered: break;
    }
    ASSERT_EQ(state_of("e"), state);
  }

  std::unique_ptr<FakeRuntime> e_;

 private:
  static std::string error_of(std::string_view phase, std::string_view id, std::string_view type) {
    const std::string identifier = "Lambda-Extension-Identifier: " + std::string(id);
    const std::string error = "Lambda-Extension-Function-Error-Type: " + std::string(type);
    return FakeRuntime::post(
        "/2020-01-01/extension/" + std::string(phase) + "/error", "{}", {identifier, error});
  }
};

}  // namespace lambent::runtime_api
