// Which events a subscriber of the Telemetry API reads, and how; runtime-api.md §3.3–3.6.
#include "emulator/telemetry/event_text.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/journal/names.h"
#include "emulator/journal/record.h"
#include "tests/unit/telemetry/every_fact.h"

namespace lambent::telemetry {
namespace {

using journal::Event;
using journal::event_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kSchemas = {"2022-07-01", "2022-12-13", "2025-01-29"};
const std::vector<std::string> kAllTypes = {"platform", "function", "extension"};

Subscription to(std::string schema, std::vector<std::string> types = kAllTypes) {
  Subscription subscription;
  subscription.schema_version = std::move(schema);
  subscription.types = std::move(types);
  return subscription;
}

/// The types of what `subscription` gets when everything happens once.
std::vector<std::string> types_seen(const Subscription& subscription) {
  std::vector<std::string> types;
  for (const Event& event : every_fact()) {
    for (const std::string& text : texts_of(event, subscription))
      types.push_back(type_in(text));
  }
  return types;
}

TEST(EventText, IsThereForEveryEventOfTheTelemetryApi) {
  for (const std::string& schema : kSchemas) {
    EXPECT_THAT(types_seen(to(schema)),
                ElementsAre("platform.initStart",
                            "platform.initRuntimeDone",
                            "platform.initReport",
                            "platform.start",
                            "platform.runtimeDone",
                            "platform.report",
                            "platform.extension",
                            "platform.telemetrySubscription",
                            "platform.logsDropped",
                            "function",
                            "extension"))
        << schema;
  }
}

TEST(EventText, IsOnlyForTheTypesAskedFor) {
  for (const std::string& schema : kSchemas) {
    for (const std::string type : {"function", "extension"}) {
      EXPECT_THAT(types_seen(to(schema, {type})), ElementsAre("platform.logsDropped", type))
          << "who lost something learns it";
    }
    for (const std::string& seen : types_seen(to(schema, {"platform"})))
      EXPECT_TRUE(seen.starts_with("platform.")) << seen;
    EXPECT_EQ(types_seen(to(schema, {"platform"})).size(), 9U);
  }
}

TEST(EventText, KeepsFactsOfOurOwnInside) {
  for (const Event& event : every_fact()) {
    const std::string_view type = journal::type_of(event.fact);
    const std::string_view category = category_of(event.fact);
    if (type.starts_with("platform.")) {
      EXPECT_EQ(category, "platform") << type;
    } else if (type == "function" || type == "extension") {
      EXPECT_EQ(category, type);
    } else {
      EXPECT_EQ(category, "") << type;
      EXPECT_THAT(texts_of(event, to("2022-12-13")), IsEmpty()) << type;
    }
  }
}

TEST(EventText, OfThePlatformIsTheJournalsRecord) {
  for (const Event& event : every_fact()) {
    if (category_of(event.fact) != "platform") continue;
    for (const std::string& text : texts_of(event, to("2022-12-13")))
      EXPECT_EQ(text, journal::platform_record(event));
  }
}

/// The record that a subscriber of `schema` gets for a line the function wrote.
std::string record_of(const std::string& schema, std::string line, journal::Source source) {
  const Event event = event_of(journal::FunctionLog{std::move(line)}, std::move(source));
  const std::vector<std::string> texts = texts_of(event, to(schema));
  return texts.size() == 1 ? record_in(texts.front()) : "none";
}

TEST(EventText, OfALineIsAString) {
  const Event event = event_of(journal::FunctionLog{"say \"hi\"\tnow"});
  EXPECT_THAT(
      texts_of(event, to("2022-07-01")),
      ElementsAre(
          R"({"time":"2026-02-01T10:00:00.123Z","type":"function","record":"say \"hi\"\tnow"})"));
}

TEST(EventText, OfALineOfAnExtensionIsTheSame) {
  const Event text = event_of(journal::ExtensionLog{"tools", "hello"});
  EXPECT_THAT(
      texts_of(text, to("2022-12-13")),
      ElementsAre(R"({"time":"2026-02-01T10:00:00.123Z","type":"extension","record":"hello"})"));
  const Event json =
      event_of(journal::ExtensionLog{"tools", R"({"a":1})"}, journal::a_json_source());
  EXPECT_THAT(
      texts_of(json, to("2022-12-13")),
      ElementsAre(R"({"time":"2026-02-01T10:00:00.123Z","type":"extension","record":{"a":1}})"));
}

TEST(EventText, MakesAJsonLineAnObjectWithANewSchemaAndTheJsonFormat) {
  const std::string line = R"({"b":1.50,"a":12345678901234567890123})";
  const std::string quoted = R"("{\"b\":1.50,\"a\":12345678901234567890123}")";

  EXPECT_EQ(record_of("2022-07-01", line, journal::a_source()), quoted);
  EXPECT_EQ(record_of("2022-07-01", line, journal::a_json_source()), quoted);
  for (const std::string schema : {"2022-12-13", "2025-01-29"}) {
    EXPECT_EQ(record_of(schema, line, journal::a_source()), quoted);
    EXPECT_EQ(record_of(schema, line, journal::a_json_source()), line) << "as it was written";
  }
}

TEST(EventText, LeavesWhatIsNoObjectAString) {
  const auto record = [](std::string line) {
    return record_of("2022-12-13", std::move(line), journal::a_json_source());
  };
  EXPECT_EQ(record("plain"), R"("plain")");
  EXPECT_EQ(record(""), R"("")");
  EXPECT_EQ(record("[1]"), R"("[1]")");
  EXPECT_EQ(record("7"), R"("7")");
  EXPECT_EQ(record("{\"a\":1"), R"("{\"a\":1")");
  EXPECT_EQ(record("{\"a\":1} x"), R"("{\"a\":1} x")");
  EXPECT_EQ(record("{\"a\":\"\xff\"}"), "\"{\\\"a\\\":\\\"\xef\xbf\xbd\\\"}\"") << "no UTF-8";
}

TEST(EventText, IsOneLineHoweverTheObjectWasWritten) {
  EXPECT_EQ(record_of("2022-12-13", " {\r\n \"a\": \"b\\n\"\n}", journal::a_json_source()),
            " {   \"a\": \"b\\n\" }");
  EXPECT_EQ(record_of("2022-12-13", "two\nlines", journal::a_json_source()), R"("two\nlines")");
}

TEST(EventText, SurvivesDeepObjects) {
  std::string deep = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_EQ(record_of("2022-12-13", deep, journal::a_json_source()), deep);
}

}  // namespace
}  // namespace lambent::telemetry
