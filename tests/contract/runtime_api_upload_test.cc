// POST …/response, …/error and init/error; runtime-api.md §1.5–§1.7, §1.9, §1.14.
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/runtime_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using S = RuntimeState;

constexpr const char* kTooLargeForTheCaller =
    "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size "
    "(6291556 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}";

std::string chunk(std::string_view data) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  return std::string(size) + std::string(data) + "\r\n";
}

class RuntimeApiUpload : public RuntimeApiTest {
 protected:
  void SetUp() override {
    RuntimeApiTest::SetUp();
    go_to(S::Running);
  }
  static std::string too_large_answer() {
    return refusal_answer("413 Payload Too Large",
                          "RequestEntityTooLarge",
                          "Exceeded maximum allowed payload size (6291556 bytes).",
                          "close");
  }
  static std::string truncated_answer() {
    return refusal_answer(
        "400 Bad Request", "TruncatedHTTPRequest", "HTTP request detected as truncated", "close");
  }
  static std::string chunked(std::string_view call_name, std::string_view headers = "") {
    return "POST " + FakeRuntime::invocation(kId, call_name) +
           " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + std::string(headers) + "\r\n";
  }
};

// --- Success -------------------------------------------------------------------------------------

TEST_F(RuntimeApiUpload, AcceptsAResponse) {
  EXPECT_EQ(call(FakeRuntime::response(kId, "{\"ok\": true}", {"Content-Type: application/json"})),
            accepted_answer());

  ASSERT_TRUE(link_.answered);
  EXPECT_EQ(link_.answered->payload, "{\"ok\": true}");
  EXPECT_FALSE(link_.answered->is_error);
  EXPECT_EQ(link_.state(), S::ResponseSent);
}

TEST_F(RuntimeApiUpload, DoesNotLookIntoTheBody) {
  const std::string bytes("not json \0\xff", 11);

  EXPECT_EQ(call(FakeRuntime::response(kId, bytes)), accepted_answer());

  EXPECT_EQ(link_.answered->payload, bytes);
}

TEST_F(RuntimeApiUpload, AcceptsAnEmptyBody) {
  EXPECT_EQ(call(FakeRuntime::response(kId, "")), accepted_answer());

  ASSERT_TRUE(link_.answered);
  EXPECT_EQ(link_.answered->payload, "");
}

TEST_F(RuntimeApiUpload, AcceptsChunks) {
  EXPECT_EQ(call(chunked("response") + chunk("{\"a\"") + chunk(":1}") + "0\r\n\r\n"),
            accepted_answer());

  EXPECT_EQ(link_.answered->payload, "{\"a\":1}");
}

TEST_F(RuntimeApiUpload, AcceptsAnErrorAndItsBytes) {
  const std::string body = R"({"errorMessage":"boom","errorType":"E","errorCause":{}})";

  EXPECT_EQ(call(FakeRuntime::error(kId, body, {"Content-Type: application/json"})),
            accepted_answer());

  ASSERT_TRUE(link_.answered);
  EXPECT_EQ(link_.answered->payload, body) << "only the special type has its cause taken out";
  EXPECT_TRUE(link_.answered->is_error);
  EXPECT_EQ(link_.state(), S::ResponseSent);
}

TEST_F(RuntimeApiUpload, TakesTheCauseOutOfAnErrorOfThatType) {
  EXPECT_EQ(
      call(FakeRuntime::error(kId,
                              R"({"errorType":"E","errorMessage":"boom","errorCause":{"a":1}})",
                              {"Content-Type: application/vnd.aws.lambda.error.cause+json"})),
      accepted_answer());
  EXPECT_EQ(link_.answered->payload, R"({"errorMessage":"boom","errorType":"E"})");
}

TEST_F(RuntimeApiUpload, SaysSoWhenAnErrorOfThatTypeIsNone) {
  EXPECT_EQ(call(FakeRuntime::error(
                kId, "boom", {"Content-Type: application/vnd.aws.lambda.error.cause+json"})),
            accepted_answer());
  EXPECT_EQ(link_.answered->payload, "\"Invalid error body\"");
  EXPECT_TRUE(link_.answered->is_error);
}

TEST_F(RuntimeApiUpload, LeavesAResponseOfThatTypeAlone) {
  const std::string body = R"({"errorCause":1})";
  EXPECT_EQ(call(FakeRuntime::response(
                kId, body, {"Content-Type: application/vnd.aws.lambda.error.cause+json"})),
            accepted_answer());
  EXPECT_EQ(link_.answered->payload, body);
}

TEST_F(RuntimeApiUpload, TakesAnXRayCauseOfNearlyAMebibyte) {
  const std::string cause =
      "Lambda-Runtime-Function-XRay-Error-Cause: {" + std::string(1'048'000, 'x') + "}";

  EXPECT_EQ(call(FakeRuntime::error(kId, "{}", {cause})), accepted_answer());
}

TEST_F(RuntimeApiUpload, SaysContinueToAClientThatWaitsForIt) {
  FakeRuntime runtime = connect_runtime();
  send(runtime.socket(),
       "POST " + FakeRuntime::invocation(kId, "response") +
           " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(test::run(io_, runtime.socket().read_until("\r\n\r\n")),
            "HTTP/1.1 100 Continue\r\n\r\n");

  send(runtime.socket(), "{}");

  EXPECT_EQ(response(runtime.socket()), accepted_answer());
}

TEST_F(RuntimeApiUpload, AnswersTheRuntimeAfterTheCaller) {
  link_.acknowledge_after_delivery();
  for (const char* path : {"response", "error"}) {
    go_to(S::Running);
    FakeRuntime runtime = connect_runtime();
    send(runtime.socket(), FakeRuntime::post(FakeRuntime::invocation(kId, path), "{}"));
    ASSERT_TRUE(becomes_true([&] { return link_.answered.has_value(); }));
    EXPECT_TRUE(is_left_waiting(runtime)) << path;

    link_.confirm_delivery();

    EXPECT_EQ(response(runtime.socket()), accepted_answer());
  }
}

// --- The response mode ---------------------------------------------------------------------------

TEST_F(RuntimeApiUpload, KnowsTwoResponseModes) {
  for (const char* line : {"Lambda-Runtime-Function-Response-Mode: streaming",
                           "lambda-runtime-function-response-mode: streaming",
                           "Lambda-Runtime-Function-Response-Mode:"}) {
    go_to(S::Running);
    EXPECT_EQ(call(FakeRuntime::response(kId, "x", {line})), accepted_answer()) << line;
    EXPECT_EQ(link_.answered->payload, "x");
  }
}

TEST_F(RuntimeApiUpload, BuffersWhatIsStreamed) {
  EXPECT_EQ(
      call(chunked("response",
                   "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                   "Trailer: Lambda-Runtime-Function-Error-Type\r\n") +
           chunk("one ") + chunk("two") + "0\r\nLambda-Runtime-Function-Error-Type: X\r\n\r\n"),
      accepted_answer());
  EXPECT_EQ(link_.answered->payload, "one two");
}

TEST_F(RuntimeApiUpload, RefusesAnyOtherMode) {
  for (const char* mode : {"Streaming", "buffered", "stream", "streaming, buffered"}) {
    go_to(S::Running);
    FakeRuntime runtime = connect_runtime();

    EXPECT_EQ(
        call(runtime,
             FakeRuntime::response(
                 kId, "{}", {std::string("Lambda-Runtime-Function-Response-Mode: ").append(mode)})),
        refusal_answer(
            "400 Bad Request", "InvalidFunctionResponseMode", "Invalid function response mode"))
        << mode;
    ASSERT_TRUE(link_.answered) << "the caller does not wait for ever";
    EXPECT_EQ(link_.answered->payload, "");
    EXPECT_TRUE(link_.answered->is_error);
    EXPECT_EQ(link_.state(), S::ResponseSent) << "and the runtime may go on";
  }
}

TEST_F(RuntimeApiUpload, DoesNotAskAnErrorForItsMode) {
  EXPECT_EQ(
      call(FakeRuntime::error(kId, "{}", {"Lambda-Runtime-Function-Response-Mode: Streaming"})),
      accepted_answer());
}

// --- The limit -----------------------------------------------------------------------------------

TEST_F(RuntimeApiUpload, AcceptsABodyOfExactlyTheLimit) {
  const std::string body(6'291'556, 'x');

  EXPECT_EQ(call(FakeRuntime::response(kId, body)), accepted_answer());
  ASSERT_TRUE(link_.answered);
  EXPECT_TRUE(link_.answered->payload == body);
  EXPECT_FALSE(link_.answered->is_error);
}

TEST_F(RuntimeApiUpload, RefusesOneByteMore) {
  EXPECT_EQ(call(FakeRuntime::response(kId, std::string(6'291'557, 'x'))), too_large_answer());

  ASSERT_TRUE(link_.answered);
  EXPECT_EQ(link_.answered->payload, kTooLargeForTheCaller);
  EXPECT_TRUE(link_.answered->is_error);
  EXPECT_EQ(link_.state(), S::ResponseSent);
  FakeRuntime runtime = connect_runtime();
  poll(runtime);
  EXPECT_TRUE(link_.is_ready()) << "the runtime may go on with next";
}

TEST_F(RuntimeApiUpload, CountsChunksTogether) {
  const std::string piece(65'536, 'x');
  std::string body;
  for (int i = 0; i < 96; ++i)
    body += chunk(piece);  // 6 MiB
  const std::string rest(100, 'x');

  EXPECT_EQ(call(chunked("response") + body + chunk(rest) + "0\r\n\r\n"), accepted_answer());
  EXPECT_EQ(link_.answered->payload.size(), 6'291'556U);

  go_to(S::Running);
  EXPECT_EQ(call(chunked("response") + body + chunk(rest + "x") + "0\r\n\r\n"), too_large_answer());
  EXPECT_EQ(link_.answered->payload, kTooLargeForTheCaller);
}

TEST_F(RuntimeApiUpload, LimitsErrorsAsWell) {
  EXPECT_EQ(call(FakeRuntime::error(kId, std::string(6'291'556, 'x'))), accepted_answer());

  go_to(S::Running);
  EXPECT_EQ(call(FakeRuntime::error(kId, std::string(6'291'557, 'x'))), too_large_answer());
  EXPECT_EQ(link_.answered->payload, kTooLargeForTheCaller);
  EXPECT_TRUE(link_.answered->is_error);
}

// --- Bodies that are cut short -------------------------------------------------------------------

TEST_F(RuntimeApiUpload, RefusesABodyThatIsCutShort) {
  FakeRuntime runtime = connect_runtime();
  send(runtime.socket(),
       "POST " + FakeRuntime::invocation(kId, "response") +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nonly so");
  runtime.socket().shutdown_send();

  EXPECT_EQ(to_end(runtime.socket()), truncated_answer());

  ASSERT_TRUE(link_.answered);
  EXPECT_EQ(link_.answered->payload,
            "{\"errorType\":\"Runtime.TruncatedResponse\",\"errorMessage\":\"RequestId: "
            "8f507cfc-bc3b-4697-b07a-ac58fc914c95 Error: Response is truncated\"}");
  EXPECT_TRUE(link_.answered->is_error);
  EXPECT_EQ(link_.state(), S::ResponseSent);
}

TEST_F(RuntimeApiUpload, RefusesBrokenChunks) {
  EXPECT_EQ(call(chunked("response") + "2\r\nab\r\nno size\r\n"), truncated_answer());

  go_to(S::Running);
  FakeRuntime runtime = connect_runtime();
  send(runtime.socket(), chunked("error") + chunk("ab"));
  runtime.socket().shutdown_send();
  EXPECT_EQ(to_end(runtime.socket()), truncated_answer());
}

TEST_F(RuntimeApiUpload, NoticesARuntimeThatIsGoneInTheMiddle) {
  FakeRuntime runtime = connect_runtime();
  send(runtime.socket(),
       "POST " + FakeRuntime::invocation(kId, "response") +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nonly so");
  runtime.socket().reset();

  ASSERT_TRUE(becomes_true([&] { return link_.answered.has_value(); }));
}

// --- The wrong invoke ----------------------------------------------------------------------------

TEST_F(RuntimeApiUpload, AcceptsTheInvocationIdOfTheEvent) {
  EXPECT_EQ(
      call(FakeRuntime::response(kId, "{}", {"lambda-runtime-invocation-id: the-invocation"})),
      accepted_answer());
  go_to(S::Running);
  EXPECT_EQ(call(FakeRuntime::error(kId, "{}", {"Lambda-Runtime-Invocation-Id: the-invocation"})),
            accepted_answer());
}

TEST_F(RuntimeApiUpload, RefusesTheInvocationIdOfAnotherEvent) {
  const std::string over = refusal_answer("410 Gone", "InvokeTimeout", "Invoke timeout");
  for (const char* line : {"Lambda-Runtime-Invocation-Id: another",
                           "Lambda-Runtime-Invocation-Id: THE-INVOCATION",
                           "Lambda-Runtime-Invocation-Id:"}) {
    EXPECT_EQ(call(FakeRuntime::response(kId, "{}", {line})), over) << line;
    EXPECT_EQ(call(FakeRuntime::error(kId, "{}", {line})), over) << line;
    EXPECT_FALSE(link_.answered) << "nothing is delivered";
    EXPECT_EQ(link_.state(), S::Running) << "and nothing changes";
  }
  EXPECT_EQ(call(FakeRuntime::response(kId, "{}")), accepted_answer());
}

TEST_F(RuntimeApiUpload, LooksAtTheRequestIdBeforeTheInvocationId) {
  EXPECT_EQ(call(FakeRuntime::response(kOtherId, "{}", {"Lambda-Runtime-Invocation-Id: another"})),
            wrong_id_answer());
}

TEST_F(RuntimeApiUpload, LooksAtTheInvocationIdBeforeTheState) {
  go_to(S::ResponseSent);
  EXPECT_EQ(call(FakeRuntime::response(kId, "{}", {"Lambda-Runtime-Invocation-Id: another"})),
            refusal_answer("410 Gone", "InvokeTimeout", "Invoke timeout"));
}

TEST_F(RuntimeApiUpload, KeepsTheConnectionAfterARefusal) {
  FakeRuntime runtime = connect_runtime();
  EXPECT_EQ(call(runtime, FakeRuntime::response(kOtherId, "{\"late\":1}")), wrong_id_answer());
  EXPECT_EQ(call(runtime, FakeRuntime::response(kId, "{}")), accepted_answer());
}

TEST_F(RuntimeApiUpload, RefusesAnUploadWhoseInvokeIsOverMeanwhile) {
  FakeRuntime late = connect_runtime();
  send(late.socket(),
       "POST " + FakeRuntime::invocation(kId, "response") +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  ASSERT_TRUE(becomes_true([&] { return link_.state() == S::InvocationResponse; }));
  link_.close_invoke();

  send(late.socket(), "cd");

  EXPECT_EQ(response(late.socket()), wrong_id_answer());
  EXPECT_FALSE(link_.answered);
}

TEST_F(RuntimeApiUpload, RefusesAnUploadOfADeadProcess) {
  FakeRuntime late = connect_runtime();
  send(late.socket(),
       "POST " + FakeRuntime::invocation(kId, "response") +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  ASSERT_TRUE(becomes_true([&] { return link_.state() == S::InvocationResponse; }));
  // A retry with the same request id, in a new process.
  go_to(S::Running);

  send(late.socket(), "cd");

  EXPECT_EQ(response(late.socket()), wrong_id_answer());
  EXPECT_FALSE(link_.answered);
  EXPECT_EQ(link_.state(), S::Running);
}

// --- init/error ----------------------------------------------------------------------------------

class RuntimeApiInitError : public RuntimeApiTest {};

TEST_F(RuntimeApiInitError, KeepsTheBodyAndTheNormalisedType) {
  const std::string body = R"({"errorMessage":"no","errorType":"Runtime.ImportModuleError"})";
  EXPECT_EQ(call(FakeRuntime::init_error(
                body, {"Lambda-Runtime-Function-Error-Type: Runtime.ImportModuleError"})),
            accepted_answer());

  ASSERT_TRUE(link_.init_error);
  EXPECT_EQ(link_.init_error->type, "Runtime.ImportModuleError");
  EXPECT_EQ(link_.init_error->payload, body);
  EXPECT_EQ(link_.state(), S::InitError);
}

TEST_F(RuntimeApiInitError, NormalisesTheType) {
  const std::pair<std::string, std::string> rows[] = {
      {"ZeroDivisionError", "Runtime.Unknown" },
      {"Function.custom",   "Function.Unknown"},
      {"Function.Custom",   "Function.Custom" },
  };
  for (const auto& [reported, normalised] : rows) {
    go_to(S::Started);
    const std::string line = "Lambda-Runtime-Function-Error-Type: " + reported;
    ASSERT_EQ(call(FakeRuntime::init_error("{}", {line})), accepted_answer());
    EXPECT_EQ(link_.init_error->type, normalised);
  }
  go_to(S::Started);
  ASSERT_EQ(call(FakeRuntime::init_error("{}")), accepted_answer());
  EXPECT_EQ(link_.init_error->type, "Runtime.Unknown") << "without the header";
}

TEST_F(RuntimeApiInitError, PassesABodyThatIsNoJson) {
  EXPECT_EQ(call(FakeRuntime::init_error("boom")), accepted_answer());
  EXPECT_EQ(link_.init_error->payload, "boom");
}

TEST_F(RuntimeApiInitError, IsTakenOnce) {
  ASSERT_EQ(call(FakeRuntime::init_error("first")), accepted_answer());

  EXPECT_EQ(call(FakeRuntime::init_error("second")), wrong_state_answer("InitError", "InitError"));
  EXPECT_EQ(link_.init_error->payload, "first");
}

TEST_F(RuntimeApiInitError, RefusesABodyThatIsCutShort) {
  FakeRuntime runtime = connect_runtime();
  send(runtime.socket(),
       "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab");
  runtime.socket().shutdown_send();

  EXPECT_EQ(to_end(runtime.socket()),
            refusal_answer("400 Bad Request",
                           "TruncatedHTTPRequest",
                           "HTTP request detected as truncated",
                           "close"));
  EXPECT_FALSE(link_.init_error);
  EXPECT_EQ(link_.state(), S::Started);
}

TEST_F(RuntimeApiInitError, RefusesABodyThatIsTooLarge) {
  const std::string largest(limits::kMaxControlBody, 'x');
  const std::string answer = call(FakeRuntime::init_error(largest + 'x'));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_FALSE(link_.init_error);

  EXPECT_EQ(call(FakeRuntime::init_error(largest)), accepted_answer());
}

TEST_F(RuntimeApiInitError, OfADeadProcessIsRefused) {
  FakeRuntime late = connect_runtime();
  send(late.socket(),
       "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  settle();
  link_.restart();

  send(late.socket(), "cd");

  EXPECT_TRUE(response(late.socket()).starts_with("HTTP/1.1 403 "));
  EXPECT_FALSE(link_.init_error);
  EXPECT_EQ(link_.state(), S::Started);
}

}  // namespace
}  // namespace lambent::runtime_api
