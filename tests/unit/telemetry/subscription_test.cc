// What the body of a subscription may say; runtime-api.md §3.1.
#include "emulator/telemetry/subscription.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::telemetry {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

constexpr std::string_view kTelemetryVersion = R"("schemaVersion":"2022-12-13")";
constexpr std::string_view kTypes = R"("types":["platform"])";
constexpr std::string_view kHttp =
    R"("destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"})";
constexpr std::string_view kTcp = R"("destination":{"protocol":"TCP","port":8080})";

/// {first,second,third}
std::string body(std::string_view first, std::string_view second, std::string_view third = {}) {
  std::string text = "{";
  text.append(first).append(",").append(second);
  if (!third.empty()) text.append(",").append(third);
  return text + "}";
}

/// A Telemetry API body that is right but for what `member` adds.
std::string with(std::string_view member) {
  std::string text = body(kTelemetryVersion, kTypes, kHttp);
  text.pop_back();
  return text.append(",").append(member).append("}");
}

Subscription accepted(Api api, std::string_view text) {
  auto result = parse_subscription(api, text);
  if (const auto* invalid = std::get_if<Invalid>(&result)) {
    ADD_FAILURE() << "refused: " << invalid->message;
    return {};
  }
  return std::get<Subscription>(std::move(result));
}

std::string refused(Api api, std::string_view text) {
  const auto result = parse_subscription(api, text);
  const auto* invalid = std::get_if<Invalid>(&result);
  return invalid != nullptr ? invalid->message : "accepted";
}
std::string refused(std::string_view text) {
  return refused(Api::Telemetry, text);
}

TEST(Subscription, HasTheDocumentedDefaults) {
  const Subscription subscription =
      accepted(Api::Telemetry, body(kTelemetryVersion, kTypes, kHttp));

  EXPECT_EQ(subscription.api, Api::Telemetry);
  EXPECT_EQ(subscription.schema_version, "2022-12-13");
  EXPECT_THAT(subscription.types, ElementsAre("platform"));
  EXPECT_EQ(subscription.destination.protocol, Protocol::Http);
  EXPECT_EQ(subscription.destination.port, 8080);
  EXPECT_EQ(subscription.destination.target, "/");
  EXPECT_EQ(subscription.destination.method, "POST");
  EXPECT_EQ(subscription.buffering.max_items, 10'000U);
  EXPECT_EQ(subscription.buffering.max_bytes, 262'144U);
  EXPECT_EQ(subscription.buffering.timeout, milliseconds{1'000});
}

TEST(Subscription, KeepsTheTypesAsAskedFor) {
  const Subscription subscription =
      accepted(Api::Telemetry,
               body(kTelemetryVersion, R"("types":["function","platform","extension"])", kHttp));

  EXPECT_THAT(subscription.types, ElementsAre("function", "platform", "extension"));
  EXPECT_TRUE(subscription.wants("function"));
  EXPECT_FALSE(accepted(Api::Telemetry, with(R"("x":1)")).wants("function"));
}

TEST(Subscription, TakesEveryVersionOfItsApi) {
  for (const std::string version : {"2022-07-01", "2022-12-13", "2025-01-29"}) {
    const std::string text = body(R"("schemaVersion":")" + version + '"', kTypes, kHttp);
    EXPECT_EQ(accepted(Api::Telemetry, text).schema_version, version);
    EXPECT_EQ(refused(Api::Logs, text),
              "schemaVersion: expected one of 2020-08-15, 2021-03-18, found \"" + version + '"');
  }
  for (const std::string version : {"2020-08-15", "2021-03-18"}) {
    const std::string text = body(R"("schemaVersion":")" + version + '"', kTypes, kHttp);
    EXPECT_EQ(accepted(Api::Logs, text).schema_version, version);
    EXPECT_EQ(refused(Api::Telemetry, text),
              "schemaVersion: expected one of 2022-07-01, 2022-12-13, 2025-01-29, found \"" +
                  version + '"');
  }
}

TEST(Subscription, NeedsAVersionInTheTelemetryApiOnly) {
  EXPECT_EQ(refused(body(kTypes, kHttp)), "schemaVersion is not provided");
  EXPECT_EQ(refused(body(R"("schemaVersion":null)", kTypes, kHttp)),
            "schemaVersion is not provided");
  EXPECT_EQ(accepted(Api::Logs, body(kTypes, kHttp)).schema_version, "2020-08-15");
  EXPECT_EQ(accepted(Api::Logs, body(R"("schemaVersion":null)", kTypes, kHttp)).schema_version,
            "2020-08-15");
}

TEST(Subscription, NamesATypeThatThereIsNot) {
  EXPECT_EQ(refused(body(kTelemetryVersion, R"("types":["platform","Function"])", kHttp)),
            "types[1]: expected one of platform, function, extension, found \"Function\"");
  EXPECT_EQ(refused(body(kTelemetryVersion, R"("types":[1,null,{}])", kHttp)),
            "types[0]: expected one of platform, function, extension, found 1; "
            "types[1]: expected one of platform, function, extension, found null; "
            "types[2]: expected one of platform, function, extension, found an object");
}

TEST(Subscription, NeedsTypes) {
  EXPECT_EQ(refused(body(kTelemetryVersion, kHttp)), "types should not be empty");
  EXPECT_EQ(refused(body(kTelemetryVersion, R"("types":[])", kHttp)), "types should not be empty");
  EXPECT_EQ(refused(body(kTelemetryVersion, R"("types":null)", kHttp)),
            "types should not be empty");
  EXPECT_EQ(refused(body(kTelemetryVersion, R"("types":"platform")", kHttp)),
            "types: expected an array, found \"platform\"");
}

TEST(Subscription, NeedsADestination) {
  EXPECT_EQ(refused(body(kTelemetryVersion, kTypes)), "destination is not provided");
  EXPECT_EQ(refused(body(kTelemetryVersion, kTypes, R"("destination":[])")),
            "destination: expected an object, found an array");
  EXPECT_EQ(refused(body(kTelemetryVersion, kTypes, R"("destination":{})")),
            "destination.protocol is not provided");
  EXPECT_EQ(refused(body(kTelemetryVersion, kTypes, R"("destination":{"protocol":"http"})")),
            "destination.protocol: expected one of HTTP, TCP, found \"http\"");
  EXPECT_EQ(refused(body(kTelemetryVersion, kTypes, R"("destination":{"protocol":7})")),
            "destination.protocol: expected one of HTTP, TCP, found 7");
}

TEST(Subscription, NeedsAUriForHttp) {
  EXPECT_EQ(
      refused(body(kTelemetryVersion, kTypes, R"("destination":{"protocol":"HTTP","port":8080})")),
      "destination.URI is not provided");
  EXPECT_EQ(
      refused(body(kTelemetryVersion, kTypes, R"("destination":{"protocol":"HTTP","URI":8080})")),
      "destination.URI: expected a string, found 8080");
}

TEST(Subscription, NeedsAPortForTcp) {
  const auto port = [](std::string_view value) {
    std::string member = R"("destination":{"protocol":"TCP","port":)";
    return body(kTelemetryVersion, kTypes, member.append(value).append("}"));
  };
  const std::string rule = "destination.port: expected a whole number from 1 to 65535, found ";

  EXPECT_EQ(refused(body(kTelemetryVersion,
                         kTypes,
                         R"("destination":{"protocol":"TCP","URI":"http://sandbox:1"})")),
            "destination.port is not provided");
  EXPECT_EQ(accepted(Api::Telemetry, port("1")).destination.port, 1);
  EXPECT_EQ(accepted(Api::Telemetry, port("65535")).destination.port, 65'535);
  EXPECT_EQ(accepted(Api::Telemetry, port("1")).destination.protocol, Protocol::Tcp);
  EXPECT_EQ(refused(port("0")), rule + "0");
  EXPECT_EQ(refused(port("65536")), rule + "65536");
  EXPECT_EQ(refused(port("-1")), rule + "-1");
  EXPECT_EQ(refused(port("1.5")), rule + "1.5");
  EXPECT_EQ(refused(port("\"8080\"")), rule + "\"8080\"");
  EXPECT_EQ(refused(port("18446744073709551615")), rule + "18446744073709551615");
}

TEST(Subscription, HasMethodAndEncodingInTheLogsApiOnly) {
  const auto destination = [](std::string_view members) {
    std::string text =
        R"("destination":{"protocol":"HTTP","URI":"http://sandbox:1/a",)" + std::string(members);
    return body(kTelemetryVersion, kTypes, text.append("}"));
  };
  const auto of_logs = [](std::string_view members) {
    std::string text =
        R"("destination":{"protocol":"HTTP","URI":"http://sandbox:1/a",)" + std::string(members);
    return body(kTypes, text.append("}"));
  };

  const Subscription put = accepted(Api::Logs, of_logs(R"("method":"PUT","encoding":"JSON")"));
  EXPECT_EQ(put.destination.method, "PUT");
  EXPECT_EQ(put.destination.target, "/a");
  EXPECT_EQ(accepted(Api::Logs, of_logs(R"("method":"POST")")).destination.method, "POST");
  EXPECT_EQ(refused(Api::Logs, of_logs(R"("method":"GET","encoding":"XML")")),
            "destination.method: expected one of POST, PUT, found \"GET\"; "
            "destination.encoding: expected JSON, found \"XML\"");
  EXPECT_EQ(
      accepted(Api::Telemetry, destination(R"("method":"PUT","encoding":1)")).destination.method,
      "POST");
}

struct Limit {
  std::string member;
  std::int64_t least;
  std::int64_t most;
};

TEST(Subscription, TakesBufferingWithinItsRanges) {
  const std::vector<Limit> limits = {
      {"maxItems",  1'000,   10'000   },
      {"maxBytes",  262'144, 1'048'576},
      {"timeoutMs", 25,      30'000   }
  };
  for (const Limit& limit : limits) {
    const auto buffering = [&](const std::string& value) {
      return with(R"("buffering":{")" + limit.member + "\":" + value + "}");
    };
    const std::string rule = "buffering." + limit.member + ": expected a whole number from " +
                             std::to_string(limit.least) + " to " + std::to_string(limit.most) +
                             ", found ";
    for (const std::int64_t value : {limit.least, limit.most}) {
      const Buffering got = accepted(Api::Telemetry, buffering(std::to_string(value))).buffering;
      const std::int64_t read =
          limit.member == "maxItems"   ? static_cast<std::int64_t>(got.max_items)
          : limit.member == "maxBytes" ? static_cast<std::int64_t>(got.max_bytes)
                                       : got.timeout.count();
      EXPECT_EQ(read, value) << limit.member;
    }
    for (const std::int64_t value : {limit.least - 1, limit.most + 1}) {
      EXPECT_EQ(refused(buffering(std::to_string(value))), rule + std::to_string(value));
    }
    EXPECT_EQ(refused(buffering("\"many\"")), rule + "\"many\"");
    EXPECT_EQ(refused(buffering("true")), rule + "true");
    EXPECT_EQ(refused(buffering("5000.5")), rule + "5000.5");
    EXPECT_EQ(refused(buffering("null")), "accepted");
  }
}

TEST(Subscription, TakesAnObjectForBuffering) {
  EXPECT_EQ(refused(with(R"("buffering":5)")), "buffering: expected an object, found 5");
  EXPECT_EQ(refused(with(R"("buffering":null)")), "accepted");
  EXPECT_EQ(refused(with(R"("buffering":{})")), "accepted");
}

TEST(Subscription, HearsOfEverythingThatIsWrong) {
  EXPECT_EQ(
      refused(body(kTelemetryVersion,
                   R"("types":[])",
                   R"("destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain"})")),
      "URI port is not provided; types should not be empty");
  EXPECT_EQ(refused("{}"),
            "schemaVersion is not provided; destination is not provided; "
            "types should not be empty");
}

TEST(Subscription, IsAJsonObject) {
  EXPECT_EQ(refused(""), "the body is not valid JSON");
  EXPECT_EQ(refused("{"), "the body is not valid JSON");
  EXPECT_EQ(refused("[]"), "the body: expected an object, found an array");
  EXPECT_EQ(refused("7"), "the body: expected an object, found 7");
}

TEST(Subscription, IgnoresWhatItDoesNotKnow) {
  EXPECT_EQ(refused(with(R"("colour":"blue")")), "accepted");
  EXPECT_EQ(refused(body(kTelemetryVersion, kTypes, kTcp)), "accepted");
}

TEST(Subscription, IsReadWithoutHarmHoweverDeepOrLongItIs) {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_EQ(refused(body(kTelemetryVersion, "\"types\":[" + deep + "]", kHttp)),
            "types[0]: expected one of platform, function, extension, found an array");
  EXPECT_EQ(refused(body(kTelemetryVersion, "\"types\":\"" + std::string(500, 'x') + '"', kHttp)),
            "types: expected an array, found 502 bytes");
}

}  // namespace
}  // namespace lambent::telemetry
