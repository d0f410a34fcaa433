// Which paths there are, and what the others answer; runtime-api.md §1.1, §1.2.
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/runtime_api_fixture.h"

namespace lambent::runtime_api {
namespace {

class RuntimeApiRoutes : public RuntimeApiTest {};

constexpr const char* kNotFound =
    "HTTP/1.1 404 Not Found\r\n"
    "Date: <date>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 19\r\n"
    "Connection: keep-alive\r\n"
    "\r\n"
    "404 page not found\n";

constexpr const char* kWrongMethod =
    "HTTP/1.1 405 Method Not Allowed\r\n"
    "Date: <date>\r\n"
    "Content-Length: 0\r\n"
    "Connection: keep-alive\r\n"
    "\r\n";

TEST_F(RuntimeApiRoutes, AnswerAPing) {
  EXPECT_EQ(call(FakeRuntime::get("/2018-06-01/ping")),
            "HTTP/1.1 200 OK\r\n"
            "Date: <date>\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 4\r\n"
            "Connection: keep-alive\r\n"
            "\r\n"
            "pong");
}

TEST_F(RuntimeApiRoutes, KnowNoOtherPath) {
  for (const char* path : {"/",
                           "/ping",
                           "/2018-06-01",
                           "/2018-06-01/",
                           "/2018-06-01/ping/",
                           "/2018-06-01/runtime/invocation",
                           "/2018-06-01/runtime/invocation/next/",
                           "/2018-06-01/runtime/init",
                           "/2018-06-01/runtime/init/error/",
                           "/2018-06-01/runtime/restore/next",
                           "/2018-06-02/runtime/invocation/next",
                           "/2020-01-01/extension",
                           "/2020-01-01/extension/register/",
                           "/2020-01-01/extension/event/next/",
                           "/2020-01-01/extension/init/error/",
                           "/2020-01-01/extension/exit/error/",
                           "/2020-01-01/runtime/invocation/next",
                           "/2020-08-15/telemetry",
                           "/2022-07-01/logs",
                           "/2021-04-23/credentials",
                           "/2026-01-15/metadata/execution-environment"}) {
    EXPECT_EQ(call(FakeRuntime::get(path)), kNotFound) << path;
    EXPECT_EQ(call(FakeRuntime::post(path, "{}")), kNotFound) << path;
  }
}

TEST_F(RuntimeApiRoutes, KnowNoAnswerWithoutAnId) {
  EXPECT_EQ(call(FakeRuntime::post("/2018-06-01/runtime/invocation//response", "{}")), kNotFound);
  EXPECT_EQ(call(FakeRuntime::post("/2018-06-01/runtime/invocation/response", "{}")), kNotFound);
}

TEST_F(RuntimeApiRoutes, RefuseOtherMethods) {
  EXPECT_EQ(call(FakeRuntime::post("/2018-06-01/ping", "")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::post("/2018-06-01/runtime/invocation/next", "")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::get("/2018-06-01/runtime/init/error")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::get(FakeRuntime::invocation(kId, "response"))), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::get(FakeRuntime::invocation(kId, "error"))), kWrongMethod);
  EXPECT_EQ(call("PUT /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n"),
            kWrongMethod);
}

TEST_F(RuntimeApiRoutes, RefuseOtherMethodsOfExtensionsToo) {
  EXPECT_EQ(call(FakeRuntime::get("/2020-01-01/extension/register")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::post("/2020-01-01/extension/event/next", "")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::get("/2020-01-01/extension/init/error")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::get("/2020-01-01/extension/exit/error")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::post("/2022-07-01/telemetry", "{}")), kWrongMethod);
  EXPECT_EQ(call(FakeRuntime::get("/2020-08-15/logs/")), kWrongMethod);
}

// runtime-api.md §2.1.
TEST_F(RuntimeApiRoutes, HaveNothingForExtensionsWhereTheyAreDisabled) {
  constexpr const char* kNothing =
      "HTTP/1.1 404 Not Found\r\n"
      "Date: <date>\r\n"
      "Content-Length: 0\r\n"
      "Connection: keep-alive\r\n"
      "\r\n";
  extensions_.enable(false);

  for (const char* path : {"/2020-01-01/extension/register",
                           "/2020-01-01/extension/event/next",
                           "/2020-01-01/extension/init/error",
                           "/2020-01-01/extension/exit/error",
                           "/2022-07-01/telemetry",
                           "/2020-08-15/logs"}) {
    EXPECT_EQ(call(FakeRuntime::get(path)), kNothing) << path;
    EXPECT_EQ(call(FakeRuntime::post(path, "{}")), kNothing) << path;
    EXPECT_EQ(call("PUT " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n"), kNothing) << path;
  }
  EXPECT_EQ(call(FakeRuntime::get("/2020-01-01/extension")), kNotFound) << "no path of any API";
  link_.step(RuntimeCall::Next);
  link_.offer(event_named(kId));
  EXPECT_EQ(call(FakeRuntime::next()), event_answer(kId)) << "the runtime does not notice";
}

TEST_F(RuntimeApiRoutes, LeaveTheStateAloneWhenTheyRefuse) {
  call(FakeRuntime::post("/2018-06-01/runtime/invocation/next", ""));
  call(FakeRuntime::get("/nothing"));

  EXPECT_EQ(link_.state(), RuntimeState::Started);
}

TEST_F(RuntimeApiRoutes, IgnoreAQuery) {
  go_to(RuntimeState::Ready);
  link_.offer(event_named(kId));

  EXPECT_EQ(call(FakeRuntime::get("/2018-06-01/runtime/invocation/next?x=1")), event_answer(kId));
}

TEST_F(RuntimeApiRoutes, DecodeTheIdInThePath) {
  go_to(RuntimeState::Ready);
  link_.offer(event_named("a b"));
  ASSERT_EQ(call(FakeRuntime::next()), event_answer("a b"));

  EXPECT_EQ(call(FakeRuntime::response("a%20b", "{}")), accepted_answer());
}

}  // namespace
}  // namespace lambent::runtime_api
