// GET …/invocation/next; runtime-api.md §1.3, §1.4.
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/runtime_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using S = RuntimeState;

class RuntimeApiNext : public RuntimeApiTest {};

TEST_F(RuntimeApiNext, HandsOutTheEventWithEveryHeader) {
  environment::InvokeEvent event = event_named(kId, "{\"a\": 1}");
  event.client_context = R"({"custom":{"k":"v"}})";
  event.cognito_identity = R"({"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"})";
  event.tenant_id = "blue";
  FakeRuntime runtime = connect_runtime();
  poll(runtime);
  link_.offer(event);

  EXPECT_EQ(response(runtime.socket()),
            "HTTP/1.1 200 OK\r\n"
            "Date: <date>\r\n"
            "Content-Type: application/json\r\n"
            "Lambda-Runtime-Aws-Request-Id: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\r\n"
            "Lambda-Runtime-Deadline-Ms: 1769940003000\r\n"
            "Lambda-Runtime-Invoked-Function-Arn: "
            "arn:aws:lambda:us-east-1:123456789012:function:f\r\n"
            "Lambda-Runtime-Trace-Id: "
            "Root=1-669f2d13-c6867523289ee374e75f22bf;Parent=644a89f7bc5b683d;Sampled=0\r\n"
            "Lambda-Runtime-Client-Context: {\"custom\":{\"k\":\"v\"}}\r\n"
            "Lambda-Runtime-Cognito-Identity: "
            "{\"cognitoIdentityId\":\"i\",\"cognitoIdentityPoolId\":\"p\"}\r\n"
            "Lambda-Runtime-Aws-Tenant-Id: blue\r\n"
            "Lambda-Runtime-Invocation-Id: the-invocation\r\n"
            "Content-Length: 8\r\n"
            "Connection: keep-alive\r\n"
            "\r\n"
            "{\"a\": 1}");
  EXPECT_EQ(link_.state(), S::Running);
}

TEST_F(RuntimeApiNext, LeavesEmptyHeadersOut) {
  FakeRuntime runtime = connect_runtime();
  poll(runtime);
  link_.offer(event_named(kId));
  EXPECT_EQ(response(runtime.socket()), event_answer(kId));

  go_to(S::Ready);
  environment::InvokeEvent bare;
  bare.request_id = kId;
  bare.payload = "null";
  link_.offer(bare);
  EXPECT_EQ(call(FakeRuntime::next()),
            "HTTP/1.1 200 OK\r\n"
            "Date: <date>\r\n"
            "Content-Type: application/json\r\n"
            "Lambda-Runtime-Aws-Request-Id: 8f507cfc-bc3b-4697-b07a-ac58fc914c95\r\n"
            "Lambda-Runtime-Deadline-Ms: 0\r\n"
            "Content-Length: 4\r\n"
            "Connection: keep-alive\r\n"
            "\r\n"
            "null");
}

TEST_F(RuntimeApiNext, PassesThePayloadUntouched) {
  const std::string payload("{ \"x\" : \"\xC3\xA9\xFF\0\r\n\" }", 16);
  go_to(S::Ready);
  link_.offer(event_named(kId, payload));

  EXPECT_EQ(call(FakeRuntime::next()), event_answer(kId, payload));
}

TEST_F(RuntimeApiNext, PassesTheLargestEvent) {
  const std::string payload(limits::kMaxSyncRequest, 'x');
  FakeRuntime runtime = connect_runtime();
  poll(runtime);
  link_.offer(event_named(kId, payload));

  EXPECT_TRUE(response(runtime.socket()) == event_answer(kId, payload));
}

TEST_F(RuntimeApiNext, EndsTheInitPhase) {
  EXPECT_EQ(link_.state(), S::Started);
  FakeRuntime runtime = connect_runtime();

  poll(runtime);

  EXPECT_TRUE(link_.is_ready());
  EXPECT_TRUE(is_left_waiting(runtime));
}

TEST_F(RuntimeApiNext, FindsAnEventThatWaits) {
  go_to(S::Ready);
  link_.offer(event_named(kId));

  EXPECT_EQ(call(FakeRuntime::next()), event_answer(kId));
}

TEST_F(RuntimeApiNext, ServesTheSameEventUntilItIsAnswered) {
  go_to(S::Ready);
  link_.offer(event_named(kId, "[1]"));
  FakeRuntime runtime = connect_runtime();

  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(call(runtime, FakeRuntime::next()), event_answer(kId, "[1]"));
    EXPECT_EQ(link_.state(), S::Running);
  }
  EXPECT_EQ(call(runtime, FakeRuntime::response(kId, "{}")), accepted_answer());
}

TEST_F(RuntimeApiNext, ServesInvokeAfterInvokeOnOneConnection) {
  FakeRuntime runtime = connect_runtime();
  for (const std::string& id : {std::string(kId), std::string(kOtherId), std::string("third")}) {
    poll(runtime);
    ASSERT_TRUE(link_.is_ready());
    link_.offer(event_named(id));
    EXPECT_EQ(response(runtime.socket()), event_answer(id));
    EXPECT_EQ(call(runtime, FakeRuntime::response(id, "{}")), accepted_answer());
    link_.close_invoke();
  }
  EXPECT_EQ(listener_->connections(), 1U);
}

TEST_F(RuntimeApiNext, MarksTheInvokeAsDoneAfterTheResponse) {
  go_to(S::ResponseSent);
  FakeRuntime runtime = connect_runtime();

  poll(runtime);

  EXPECT_TRUE(link_.is_ready());
  EXPECT_TRUE(is_left_waiting(runtime)) << "the answered event is not served again";
}

// --- Several polls -------------------------------------------------------------------------------

TEST_F(RuntimeApiNext, ServesExactlyOneOfTwoPollers) {
  FakeRuntime one = connect_runtime();
  FakeRuntime two = connect_runtime();
  poll(one);
  poll(two);
  link_.offer(event_named(kId));

  const bool one_was_served = !is_left_waiting(one);
  FakeRuntime& served = one_was_served ? one : two;
  FakeRuntime& other = one_was_served ? two : one;
  EXPECT_EQ(response(served.socket()), event_answer(kId));
  EXPECT_TRUE(is_left_waiting(other)) << "left blocked";
  EXPECT_EQ(call(served, FakeRuntime::response(kId, "{}")), accepted_answer());
  EXPECT_TRUE(is_left_waiting(other));
}

TEST_F(RuntimeApiNext, ServesThePollerLeftBehindLater) {
  FakeRuntime one = connect_runtime();
  FakeRuntime two = connect_runtime();
  poll(one);
  poll(two);
  link_.offer(event_named(kId));
  const bool one_was_served = !is_left_waiting(one);
  FakeRuntime& served = one_was_served ? one : two;
  FakeRuntime& other = one_was_served ? two : one;
  ASSERT_EQ(response(served.socket()), event_answer(kId));
  ASSERT_EQ(call(served, FakeRuntime::response(kId, "{}")), accepted_answer());
  link_.close_invoke();

  // The runtime asks for more, then its first connection goes: one poll is left.
  poll(served);
  served.socket().close();
  ASSERT_TRUE(becomes_true([&] { return listener_->connections() == 1; }));
  link_.offer(event_named(kOtherId));

  EXPECT_EQ(response(other.socket()), event_answer(kOtherId));
}

TEST_F(RuntimeApiNext, SurvivesAPollerThatLeaves) {
  {
    FakeRuntime runtime = connect_runtime();
    poll(runtime);
  }
  ASSERT_TRUE(becomes_true([&] { return listener_->connections() == 0; }));
  EXPECT_EQ(link_.state(), S::Ready) << "nobody tells the difference";

  link_.offer(event_named(kId));
  settle();
  EXPECT_EQ(link_.state(), S::Ready) << "it waits for somebody";
  EXPECT_EQ(call(FakeRuntime::next()), event_answer(kId)) << "the event is not lost";
}

TEST_F(RuntimeApiNext, LosesNoEventToAPollerThatLeavesUnnoticed) {
  FakeRuntime gone = connect_runtime();
  poll(gone);
  // Both are there at once when the loop wakes: the hang-up and the event.
  gone.socket().reset();
  link_.offer(event_named(kId));
  settle();

  EXPECT_EQ(call(FakeRuntime::next()), event_answer(kId));
  EXPECT_EQ(link_.state(), S::Running);
}

TEST_F(RuntimeApiNext, LeavesThePollOfADeadProcessWithoutAnEvent) {
  FakeRuntime old = connect_runtime();
  poll(old);

  link_.restart();
  settle();
  ASSERT_TRUE(link_.step(RuntimeCall::Next));
  link_.offer(event_named(kId));

  EXPECT_EQ(to_end(old.socket()).find(kId), std::string::npos) << "its process is gone";
  EXPECT_EQ(call(FakeRuntime::next()), event_answer(kId));
}

// A handler that times out may not even have read its event to the end.
TEST_F(RuntimeApiNext, SendsAnEventToItsEndThoughTheInvokeIsOver) {
  const std::string payload(64U * 1024 * 1024, 'x');
  FakeRuntime slow = connect_runtime();
  poll(slow);
  link_.offer(event_named(kId, payload));
  settle();
  ASSERT_EQ(link_.state(), S::Running);

  link_.close_invoke();
  link_.restart();
  settle();

  EXPECT_TRUE(response(slow.socket()) == event_answer(kId, payload));
}

}  // namespace
}  // namespace lambent::runtime_api
