// GET …/extension/event/next and the two errors; runtime-api.md §2.3, §2.4, §2.5.
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "emulator/journal/names.h"
#include "tests/contract/extensions_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using S = ExtensionState;

class ExtensionsApiNext : public ExtensionsApiTest {
 protected:
  /// The answer with the event's identifier replaced by "<uuid>", provided that it has its form.
  std::string event_of(FakeRuntime& caller) {
    static const std::regex form(
        "(\r\nLambda-Extension-Event-Identifier: )"
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
        "[0-9a-f]{12}\r\n");
    return std::regex_replace(response(caller.socket()), form, "$1<uuid>\r\n");
  }
  static std::string event_answer_with(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Type: application/json\r\n"
           "Lambda-Extension-Event-Identifier: <uuid>\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\nConnection: keep-alive\r\n\r\n" + std::string(body);
  }
  static std::string invoke_answer(const std::string& request_id = kId) {
    return event_answer_with(
        R"({"eventType":"INVOKE","deadlineMs":1769940003000,"requestId":")" + request_id +
        R"(","invokedFunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:orders",)"
        R"("tracing":{"type":"X-Amzn-Trace-Id","value":)"
        R"("Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=644a89f7bc5b683d;Sampled=0"}})");
  }
  std::size_t count_in_journal(std::string_view type) const {
    std::size_t count = 0;
    for (const journal::Event& event : journal_.events())
      count += journal::type_of(event.fact) == type ? 1U : 0U;
    return count;
  }
};

// --- Events --------------------------------------------------------------------------------------

TEST_F(ExtensionsApiNext, HandsOutInvokeWithEveryField) {
  go_to_extension(S::Ready);

  extensions_.offer_invoke(invoke());

  EXPECT_EQ(event_of(*e_), invoke_answer());
  EXPECT_EQ(state_of("e"), S::Running);
}

TEST_F(ExtensionsApiNext, LeavesTracingOutWhereThereIsNone) {
  go_to_extension(S::Ready);
  environment::InvokeNotice notice = invoke();
  notice.trace_header.clear();

  extensions_.offer_invoke(notice);

  EXPECT_EQ(event_of(*e_),
            event_answer_with(R"({"eventType":"INVOKE","deadlineMs":1769940003000,"requestId":)"
                              R"("8f507cfc-bc3b-4697-b07a-ac58fc914c95","invokedFunctionArn":)"
                              R"("arn:aws:lambda:us-east-1:123456789012:function:orders"})"));
}

TEST_F(ExtensionsApiNext, HandsOutShutdownWithEveryReason) {
  using Reason = journal::ShutdownReason;
  for (const auto& [reason, name] : {std::pair(Reason::Spindown, "spindown"),
                                     std::pair(Reason::Timeout, "timeout"),
                                     std::pair(Reason::Failure, "failure")}) {
    go_to_extension(S::Ready);
    extensions_.offer_shutdown("e", shutdown(reason));

    EXPECT_EQ(event_of(*e_),
              event_answer_with(
                  std::string(
                      R"({"eventType":"SHUTDOWN","deadlineMs":1769940005000,"shutdownReason":")") +
                  name + "\"}"));
    EXPECT_EQ(state_of("e"), S::Running);
    const auto fact = std::get<journal::ExtensionShutdown>(journal_.events().back().fact);
    EXPECT_EQ(fact.name, "e");
    EXPECT_EQ(fact.reason, reason);
    EXPECT_EQ(fact.deadline_ms, 1'769'940'005'000);
  }
}

TEST_F(ExtensionsApiNext, BlocksAfterShutdown) {
  go_to_extension(S::Ready);
  extensions_.offer_shutdown("e", shutdown(journal::ShutdownReason::Spindown));
  event_of(*e_);

  poll_as(*e_, id_of("e"));

  EXPECT_TRUE(is_left_waiting(*e_));
  EXPECT_EQ(state_of("e"), S::Ready);
}

TEST_F(ExtensionsApiNext, ServesInvokeAfterInvokeOnOneConnection) {
  go_to_extension(S::Ready);
  for (const std::string& id : {std::string(kId), std::string(kOtherId), std::string("third")}) {
    extensions_.offer_invoke(invoke(id));
    EXPECT_FALSE(extensions_.is_invoke_done());
    EXPECT_EQ(event_of(*e_), invoke_answer(id));
    poll_as(*e_, id_of("e"));
    EXPECT_TRUE(extensions_.is_invoke_done());
  }
  EXPECT_EQ(listener_->connections(), 1U);
  EXPECT_EQ(count_in_journal("extension.ready"), 1U);
}

TEST_F(ExtensionsApiNext, GivesEveryEventAnotherIdentifier) {
  go_to_extension(S::Ready);
  const auto identifier = [&] {
    extensions_.offer_invoke(invoke());
    const std::string answer = response(e_->socket());
    return answer.substr(answer.find("Event-Identifier: "), 54);
  };
  const std::string first = identifier();
  poll_as(*e_, id_of("e"));

  EXPECT_NE(identifier(), first);
}

TEST_F(ExtensionsApiNext, LeavesOthersWaiting) {
  extensions_.restart({"both", "shutdown", "nothing"});
  FakeRuntime both = connect_runtime();
  FakeRuntime shutdown_only = connect_runtime();
  FakeRuntime nothing = connect_runtime();
  poll_as(both, registers("both", {true, true}));
  poll_as(shutdown_only, registers("shutdown", {false, true}));
  poll_as(nothing, registers("nothing", {false, false}));

  extensions_.offer_invoke(invoke());
  EXPECT_EQ(event_of(both), invoke_answer());
  extensions_.offer_shutdown("shutdown", shutdown(journal::ShutdownReason::Failure));
  EXPECT_TRUE(event_of(shutdown_only).find("\"failure\"") != std::string::npos);

  EXPECT_TRUE(is_left_waiting(both));
  EXPECT_TRUE(is_left_waiting(nothing));
}

TEST_F(ExtensionsApiNext, FindsAnEventThatWaits) {
  go_to_extension(S::Running);
  extensions_.offer_shutdown("e", shutdown(journal::ShutdownReason::Timeout));

  send(e_->socket(), next_of(id_of("e")));

  EXPECT_TRUE(event_of(*e_).find("\"timeout\"") != std::string::npos);
}

TEST_F(ExtensionsApiNext, TakesAnIdentifierInCapitals) {
  go_to_extension(S::Registered);
  std::string id = id_of("e");
  for (char& c : id)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  FakeRuntime caller = connect_runtime();

  poll_as(caller, id);

  EXPECT_EQ(state_of("e"), S::Ready);
}

// --- Polls that go
// ---------------------------------------------------------------------------------

TEST_F(ExtensionsApiNext, SurvivesAPollerThatLeaves) {
  go_to_extension(S::Ready);
  const std::string id = id_of("e");
  e_.reset();
  ASSERT_TRUE(becomes_true([&] { return listener_->connections() == 0; }));
  EXPECT_EQ(state_of("e"), S::Ready) << "nobody tells the difference";

  extensions_.offer_invoke(invoke());
  EXPECT_FALSE(extensions_.is_invoke_done());
  FakeRuntime again = connect_runtime();
  send(again.socket(), next_of(id));

  EXPECT_EQ(event_of(again), invoke_answer()) << "the event is not lost";
}

TEST_F(ExtensionsApiNext, DoesNotLoseAnEventToAPollerThatHasJustLeft) {
  go_to_extension(S::Ready);
  const std::string id = id_of("e");
  e_->socket().close();
  extensions_.offer_invoke(invoke());
  ASSERT_TRUE(becomes_true([&] { return listener_->connections() == 0; }));
  EXPECT_FALSE(extensions_.is_invoke_done());

  FakeRuntime again = connect_runtime();
  send(again.socket(), next_of(id));

  EXPECT_EQ(event_of(again), invoke_answer());
}

TEST_F(ExtensionsApiNext, DoesNotLoseShutdownThatWaitedForAPollerWhoLeft) {
  go_to_extension(S::Running);
  const std::string id = id_of("e");
  extensions_.offer_shutdown("e", shutdown(journal::ShutdownReason::Spindown));
  {
    FakeRuntime hasty = connect_runtime();
    send(hasty.socket(), next_of(id));
  }  // leaves before its request is read
  ASSERT_TRUE(becomes_true([&] { return listener_->connections() == 1; }));
  EXPECT_EQ(count_in_journal("extension.shutdown"), 0U) << "it has not arrived";

  send(e_->socket(), next_of(id));

  EXPECT_TRUE(event_of(*e_).find("\"SHUTDOWN\"") != std::string::npos);
  EXPECT_EQ(count_in_journal("extension.shutdown"), 1U);
}

TEST_F(ExtensionsApiNext, EndsThePollsOfTheLastGeneration) {
  go_to_extension(S::Ready);

  extensions_.restart({"e"});

  EXPECT_FALSE(to_end(e_->socket()).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(state_of("e"), S::Started);
}

TEST_F(ExtensionsApiNext, GivesNothingToAPollWhoseExtensionAnnouncedItsEnd) {
  go_to_extension(S::Ready);
  ASSERT_EQ(call(exit_error_of(id_of("e"))), accepted_answer());

  extensions_.offer_invoke(invoke());
  extensions_.offer_shutdown("e", shutdown(journal::ShutdownReason::Failure));

  EXPECT_TRUE(is_left_waiting(*e_));
  EXPECT_EQ(state_of("e"), S::ExitError);
}

// --- Who calls -----------------------------------------------------------------------------------

// The calls that take an identifier, without one.
std::string without_identifier(std::string_view what) {
  const std::string path = "/2020-01-01/extension/" + std::string(what);
  if (what == "event/next") return FakeRuntime::get(path);
  return FakeRuntime::post(path, "{}", {"Lambda-Extension-Function-Error-Type: E.X"});
}

TEST_F(ExtensionsApiNext, AsksForTheIdentifierFirst) {
  const std::string missing = forbidden_answer("Extension.MissingExtensionIdentifier",
                                               "Missing Lambda-Extension-Identifier header");
  for (const char* what : {"event/next", "init/error", "exit/error"})
    EXPECT_EQ(call(without_identifier(what)), missing) << what;
  for (const char* phase : {"init", "exit"}) {
    EXPECT_EQ(
        call(FakeRuntime::post("/2020-01-01/extension/" + std::string(phase) + "/error", "{}")),
        missing)
        << "before the error type";
  }
  EXPECT_EQ(call(next_of("")), missing);
}

TEST_F(ExtensionsApiNext, RefusesWhatIsNoUuid) {
  const std::string malformed = forbidden_answer("Extension.InvalidExtensionIdentifier",
                                                 "Invalid Lambda-Extension-Identifier");
  for (const char* id : {"x",
                         "00000000-1111-4222-8333-44444444444",
                         "00000000-1111-4222-8333-4444444444444",
                         "00000000-1111-4222-8333-44444444444g",
                         "00000000111142228333444444444444",
                         "00000000-1111-4222-83334-44444444444"}) {
    EXPECT_EQ(call(next_of(id)), malformed) << id;
    EXPECT_EQ(call(init_error_of(id)), malformed) << id;
    EXPECT_EQ(call(exit_error_of(id, "")), malformed) << "before the error type";
  }
}

TEST_F(ExtensionsApiNext, RefusesWhomNobodyKnows) {
  go_to_extension(S::Registered);
  const std::string last = id_of("e");
  extensions_.restart({"e"});

  for (const std::string& id : {std::string(kStrangerId), last}) {
    EXPECT_EQ(call(next_of(id)), unknown_extension_answer(id));
    const std::string unknown = forbidden_answer("Extension.UnknownExtensionIdentifier",
                                                 "Unknown Lambda-Extension-Identifier");
    EXPECT_EQ(call(init_error_of(id)), unknown);
    EXPECT_EQ(call(exit_error_of(id)), unknown);
  }
}

TEST_F(ExtensionsApiNext, AsksForTheErrorTypeBeforeItAsksWhoCalls) {
  go_to_extension(S::Registered);
  const std::string missing =
      forbidden_answer("Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");

  for (const std::string& id : {std::string(kStrangerId), id_of("e")}) {
    EXPECT_EQ(call(init_error_of(id, "")), missing);
    EXPECT_EQ(call(exit_error_of(id, "")), missing);
  }
  EXPECT_EQ(state_of("e"), S::Registered);
}

TEST_F(ExtensionsApiNext, IgnoresTheBodyOfAnError) {
  for (const std::string& body :
       {std::string(), std::string("not JSON"), std::string(100'000, 'x')}) {
    go_to_extension(S::Registered);
    FakeRuntime caller = connect_runtime();
    const std::string line = "Lambda-Extension-Identifier: " + id_of("e");

    EXPECT_EQ(call(caller,
                   FakeRuntime::post("/2020-01-01/extension/init/error",
                                     body,
                                     {line, "Lambda-Extension-Function-Error-Type: My.Error"})),
              accepted_answer());
    EXPECT_EQ(extensions_.find("e")->error_type, "My.Error");
    EXPECT_TRUE(call(caller, FakeRuntime::get("/2018-06-01/ping")).ends_with("pong"))
        << "the connection goes on";
  }
}

}  // namespace
}  // namespace lambent::runtime_api
