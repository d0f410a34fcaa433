// Every state with every call, over the wire; runtime-api.md §1.3.
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/runtime_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using S = RuntimeState;

enum class Is { Served, Blocked, Accepted, WrongId, WrongState };

struct Row {
  RuntimeState state;
  const char* name;
  Is next;
  Is response;
  Is error;
  Is init_error;
};

// Typed from the table of §1.3.  "400/403" of response and error: 400 wherever no invoke is in
// progress, since the id is looked at first.
constexpr Row kGrid[] = {
    {S::Started,                 "Started",   Is::Blocked,    Is::WrongId,  Is::WrongId,  Is::Accepted  },
    {S::InitError,               "InitError", Is::WrongState, Is::WrongId,  Is::WrongId,  Is::WrongState},
    {S::Ready,                   "Ready",     Is::Blocked,    Is::WrongId,  Is::WrongId,  Is::WrongState},
    {S::Running,                 "Running",   Is::Served,     Is::Accepted, Is::Accepted, Is::WrongState},
    {S::InvocationResponse,
     "InvocationResponse",                    Is::WrongState,
     Is::WrongState,
     Is::WrongState,
     Is::WrongState                                                                                     },
    {S::InvocationErrorResponse,
     "InvocationErrorResponse",               Is::WrongState,
     Is::WrongState,
     Is::WrongState,
     Is::WrongState                                                                                     },
    {S::ResponseSent,
     "RuntimeResponseSentState",              Is::Blocked,
     Is::WrongState,
     Is::WrongState,
     Is::WrongState                                                                                     },
};

class RuntimeApiStates : public RuntimeApiTest {
 protected:
  /// Makes the call in `row`'s state and compares the whole answer.
  void expect(const Row& row, Is expected, const std::string& request, const char* target) {
    SCOPED_TRACE(std::string(row.name) + " → " + target);
    go_to(row.state);
    FakeRuntime runtime = connect_runtime();
    switch (expected) {
      case Is::Served: EXPECT_EQ(call(runtime, request), event_answer(kId)); break;
      case Is::Blocked:
        poll(runtime);
        EXPECT_TRUE(is_left_waiting(runtime));
        EXPECT_EQ(link_.state(), S::Ready);
        return;
      case Is::Accepted: EXPECT_EQ(call(runtime, request), accepted_answer()); return;
      case Is::WrongId: EXPECT_EQ(call(runtime, request), wrong_id_answer()); break;
      case Is::WrongState:
        EXPECT_EQ(call(runtime, request), wrong_state_answer(row.name, target));
        break;
    }
    EXPECT_EQ(link_.state(), row.state) << "no change";
  }
};

TEST_F(RuntimeApiStates, AnswerNextAsTheTableSays) {
  for (const Row& row : kGrid)
    expect(row, row.next, FakeRuntime::next(), "Ready");
}

TEST_F(RuntimeApiStates, AnswerResponseAsTheTableSays) {
  for (const Row& row : kGrid) {
    expect(row, row.response, FakeRuntime::response(kId, "{}"), "InvocationResponse");
    if (row.response == Is::Accepted) {
      EXPECT_EQ(link_.state(), S::ResponseSent);
    }
  }
}

TEST_F(RuntimeApiStates, AnswerErrorAsTheTableSays) {
  for (const Row& row : kGrid) {
    expect(row, row.error, FakeRuntime::error(kId, "{}"), "InvocationErrorResponse");
    if (row.error == Is::Accepted) {
      EXPECT_EQ(link_.state(), S::ResponseSent);
    }
  }
}

TEST_F(RuntimeApiStates, AnswerInitErrorAsTheTableSays) {
  for (const Row& row : kGrid) {
    expect(row, row.init_error, FakeRuntime::init_error("{}"), "InitError");
    if (row.init_error == Is::Accepted) {
      EXPECT_EQ(link_.state(), S::InitError);
    }
  }
}

TEST_F(RuntimeApiStates, LookAtTheIdBeforeTheState) {
  for (const Row& row : kGrid) {
    go_to(row.state);
    for (const std::string& id :
         {std::string(kOtherId), std::string("x"), std::string(kId) + "x"}) {
      EXPECT_EQ(call(FakeRuntime::response(id, "{}")), wrong_id_answer()) << row.name;
      EXPECT_EQ(call(FakeRuntime::error(id, "{}")), wrong_id_answer()) << row.name;
    }
    EXPECT_EQ(link_.state(), row.state);
  }
}

TEST_F(RuntimeApiStates, KnowNoIdBeforeTheEventWasHandedOut) {
  go_to(S::Ready);
  link_.offer(event_named(kId));

  EXPECT_EQ(call(FakeRuntime::response(kId, "{}")), wrong_id_answer());
  EXPECT_EQ(call(FakeRuntime::error(kId, "{}")), wrong_id_answer());
}

TEST_F(RuntimeApiStates, KnowNoIdOnceTheInvokeIsOver) {
  for (const S state : {S::Running, S::ResponseSent}) {
    go_to(state);
    link_.close_invoke();

    EXPECT_EQ(call(FakeRuntime::response(kId, "{}")), wrong_id_answer());
    EXPECT_EQ(call(FakeRuntime::error(kId, "{}")), wrong_id_answer());
    EXPECT_EQ(link_.state(), state);
  }
}

TEST_F(RuntimeApiStates, RefuseTheSecondAnswerAndKeepTheFirst) {
  go_to(S::Running);
  ASSERT_EQ(call(FakeRuntime::response(kId, "first")), accepted_answer());

  EXPECT_EQ(call(FakeRuntime::response(kId, "second")),
            wrong_state_answer("RuntimeResponseSentState", "InvocationResponse"));
  EXPECT_EQ(call(FakeRuntime::error(kId, "third")),
            wrong_state_answer("RuntimeResponseSentState", "InvocationErrorResponse"));
  EXPECT_EQ(link_.answered->payload, "first");
}

TEST_F(RuntimeApiStates, RefuseEverythingDuringAnUpload) {
  go_to(S::Running);
  FakeRuntime slow = connect_runtime();
  send(slow.socket(),
       "POST " + FakeRuntime::invocation(kId, "response") +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  ASSERT_TRUE(becomes_true([&] { return link_.state() == S::InvocationResponse; }));

  EXPECT_EQ(call(FakeRuntime::next()), wrong_state_answer("InvocationResponse", "Ready"));
  EXPECT_EQ(call(FakeRuntime::response(kId, "{}")),
            wrong_state_answer("InvocationResponse", "InvocationResponse"));
  EXPECT_EQ(call(FakeRuntime::error(kId, "{}")),
            wrong_state_answer("InvocationResponse", "InvocationErrorResponse"));

  send(slow.socket(), "cd");
  EXPECT_EQ(response(slow.socket()), accepted_answer());
  EXPECT_EQ(link_.answered->payload, "abcd");
}

}  // namespace
}  // namespace lambent::runtime_api
