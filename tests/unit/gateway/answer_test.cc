// Results as HTTP: every row of the golden table, local-api.md §2.2, and the rules of §2.4.
#include "api/gateway/answer.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr Format kFormats[] = {Format::Rest, Format::HttpV1, Format::HttpV2, Format::Url};

std::variant<http::Response, Refusal> answer(std::string payload,
                                             Format format,
                                             std::string_view accept = "",
                                             const std::vector<std::string>& binary = {}) {
  AnswerRules rules;
  rules.format = format;
  rules.accept = accept;
  rules.binary_types = &binary;
  return answer_of(std::move(payload), rules);
}

/// "200 application/json body", or "MAL".
std::string told(const std::string& payload, Format format) {
  const auto result = answer(payload, format);
  if (const Refusal* refusal = std::get_if<Refusal>(&result)) {
    return *refusal == Refusal::BadResult ? "MAL" : "BAD";
  }
  const auto& response = std::get<http::Response>(result);
  return std::to_string(response.status) + ' ' +
         std::string(response.headers.value_or("Content-Type", "-")) + ' ' + response.body;
}

std::string ok(std::string_view type, const std::string& body, int status = 200) {
  return std::to_string(status) + ' ' + std::string(type) + ' ' + body;
}

struct GoldenRow {
  const char* payload;
  std::string rest, http_v1, http_v2, url;
};

TEST(Answer, IsAsTheGoldenTableHasIt) {
  const std::string mal = "MAL";
  const GoldenRow rows[] = {
      {R"({"statusCode":200,"body":"hi"})",
       ok(kJson,                                   "hi"),
       ok(kText,                                                                                                                                       "hi"),
       ok(kText,"hi"),
       ok(kJson, "hi")},
      {R"({"statusCode":200})",                            ok(kJson,                            ""),                                                              ok(kText,                                                                                                      ""),                                                                                                                                                                                                    ok(kText,""), ok(kJson, "")},
      {R"({"statusCode":"201","body":"x"})",
       ok(kJson,                             "x",                                                            201),
       ok(kText,"x",201),
       ok(kText, "x", 201),
       ok(kJson, "x", 201)},
      {R"({"statusCode":"abc"})",                            mal,  mal,mal,                                                                                                                                       mal                                                                                                                                                                                                                                                                                                                             },
      {R"({"statusCode":0})",                                mal,                                 mal,                                                                       mal,                                                                                                                                  mal                                                                                                                                                                                                                                                              },
      {R"({"statusCode":200.5})",     mal,      mal,                                                                 mal,mal},
      {R"({"body":"x"})",
       ok(kJson,  "x"),
       mal,ok(kJson,R"({"body":"x"})"),
       ok(kJson, R"({"body":"x"})")},
      {R"({"headers":{"a":"b"}})",
       ok(kJson,                                  ""),
       mal,                                                             ok(kJson,                                                                                                                                                                                                                                                                          R"({"headers":{"a":"b"}})"),
       ok(kJson, R"({"headers":{"a":"b"}})")},
      {"{}",                           ok(kJson,              ""),                                                                       mal,                                                                                                                   ok(kJson,                                                                                                                                                                                                                                                    "{}"),ok(kJson, "{}")},
      {R"({"statusCode":200,"wrong":1})",                                mal,                                        ok(kText,                                                                  ""),                                         ok(kText,                                                                                                                                                                                                                                                                          ""),ok(kJson, "")},
      {R"("hello")",                                mal,   mal,                     ok(kJson,          "hello"),                 ok(kJson,"hello")},
      {R"("a\"b\u00e9")",                              mal,                                   mal,                                     ok(kJson,                                                                 "a\"b\xc3\xa9"),                                                                                                                                                   ok(kJson,"a\"b\xc3\xa9")},
      {R"("")",                                mal,                             mal,                                                            ok(kJson,                                                                                                                          ""),ok(kJson,"")},
      {"[1, 2, 3]",                           mal,                        mal,                              ok(kJson,                                                                           "[1, 2, 3]"),                                                                                                                                                                                            ok(kJson,"[1,2,3]")},
      {R"({"hello": "world"})",
       mal,mal,
       ok(kJson,R"({"hello": "world"})"),
       ok(kJson,R"({"hello":"world"})")},
      {"3", mal,mal,ok(kJson,"3"),                           ok(kJson,                                                                                                                                                                                                          "3")},
      {"3.1",                         mal, mal,         ok(kJson,                                  "3.1"),                                                                             ok(kJson,"3.1")},
      {"true",                                   mal,                  mal,                                                                            ok(kJson,                                                                                                                                             "true"),                                                                                                                                                                                                                                                                          ok(kJson,"true")},
      {"null",            mal,                 mal,                                                 ok(kJson,                                                                                                            "null"),                                                                                                                                                                                                                                                                    ok(kJson,"null")},
      {R"({"statusCode":200,"headers":null})",
       ok(kJson,                            ""),
       ok(kText,                                                                                                                        ""),
       ok(kText,""),
       ok(kJson, "")},
      {R"({"statusCode":200,"multiValueHeaders":{"a":"x"}})",
       mal,                          mal,
       ok(kText,                                                                                   ""),
       ok(kJson,"")},
      {R"({"statusCode":200,"body":{"a":1}})",                           mal,                         mal,mal,mal},
      {"no JSON",                                mal,             mal,ok(kJson,"no JSON"),mal                                                                                                                                                                                                                                        },
  };
  for (const GoldenRow& row : rows) {
    EXPECT_EQ(told(row.payload, Format::Rest), row.rest) << row.payload;
    EXPECT_EQ(told(row.payload, Format::HttpV1), row.http_v1) << row.payload;
    EXPECT_EQ(told(row.payload, Format::HttpV2), row.http_v2) << row.payload;
    EXPECT_EQ(told(row.payload, Format::Url), row.url) << row.payload;
  }
}

http::Response sent(const std::string& payload, Format format) {
  const auto result = answer(payload, format);
  const http::Response* response = std::get_if<http::Response>(&result);
  return response != nullptr ? *response : http::Response{0, {}, "malformed"};
}

std::vector<std::string> values(const http::Response& response, const std::string& name) {
  std::vector<std::string> found;
  for (const http::Header& header : response.headers) {
    if (header.name == name) found.push_back(header.value);
  }
  return found;
}

TEST(Answer, AHeaderMayBeABooleanOrANumber) {
  for (const Format format : kFormats) {
    const auto response = sent(R"({"statusCode":200,"headers":{"b":true,"n":3,"z":null}})", format);

    EXPECT_THAT(values(response, "b"), ElementsAre("true"));
    EXPECT_THAT(values(response, "n"), ElementsAre("3"));
    EXPECT_THAT(values(response, "z"), IsEmpty());
  }
}

TEST(Answer, AHeaderThatIsAListOrAMapIsMalformed) {
  for (const Format format : kFormats) {
    EXPECT_EQ(told(R"({"statusCode":200,"headers":{"b":[1]}})", format), "MAL");
    EXPECT_EQ(told(R"({"statusCode":200,"headers":["b"]})", format), "MAL");
  }
}

constexpr const char* kBoth =
    R"({"statusCode":200,"headers":{"x-tag":"single"},"multiValueHeaders":{"X-Tag":["a","b"]}})";

TEST(Answer, RestHasTheListFirstThenTheSingleValueInTheSpellingOfTheList) {
  EXPECT_THAT(values(sent(kBoth, Format::Rest), "X-Tag"), ElementsAre("a", "b", "single"));
}

TEST(Answer, RestDoesNotSayAValueTwice) {
  const auto response =
      sent(R"({"statusCode":200,"headers":{"X":"a"},"multiValueHeaders":{"X":["a","b"]}})",
           Format::Rest);

  EXPECT_THAT(values(response, "X"), ElementsAre("a", "b"));
}

TEST(Answer, HttpV1HasTheSingleValueFirst) {
  EXPECT_THAT(values(sent(kBoth, Format::HttpV1), "x-tag"), ElementsAre("single", "a", "b"));
}

TEST(Answer, CookiesOfFormat2AreOneLineEach) {
  const std::string payload = R"({"statusCode":200,"cookies":["a=1; Path=/","b=2"]})";

  EXPECT_THAT(values(sent(payload, Format::HttpV2), "Set-Cookie"),
              ElementsAre("a=1; Path=/", "b=2"));
  EXPECT_THAT(values(sent(payload, Format::Url), "Set-Cookie"), ElementsAre("a=1; Path=/", "b=2"));
  EXPECT_THAT(values(sent(payload, Format::HttpV1), "Set-Cookie"), IsEmpty());
}

TEST(Answer, ATypeOfTheFunctionIsKeptWhateverItsSpelling) {
  for (const Format format : kFormats) {
    const auto response =
        sent(R"({"statusCode":200,"headers":{"content-type":"image/png"}})", format);

    EXPECT_EQ(response.headers.value_or("Content-Type", ""), "image/png");
    EXPECT_THAT(values(response, "Content-Type"), IsEmpty());
  }
}

TEST(Answer, RestIgnoresFramingAndRemapsWhatBelongsToTheService) {
  const auto response = sent(
      R"({"statusCode":200,"headers":{"Connection":"close","Content-Length":"9","Server":"mine",)"
      R"("WWW-Authenticate":"Basic","Transfer-Encoding":"chunked"}})",
      Format::Rest);

  EXPECT_THAT(values(response, "x-amzn-Remapped-Server"), ElementsAre("mine"));
  EXPECT_THAT(values(response, "x-amzn-Remapped-WWW-Authenticate"), ElementsAre("Basic"));
  EXPECT_EQ(response.headers.size(), 3U);
}

TEST(Answer, HttpApisAndUrlsDecodeABodyWheneverItSaysSo) {
  const std::string payload = R"({"statusCode":200,"body":"aGk=","isBase64Encoded":true})";

  for (const Format format : {Format::HttpV1, Format::HttpV2, Format::Url}) {
    EXPECT_EQ(sent(payload, format).body, "hi");
  }
}

struct DecodeRow {
  const char* accept;
  std::vector<std::string> binary;
  const char* body;
};

TEST(Answer, RestDecodesByTheFirstTypeOfAcceptAlone) {
  const DecodeRow rows[] = {
      {"image/png",           {"image/png"}, "hi"  },
      {"image/png;q=0.8",     {"image/*"},   "hi"  },
      {"text/html,image/png", {"image/png"}, "aGk="},
      {"image/png,text/html", {"image/png"}, "hi"  },
      {"",                    {"*/*"},       "hi"  },
      {"",                    {"image/png"}, "aGk="},
      {"*/*",                 {"image/png"}, "aGk="},
      {"image/png",           {},            "aGk="},
  };
  for (const DecodeRow& row : rows) {
    const auto result = answer(R"({"statusCode":200,"body":"aGk=","isBase64Encoded":true})",
                               Format::Rest,
                               row.accept,
                               row.binary);
    EXPECT_EQ(std::get<http::Response>(result).body, row.body) << row.accept;
  }
}

TEST(Answer, RestKnowsTheOtherNameOfTheFlag) {
  const auto result = answer(R"({"statusCode":200,"body":"aGk=","base64Encoded":true})",
                             Format::Rest,
                             "image/png",
                             {"*/*"});
  EXPECT_EQ(std::get<http::Response>(result).body, "hi");
}

TEST(Answer, ABodyThatIsNoBase64IsABadIntegration) {
  const std::string payload = R"({"statusCode":200,"body":"%","isBase64Encoded":true})";

  for (const Format format : {Format::HttpV1, Format::HttpV2, Format::Url}) {
    EXPECT_EQ(told(payload, format), "BAD");
  }
}

TEST(Answer, OfAUrlKeepsBlanksInsideStrings) {
  EXPECT_EQ(sent(R"({ "a b": "c \" d" })", Format::Url).body, R"({"a b":"c \" d"})");
}

TEST(Answer, TakesStatusesFrom100To599) {
  for (const char* status :
       {"99", "600", "-1", "\"\"", "\"20x\"", "true", "[200]", "99999999999"}) {
    const std::string payload = std::string(R"({"statusCode":)") + status + "}";
    EXPECT_EQ(told(payload, Format::HttpV2), "MAL") << status;
  }
  EXPECT_EQ(sent(R"({"statusCode":599})", Format::HttpV2).status, 599);
}

}  // namespace
}  // namespace lambent::gateway
