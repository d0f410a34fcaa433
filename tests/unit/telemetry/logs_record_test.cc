// What a subscriber of the Logs API reads; runtime-api.md §3.7.
#include "emulator/telemetry/logs_record.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/telemetry/event_text.h"
#include "tests/unit/telemetry/every_fact.h"

namespace lambent::telemetry {
namespace {

using journal::Event;
using journal::event_of;
using journal::Fact;
using journal::Micros;
using journal::Status;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Subscription to(std::string schema,
                std::vector<std::string> types = {"platform", "function", "extension"}) {
  Subscription subscription;
  subscription.api = Api::Logs;
  subscription.schema_version = std::move(schema);
  subscription.types = std::move(types);
  return subscription;
}

/// "type record" of each text that `fact` is.
std::vector<std::string> seen(Fact fact,
                              const std::string& schema = "2021-03-18",
                              std::string_view exit_message = {}) {
  std::vector<std::string> result;
  for (const std::string& text : texts_of(event_of(std::move(fact)), to(schema), exit_message))
    result.push_back(type_in(text) + " " + record_in(text));
  return result;
}

std::vector<std::string> types_seen(const Subscription& subscription) {
  std::vector<std::string> types;
  for (const Event& event : every_fact()) {
    for (const std::string& text : texts_of(event, subscription))
      types.push_back(type_in(text));
  }
  return types;
}

TEST(LogsRecord, IsThereForEveryEventOfTheLogsApi) {
  EXPECT_THAT(types_seen(to("2020-08-15")),
              ElementsAre("platform.start",
                          "platform.end",
                          "platform.report",
                          "platform.extension",
                          "platform.logsSubscription",
                          "platform.logsDropped",
                          "function",
                          "extension"));
  EXPECT_THAT(types_seen(to("2021-03-18")),
              ElementsAre("platform.start",
                          "platform.runtimeDone",
                          "platform.end",
                          "platform.report",
                          "platform.extension",
                          "platform.logsSubscription",
                          "platform.logsDropped",
                          "function",
                          "extension"));
}

TEST(LogsRecord, IsOnlyForTheTypesAskedFor) {
  for (const std::string schema : {"2020-08-15", "2021-03-18"}) {
    for (const std::string type : {"function", "extension"}) {
      EXPECT_THAT(types_seen(to(schema, {type})), ElementsAre("platform.logsDropped", type));
    }
    for (const std::string& type : types_seen(to(schema, {"platform"})))
      EXPECT_TRUE(type.starts_with("platform.")) << type;
  }
}

TEST(LogsRecord, HasTheEnvelopeOfTheTelemetryApi) {
  EXPECT_THAT(texts_of(event_of(journal::Start{}), to("2020-08-15")),
              ElementsAre(R"({"time":"2026-02-01T10:00:00.123Z","type":"platform.start",)"
                          R"("record":{"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95",)"
                          R"("version":"$LATEST"}})"));
}

TEST(LogsRecord, CallsAnErrorAFailure) {
  const auto done = [](Status status) {
    return seen(journal::RuntimeDone{status, "Runtime.ExitError", Micros{1}, 5, {}});
  };
  const std::string before =
      R"(platform.runtimeDone {"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95","status":")";
  EXPECT_THAT(done(Status::Success), ElementsAre(before + "success\"}"));
  EXPECT_THAT(done(Status::Error), ElementsAre(before + "failure\"}"));
  EXPECT_THAT(done(Status::Timeout), ElementsAre(before + "timeout\"}"));
}

TEST(LogsRecord, HasRuntimeDoneFrom2021On) {
  EXPECT_THAT(seen(journal::RuntimeDone{}, "2020-08-15"), IsEmpty());
}

TEST(LogsRecord, EndsAnInvokeBeforeItsReport) {
  const std::string end = R"(platform.end {"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95"})";
  const std::string report =
      R"(platform.report {"requestId":"8f507cfc-bc3b-4697-b07a-ac58fc914c95",)"
      R"("metrics":{"durationMs":3.012,"billedDurationMs":114,"memorySizeMB":128,)"
      R"("maxMemoryUsedMB":36,"initDurationMs":110.103}})";

  EXPECT_THAT(seen(journal::a_report_with_init(Status::Success)), ElementsAre(end, report));
  EXPECT_THAT(seen(journal::a_report_with_init(Status::Timeout)), ElementsAre(end, report));
  EXPECT_THAT(
      seen(journal::a_report_with_init(Status::Error, "Runtime.ExitError"),
           "2020-08-15",
           "Runtime exited with error: exit status 1"),
      ElementsAre(R"(platform.fault "RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95 )"
                  R"(Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n")",
                  end,
                  report));
}

TEST(LogsRecord, NamesTheTypeOfAFaultWhenNoProcessLeft) {
  EXPECT_EQ(seen(journal::a_report(Status::Error, "Runtime.TruncatedResponse")).front(),
            R"(platform.fault "RequestId: 8f507cfc-bc3b-4697-b07a-ac58fc914c95 )"
            R"(Error: Runtime.TruncatedResponse\nRuntime.TruncatedResponse\n")");
}

TEST(LogsRecord, NamesAnExtensionWithoutItsErrorType) {
  EXPECT_THAT(
      seen(journal::Extension{
          "tools", "Ready", {"INVOKE", "SHUTDOWN"},
            "Extension.Crash"
  }),
      ElementsAre(
          R"(platform.extension {"name":"tools","state":"Ready","events":["INVOKE","SHUTDOWN"]})"));
}

TEST(LogsRecord, OfSubscriptionAndLossHasItsOwnOrder) {
  EXPECT_THAT(seen(journal::LogsSubscription{"tools", "Subscribed", {"platform"}}),
              ElementsAre(R"(platform.logsSubscription )"
                          R"({"name":"tools","state":"Subscribed","types":["platform"]})"));
  EXPECT_THAT(seen(journal::TelemetrySubscription{"tools", "Subscribed", {"platform"}}), IsEmpty());
  EXPECT_THAT(
      seen(journal::LogsDropped{"tools", 3, 400, "why"}),
      ElementsAre(
          R"(platform.logsDropped {"reason":"why","droppedRecords":3,"droppedBytes":400})"));
}

TEST(LogsRecord, OfALineIsAlwaysAString) {
  for (const std::string schema : {"2020-08-15", "2021-03-18"}) {
    const Event event = event_of(journal::FunctionLog{R"({"a":1})"}, journal::a_json_source());
    const std::vector<std::string> texts = texts_of(event, to(schema));
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(record_in(texts.front()), R"("{\"a\":1}")");
  }
}

}  // namespace
}  // namespace lambent::telemetry
