// PUT /2022-07-01/telemetry and PUT /2020-08-15/logs; runtime-api.md §3.1.
#include <string>

#include <gtest/gtest.h>

#include "tests/contract/extensions_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using S = ExtensionState;

struct Face {
  const char* path;
  const char* other_path;
  const char* body;
  const char* other_body;
  const char* invalid;  // errorType of a bad body
  const char* closed;
  const char* closed_message;
};

constexpr const char* kTelemetryBody =
    R"({"schemaVersion":"2022-12-13","types":["platform"],)"
    R"("destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}})";
constexpr const char* kLogsBody =
    R"({"types":["platform"],)"
    R"("destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}})";

constexpr Face kFaces[] = {
    {"/2022-07-01/telemetry",
     "/2020-08-15/logs",      kTelemetryBody,
     kLogsBody,      "ValidationError",
     "Telemetry.SubscriptionClosed", "Telemetry API subscription is closed already"},
    {"/2020-08-15/logs",
     "/2022-07-01/telemetry", kLogsBody,
     kTelemetryBody, "Logs.ValidationError",
     "Logs.SubscriptionClosed",      "Logs API subscription is closed already"     },
};

class ExtensionsApiTelemetry : public ExtensionsApiTest {
 protected:
  void SetUp() override {
    ExtensionsApiTest::SetUp();
    start();
  }
  /// A new environment's init has begun, and "e" has registered.
  void start() {
    extensions_.restart({"e"});
    registers("e", {true, true});
    telemetry_.open("an-environment", journal_.last_id());
  }
  static std::string put(std::string_view path,
                         std::string_view body,
                         std::string_view identifier_line) {
    std::string text = "PUT " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n";
    if (!identifier_line.empty()) text.append(identifier_line).append("\r\n");
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return text.append(body);
  }
  std::string subscribe(std::string_view path, std::string_view body) {
    return call(put(path, body, "Lambda-Extension-Identifier: " + id_of("e")));
  }
  static std::string subscribed_answer() {
    return "HTTP/1.1 200 OK\r\nDate: <date>\r\nContent-Type: application/json\r\n"
           "Content-Length: 4\r\nConnection: keep-alive\r\n\r\n\"OK\"";
  }
  static bool is_invalid(const std::string& answer, const Face& face) {
    return answer.starts_with("HTTP/1.1 400 ") &&
           answer.find("\r\n\r\n{\"errorType\":\"" + std::string(face.invalid) +
                       "\",\"errorMessage\":\"") != std::string::npos &&
           answer.ends_with("\"}\n");
  }
};

class ExtensionsApiTelemetryOnOneFace : public ExtensionsApiTelemetry,
                                        public ::testing::WithParamInterface<Face> {};

INSTANTIATE_TEST_SUITE_P(Both,
                         ExtensionsApiTelemetryOnOneFace,
                         ::testing::ValuesIn(kFaces),
                         [](const auto& face) { return face.index == 0 ? "Telemetry" : "Logs"; });

TEST_P(ExtensionsApiTelemetryOnOneFace, Subscribes) {
  EXPECT_EQ(subscribe(GetParam().path, GetParam().body), subscribed_answer());
  EXPECT_TRUE(telemetry_.has_subscribers());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, TakesASlashAtTheEnd) {
  EXPECT_EQ(subscribe(std::string(GetParam().path) + "/", GetParam().body), subscribed_answer());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, SubscribesAgain) {
  ASSERT_EQ(subscribe(GetParam().path, GetParam().body), subscribed_answer());

  EXPECT_EQ(subscribe(GetParam().path, GetParam().body), subscribed_answer());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, KeepsASubscriptionAcrossAReset) {
  ASSERT_EQ(subscribe(GetParam().path, GetParam().body), subscribed_answer());
  telemetry_.close();
  start();

  EXPECT_EQ(subscribe(GetParam().path, GetParam().body), subscribed_answer());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, RefusesABodyThatIsInvalid) {
  for (const char* body : {"", "{", "[]", "{}", R"({"types":[]})"}) {
    const std::string answer = subscribe(GetParam().path, body);
    EXPECT_TRUE(is_invalid(answer, GetParam())) << answer;
  }
  EXPECT_FALSE(telemetry_.has_subscribers());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, RefusesWhoSubscribedThroughTheOtherApi) {
  ASSERT_EQ(subscribe(GetParam().other_path, GetParam().other_body), subscribed_answer());

  const std::string answer = subscribe(GetParam().path, GetParam().body);

  EXPECT_TRUE(is_invalid(answer, GetParam())) << answer;
  EXPECT_NE(answer.find("Telemetry API"), std::string::npos);
  EXPECT_NE(answer.find("Logs API"), std::string::npos);
}

TEST_P(ExtensionsApiTelemetryOnOneFace, ClosesWithTheEndOfTheInit) {
  const std::string closed = forbidden_answer(GetParam().closed, GetParam().closed_message);
  ASSERT_EQ(subscribe(GetParam().path, GetParam().body), subscribed_answer());

  telemetry_.close();

  EXPECT_EQ(subscribe(GetParam().path, GetParam().body), closed) << "nor does it subscribe again";
  EXPECT_EQ(subscribe(GetParam().path, "not JSON"), closed) << "before the body";
}

TEST_P(ExtensionsApiTelemetryOnOneFace, NoticesThatTheInitEndedMeanwhile) {
  FakeRuntime slow = connect_runtime();
  const std::string request =
      put(GetParam().path, GetParam().body, "Lambda-Extension-Identifier: " + id_of("e"));
  send(slow.socket(), request.substr(0, request.size() - 1));
  settle();
  telemetry_.close();

  send(slow.socket(), "}");

  EXPECT_EQ(response(slow.socket()),
            forbidden_answer(GetParam().closed, GetParam().closed_message));
}

TEST_P(ExtensionsApiTelemetryOnOneFace, AsksWhoCallsBeforeAnythingElse) {
  telemetry_.close();
  const auto call_as = [&](const std::string& line) {
    return call(put(GetParam().path, "not JSON", line));
  };

  EXPECT_EQ(call_as(""),
            forbidden_answer("Extension.MissingExtensionIdentifier",
                             "Missing Lambda-Extension-Identifier header"));
  EXPECT_EQ(call_as("Lambda-Extension-Identifier: x"),
            forbidden_answer("Extension.InvalidExtensionIdentifier",
                             "Invalid Lambda-Extension-Identifier"));
  EXPECT_EQ(call_as("Lambda-Extension-Identifier: " + std::string(kStrangerId)),
            unknown_extension_answer(kStrangerId));
}

TEST_P(ExtensionsApiTelemetryOnOneFace, RefusesAnExtensionOfTheLastGeneration) {
  const std::string id = id_of("e");
  FakeRuntime slow = connect_runtime();
  const std::string request =
      put(GetParam().path, GetParam().body, "Lambda-Extension-Identifier: " + id);
  send(slow.socket(), request.substr(0, request.size() - 1));
  settle();
  extensions_.restart({"e"});

  send(slow.socket(), "}");

  EXPECT_EQ(response(slow.socket()), unknown_extension_answer(id));
  EXPECT_FALSE(telemetry_.has_subscribers());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, RefusesABodyThatIsTooLarge) {
  const std::string body = std::string(limits::kMaxControlBody, ' ') + GetParam().body;

  EXPECT_TRUE(subscribe(GetParam().path, body).starts_with("HTTP/1.1 413 "));
  EXPECT_FALSE(telemetry_.has_subscribers());
}

TEST_P(ExtensionsApiTelemetryOnOneFace, RefusesABodyThatIsCutShort) {
  FakeRuntime caller = connect_runtime();
  const std::string request =
      put(GetParam().path, GetParam().body, "Lambda-Extension-Identifier: " + id_of("e"));
  send(caller.socket(), request.substr(0, request.size() - 1));
  caller.socket().shutdown_send();

  EXPECT_EQ(to_end(caller.socket()),
            refusal_answer("400 Bad Request",
                           "TruncatedHTTPRequest",
                           "HTTP request detected as truncated",
                           "close"));
  EXPECT_FALSE(telemetry_.has_subscribers());
}

TEST_F(ExtensionsApiTelemetry, NamesAllThatIsWrong) {
  EXPECT_EQ(subscribe("/2022-07-01/telemetry",
                      R"({"schemaVersion":"2022-12-13","types":[],)"
                      R"("destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain"}})"),
            "HTTP/1.1 400 Bad Request\r\nDate: <date>\r\nContent-Type: application/json\r\n"
            "Content-Length: 101\r\nConnection: keep-alive\r\n\r\n"
            R"({"errorType":"ValidationError","errorMessage":)"
            R"("URI port is not provided; types should not be empty"})"
            "\n");
}

TEST_F(ExtensionsApiTelemetry, IsOpenToAnInternalExtension) {
  const std::string id = registers("i", {true, false});

  EXPECT_EQ(
      call(put("/2022-07-01/telemetry", kTelemetryBody, "Lambda-Extension-Identifier: " + id)),
      subscribed_answer());
}

}  // namespace
}  // namespace lambent::runtime_api
