// POST …/extension/register; runtime-api.md §2.1, §2.2, §2.5.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/extensions_api_fixture.h"

namespace lambent::runtime_api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using S = ExtensionState;

class ExtensionsApiRegister : public ExtensionsApiTest {
 protected:
  void SetUp() override {
    ExtensionsApiTest::SetUp();
    extensions_.restart({"e"});
  }
  std::vector<std::string> events_of(std::string_view name) const {
    return extensions_.find(name)->events();
  }
  std::string bad_body_answer(std::string_view message) const {
    return forbidden_answer("InvalidRequestFormat", message);
  }
};

TEST_F(ExtensionsApiRegister, AnswersWithTheFunction) {
  const std::string answer = call(register_as("e", R"({"events":["INVOKE","SHUTDOWN"]})"));

  EXPECT_EQ(answer, registered_answer(id_of("e")));
  EXPECT_THAT(events_of("e"), ElementsAre("INVOKE", "SHUTDOWN"));
  EXPECT_EQ(state_of("e"), S::Registered);
  const journal::Event& event = journal_.events().back();
  EXPECT_EQ(std::get<journal::ExtensionRegistered>(event.fact).name, "e");
}

TEST_F(ExtensionsApiRegister, TakesAnyOtherNameForAnInternalExtension) {
  const std::string answer = call(register_as("tracer"));

  EXPECT_EQ(answer, registered_answer(id_of("tracer")));
  EXPECT_EQ(extensions_.find("tracer")->kind, environment::ExtensionKind::Internal);
  EXPECT_FALSE(extensions_.have_all_registered()) << "the external one has yet to";
}

TEST_F(ExtensionsApiRegister, NamesTheAccountToWhoAcceptsIt) {
  constexpr const char* kWithAccount =
      R"({"accountId":"123456789012","functionName":"orders","functionVersion":"$LATEST",)"
      R"("handler":"app.handler"})";
  for (const char* features : {"accountId", " accountId ", "other, accountId", "accountId,other"}) {
    extensions_.restart({"e"});
    const std::string line = "Lambda-Extension-Accept-Feature: " + std::string(features);
    const std::string answer = call(FakeRuntime::post(
        "/2020-01-01/extension/register", "{}", {"lambda-extension-name: e", line}));
    EXPECT_EQ(answer, registered_answer(id_of("e"), kWithAccount)) << features;
  }
}

TEST_F(ExtensionsApiRegister, IgnoresFeaturesItDoesNotKnow) {
  for (const char* features : {"", "accountid", "account", "accountId2", ","}) {
    extensions_.restart({"e"});
    const std::string line = "Lambda-Extension-Accept-Feature: " + std::string(features);
    const std::string answer = call(FakeRuntime::post(
        "/2020-01-01/extension/register", "{}", {"Lambda-Extension-Name: e", line}));
    EXPECT_EQ(answer, registered_answer(id_of("e"))) << features;
  }
}

TEST_F(ExtensionsApiRegister, TakesAnExtensionThatWantsNoEvents) {
  for (const char* body : {"{}", R"({"events":[]})", R"({"events":null,"configurationKeys":[]})"}) {
    extensions_.restart({"e"});
    const std::string answer = call(register_as("e", body));
    EXPECT_EQ(answer, registered_answer(id_of("e"))) << body;
    EXPECT_THAT(events_of("e"), IsEmpty());
  }
}

// --- Refusals, in the order of their checks ------------------------------------------------------

TEST_F(ExtensionsApiRegister, RefusesAnEmptyName) {
  const std::string refused =
      forbidden_answer("Extension.InvalidExtensionName", "Empty extension name");

  EXPECT_EQ(call(FakeRuntime::post("/2020-01-01/extension/register", "{}")), refused);
  EXPECT_EQ(call(register_as("", "not JSON")), refused) << "before the body";
}

TEST_F(ExtensionsApiRegister, RefusesANameThatIsTooLong) {
  EXPECT_EQ(call(register_as(std::string(129, 'x'))),
            forbidden_answer("Extension.InvalidExtensionName",
                             "Extension name must have 1 to 128 printable characters"));
  EXPECT_TRUE(call(register_as(std::string(128, 'x'))).starts_with("HTTP/1.1 200 "));
}

TEST_F(ExtensionsApiRegister, RefusesABodyThatIsNoJson) {
  EXPECT_EQ(call(register_as("e", "")),
            bad_body_answer("[json.exception.parse_error.101] parse error at line 1, column 1: "
                            "syntax error while parsing value - unexpected end of input; expected "
                            "'[', '{', or a literal"));
  for (const char* body : {"{", "{\"events\":}", "{} {}", "INVOKE"}) {
    const std::string answer = call(register_as("e", body));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << body;
    EXPECT_TRUE(answer.ends_with("\"errorType\":\"InvalidRequestFormat\"}\n")) << answer;
  }
  EXPECT_EQ(state_of("e"), S::Started);
}

TEST_F(ExtensionsApiRegister, RefusesJsonOfAnotherShape) {
  EXPECT_EQ(call(register_as("e", "[]")), bad_body_answer("expected a JSON object, found array"));
  EXPECT_EQ(call(register_as("e", R"({"events":"INVOKE"})")),
            bad_body_answer("events: expected a list of strings, found string"));
  EXPECT_EQ(call(register_as("e", R"({"events":[1]})")),
            bad_body_answer("events: expected a list of strings, found number"));
}

TEST_F(ExtensionsApiRegister, RefusesConfigurationKeys) {
  EXPECT_EQ(call(register_as("e", R"({"events":["NOTHING"],"configurationKeys":["a"]})")),
            bad_body_answer("configurationKeys are deprecated; use environment variables instead"))
      << "before the events";
}

TEST_F(ExtensionsApiRegister, RefusesEventsItDoesNotKnow) {
  for (const char* name : {"e", "internal"}) {
    EXPECT_EQ(call(register_as(name, R"({"events":["INVOKE","Invoke"]})")),
              forbidden_answer("Extension.InvalidEventType", "Invoke: ErrorInvalidEventType"));
    EXPECT_EQ(call(register_as(name, R"({"events":[""]})")),
              forbidden_answer("Extension.InvalidEventType", ": ErrorInvalidEventType"));
  }
  EXPECT_EQ(state_of("e"), S::Started);
  EXPECT_EQ(extensions_.find("internal"), nullptr);
}

TEST_F(ExtensionsApiRegister, RefusesShutdownToAnInternalExtension) {
  EXPECT_EQ(call(register_as("i", R"({"events":["INVOKE","SHUTDOWN"]})")),
            forbidden_answer("Extension.InvalidEventType",
                             "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension"));
  EXPECT_EQ(extensions_.find("i"), nullptr);
}

TEST_F(ExtensionsApiRegister, RefusesAnInternalNameTwice) {
  ASSERT_TRUE(call(register_as("i")).starts_with("HTTP/1.1 200 "));

  EXPECT_EQ(call(register_as("i")),
            forbidden_answer("Extension.InvalidExtensionState",
                             "Extension with this name already registered"));
  EXPECT_TRUE(call(register_as("i", R"({"events":["X"]})")).find("X: ErrorInvalidEventType") !=
              std::string::npos)
      << "the events are looked at before the state";
}

TEST_F(ExtensionsApiRegister, RefusesAnExternalNameTwice) {
  ASSERT_TRUE(call(register_as("e")).starts_with("HTTP/1.1 200 "));

  EXPECT_EQ(call(register_as("e")), wrong_extension_state_answer("Registered", "Registered", "e"));
}

TEST_F(ExtensionsApiRegister, ClosesWithTheRuntimesFirstNext) {
  FakeRuntime runtime = connect_runtime();
  ASSERT_TRUE(call(register_as("early")).starts_with("HTTP/1.1 200 "));
  poll(runtime);

  const std::string closed =
      forbidden_answer("Extension.RegistrationClosed", "Extension registration closed already");
  EXPECT_EQ(call(register_as("late")), closed);
  EXPECT_EQ(call(register_as("early")), closed);
  extensions_.restart({});
  EXPECT_TRUE(call(register_as("late")).starts_with("HTTP/1.1 200 ")) << "until the next start";
}

TEST_F(ExtensionsApiRegister, StaysOpenWhenTheRuntimesNextIsRefused) {
  go_to(RuntimeState::InitError);
  call(FakeRuntime::next());

  EXPECT_TRUE(call(register_as("i")).starts_with("HTTP/1.1 200 "));
}

TEST_F(ExtensionsApiRegister, RefusesTheEleventh) {
  for (int i = 1; i < 10; ++i)
    ASSERT_TRUE(call(register_as("i" + std::to_string(i))).starts_with("HTTP/1.1 200 ")) << i;

  EXPECT_EQ(call(register_as("i10")),
            forbidden_answer("Extension.TooManyExtensions", "Extension limit (10) reached"));
  EXPECT_TRUE(call(register_as("e")).starts_with("HTTP/1.1 200 ")) << "one of the ten";
}

TEST_F(ExtensionsApiRegister, RefusesABodyThatIsTooLarge) {
  const std::string largest = "{\"x\":\"" + std::string(limits::kMaxControlBody - 8, 'x') + "\"}";
  ASSERT_EQ(largest.size(), limits::kMaxControlBody);

  EXPECT_TRUE(call(register_as("e", largest + " ")).starts_with("HTTP/1.1 413 "));
  EXPECT_EQ(state_of("e"), S::Started);
  EXPECT_TRUE(call(register_as("e", largest)).starts_with("HTTP/1.1 200 "));
}

TEST_F(ExtensionsApiRegister, RefusesABodyThatIsCutShort) {
  FakeRuntime caller = connect_runtime();
  send(caller.socket(),
       "POST /2020-01-01/extension/register HTTP/1.1\r\nHost: x\r\nLambda-Extension-Name: e\r\n"
       "Content-Length: 10\r\n\r\n{}");
  caller.socket().shutdown_send();

  EXPECT_EQ(to_end(caller.socket()),
            refusal_answer("400 Bad Request",
                           "TruncatedHTTPRequest",
                           "HTTP request detected as truncated",
                           "close"));
  EXPECT_EQ(state_of("e"), S::Started);
}

TEST_F(ExtensionsApiRegister, RefusesAProcessOfTheLastGeneration) {
  FakeRuntime late = connect_runtime();
  send(late.socket(),
       "POST /2020-01-01/extension/register HTTP/1.1\r\nHost: x\r\nLambda-Extension-Name: e\r\n"
       "Content-Length: 2\r\n\r\n{");
  settle();
  extensions_.restart({"e"});

  send(late.socket(), "}");

  EXPECT_EQ(
      response(late.socket()),
      forbidden_answer("Extension.RegistrationClosed", "Extension registration closed already"));
  EXPECT_EQ(state_of("e"), S::Started);
}

}  // namespace
}  // namespace lambent::runtime_api
