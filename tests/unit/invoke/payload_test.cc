// Payload rules of invoke-api.md §1.4: the recorded messages byte for byte, the grammar against a
// second parser.
#include "invoke/payload.h"

#include <array>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/invoke/json_yardstick.h"

namespace lambent::invoke {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

const std::string kValue =
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or "
    "'false')";
const std::string kToken =
    "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

std::string source(int line, int column) {
  return "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: " +
         std::to_string(line) + ", column: " + std::to_string(column) + "]";
}

std::string at(int line, int column) {
  return "\n at " + source(line, column);
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

struct Refusal {
  std::string payload;
  std::string message;
};

void expect_refusals(std::span<const Refusal> table) {
  for (const Refusal& row : table) {
    EXPECT_THAT(json_fault(row.payload), Optional(row.message)) << row.payload;
  }
}

TEST(Payload, KeepsThePrefixOfTheService) {
  EXPECT_EQ(kParseFaultPrefix,
            "Could not parse request body into json: Could not parse payload into json: ");
}

TEST(Payload, SaysWhatTheServiceWasRecordedToSay) {
  expect_refusals(std::array<Refusal, 4>{
      {
       {"n\x87r\x9e", "Invalid UTF-8 start byte 0x87" + at(1, 3)},
       {"\x99\xEB,j", "Unexpected character ((CTRL-CHAR, code 153)): " + kValue + at(1, 1)},
       {"'test'", "Unexpected character (''' (code 39)): " + kValue + at(1, 2)},
       {"zzz", "Unrecognized token 'zzz': " + kToken + at(1, 4)},
       }
  });
}

TEST(Payload, NamesBytesThatAreNotUtf8) {
  expect_refusals(std::array<Refusal, 9>{
      {
       {"\"\x87\"", "Invalid UTF-8 start byte 0x87" + at(1, 3)},
       {"\"\xC1\x81\"", "Invalid UTF-8 start byte 0xc1" + at(1, 3)},
       {"\"\xF5\x80\x80\x80\"", "Invalid UTF-8 start byte 0xf5" + at(1, 3)},
       {"\"\xC3(\"", "Invalid UTF-8 middle byte 0x28" + at(1, 4)},
       {"\"\xE0\x80\x80\"", "Invalid UTF-8 middle byte 0x80" + at(1, 4)},
       {"\"\xED\xA0\x80\"", "Invalid UTF-8 middle byte 0xa0" + at(1, 4)},
       {"\"\xF0\x90(\"", "Invalid UTF-8 middle byte 0x28" + at(1, 5)},
       {"\"\xF4\x90\x80\x80\"", "Invalid UTF-8 middle byte 0x90" + at(1, 4)},
       {"\"\xE2\x82",
           "Unexpected end-of-input: expected the rest of a UTF-8 character" + at(1, 4)},
       }
  });
}

TEST(Payload, ReportsTheFirstOfTwoFaults) {
  expect_refusals(std::array<Refusal, 2>{
      {
       {"[1 2, \"\x87\"]",
           "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries" +
               at(1, 5)},
       {"[\"\x87\", 1 2]", "Invalid UTF-8 start byte 0x87" + at(1, 4)},
       }
  });
}

TEST(Payload, NamesWhatStandsWhereAValueBelongs) {
  expect_refusals(std::array<Refusal, 9>{
      {
       {"]", "Unexpected character (']' (code 93)): " + kValue + at(1, 2)},
       {"[1,]", "Unexpected character (']' (code 93)): " + kValue + at(1, 5)},
       {"+1", "Unexpected character ('+' (code 43)): " + kValue + at(1, 2)},
       {".5", "Unexpected character ('.' (code 46)): " + kValue + at(1, 2)},
       {std::string("\0", 1),
           "Unexpected character ((CTRL-CHAR, code 0)): " + kValue + at(1, 1)},
       {"\x0B{}", "Unexpected character ((CTRL-CHAR, code 11)): " + kValue + at(1, 1)},
       {"é", "Unexpected character ('Ã' (code 195)): " + kValue + at(1, 2)},
       {"\xEF\xBB\xBF{}", "Unexpected byte order mark (0xEF 0xBB 0xBF): " + kValue + at(1, 1)},
       {"\n \r\n\r [\n  'a']", "Unexpected character (''' (code 39)): " + kValue + at(5, 4)},
       }
  });
}

TEST(Payload, NamesAnUnknownToken) {
  expect_refusals(std::array<Refusal, 5>{
      {
       {"NaN", "Unrecognized token 'NaN': " + kToken + at(1, 4)},
       {"[True]", "Unrecognized token 'True': " + kToken + at(1, 6)},
       {"nulls", "Unrecognized token 'nulls': " + kToken + at(1, 6)},
       {"tru", "Unrecognized token 'tru': " + kToken + at(1, 4)},
       {"nullé", "Unrecognized token 'nullé': " + kToken + at(1, 7)},
       }
  });
}

TEST(Payload, CutsALongTokenBetweenTwoCharacters) {
  const std::string letters(255, 'a');

  const std::optional<std::string> fault = json_fault(letters + "ébc");

  EXPECT_THAT(fault, Optional("Unrecognized token '" + letters + "...': " + kToken + at(1, 260)));
}

TEST(Payload, NamesWhatIsMissingBetweenEntries) {
  expect_refusals(std::array<Refusal, 8>{
      {
       {"[1 2]",
           "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries" +
               at(1, 5)},
       {"[1}",
           "Unexpected character ('}' (code 125)): was expecting comma to separate Array entries" +
               at(1, 4)},
       {R"({"a":1 "b"})",
           "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries" +
               at(1, 9)},
       {R"({"a" 1})",
           "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and "
           "value" +
               at(1, 7)},
       {"{1:2}",
           "Unexpected character ('1' (code 49)): was expecting double-quote to start field name" +
               at(1, 3)},
       {R"({"a":1,})",
           "Unexpected character ('}' (code 125)): was expecting double-quote to start field name" +
               at(1, 9)},
       {"{} {}",
           "Unexpected character ('{' (code 123)): expected nothing after the JSON value" +
               at(1, 5)},
       {"1 2",
           "Unexpected character ('2' (code 50)): expected nothing after the JSON value" +
               at(1, 4)},
       }
  });
}

TEST(Payload, NamesTheEndThatCameTooSoon) {
  const std::string quote =
      "Unexpected end-of-input: was expecting closing quote for a string value";
  const std::string escape = "Unexpected end-of-input: in character escape sequence";
  expect_refusals(std::array<Refusal, 9>{
      {
       {"", "Unexpected end-of-input: " + kValue + at(1, 1)},
       {" \n ", "Unexpected end-of-input: " + kValue + at(2, 2)},
       {"{\n\"a\": [1,",
           "Unexpected end-of-input: expected close marker for Array (start marker at " +
               source(2, 6) + ")" + at(2, 9)},
       {R"({"a":)",
           "Unexpected end-of-input: expected close marker for Object (start marker at " +
               source(1, 1) + ")" + at(1, 6)},
       {R"("abc)", quote + at(1, 5)},
       {R"({"abcdefgh)", quote + at(1, 11)},
       {R"("\)", escape + at(1, 3)},
       {R"("\u00)", escape + at(1, 6)},
       {"-",
           "Unexpected end-of-input: expected digit (0-9) to follow minus sign, for valid numeric "
           "value" +
               at(1, 2)},
       }
  });
}

TEST(Payload, NamesWhatAStringMayNotHold) {
  expect_refusals(std::array<Refusal, 4>{
      {
       {"\"a\nb\"",
           "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash "
           "to be "
           "included in string value" +
               at(1, 3)},
       {std::string("\"\0\"", 3),
           "Illegal unquoted character ((CTRL-CHAR, code 0)): has to be escaped using backslash to "
           "be "
           "included in string value" +
               at(1, 2)},
       {R"("\x41")", "Unrecognized character escape 'x' (code 120)" + at(1, 4)},
       {R"("\u00g0")",
           "Unexpected character ('g' (code 103)): expected a hex-digit for character escape "
           "sequence" +
               at(1, 7)},
       }
  });
}

TEST(Payload, NamesWhatIsWrongWithANumber) {
  expect_refusals(std::array<Refusal, 5>{
      {
       {"-a",
           "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow "
           "minus sign, for valid numeric value" +
               at(1, 3)},
       {"007", "Invalid numeric value: Leading zeroes not allowed" + at(1, 2)},
       {"-00", "Invalid numeric value: Leading zeroes not allowed" + at(1, 3)},
       {"[1.]",
           "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a "
           "digit" +
               at(1, 5)},
       {"[1e+]",
           "Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed "
           "by "
           "a digit" +
               at(1, 6)},
       }
  });
}

TEST(Payload, TakesEveryKindOfValue) {
  for (const std::string_view json :
       {"{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "null",
        "true",
        "false",
        " \t\r\n1 \t\r\n",
        R"({"a":[1,-2.5e-3,{"b":null}],"":"\"\\\/\b\f\n\r\t\u20aC é 😀"})",
        "\"\x7F\""}) {
    EXPECT_THAT(json_fault(json), Eq(std::nullopt)) << json;
  }
}

TEST(Payload, TakesNumbersOfAnySize) {
  for (const std::string& json : {std::string("123456789012345678901234567890"),
                                  std::string("-1e400"),
                                  std::string("1E+400"),
                                  std::string("[1e-99999]"),
                                  std::string(100'000, '7')}) {
    EXPECT_THAT(json_fault(json), Eq(std::nullopt)) << json.substr(0, 40);
  }
}

TEST(Payload, TakesALoneSurrogateEscape) {
  // As AWS does: Python's json.dumps writes such text, and JSON's grammar allows it.
  EXPECT_THAT(json_fault(R"("\ud800")"), Eq(std::nullopt));
  EXPECT_THAT(json_fault(R"("\udc00\uDBFF")"), Eq(std::nullopt));
}

TEST(Payload, FindsAFaultAtEveryPlaceInABlock) {
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string text = '"' + std::string(before, 'a') + '\x1F' + std::string(40, 'a') + '"';
    EXPECT_THAT(json_fault(text), Optional(HasSubstr("(CTRL-CHAR, code 31)"))) << before;
    EXPECT_THAT(json_fault(text), Optional(HasSubstr(at(1, static_cast<int>(before) + 2))));
  }
}

TEST(Payload, TakesAThousandLevelsAndNoMore) {
  EXPECT_THAT(json_fault(nested(kMaxPayloadDepth)), Eq(std::nullopt));
  EXPECT_THAT(
      json_fault(nested(kMaxPayloadDepth + 1)),
      Optional("Document nesting depth (1001) exceeds the maximum allowed (1000)" + at(1, 1001)));
  EXPECT_THAT(json_fault('[' + nested(999) + ',' + nested(999) + ']'), Eq(std::nullopt));
}

TEST(Payload, ANullByteEndsNothing) {
  EXPECT_THAT(json_fault(std::string_view("1\0", 2)),
              Optional("Unexpected character ((CTRL-CHAR, code 0)): expected nothing after the "
                       "JSON value" +
                       at(1, 2)));
}

/// Every text of up to `left` more pieces; the number of texts tried.
std::size_t try_all(std::span<const std::string_view> pieces, int left, const std::string& text) {
  EXPECT_TRUE(agrees_with_the_yardstick(text)) << text;
  std::size_t tried = 1;
  if (left == 0) return tried;
  for (const std::string_view piece : pieces) {
    tried += try_all(pieces, left - 1, text + std::string(piece));
  }
  return tried;
}

TEST(Payload, AgreesWithTheYardstickOnEveryShortStructure) {
  constexpr std::array<std::string_view, 10> kPieces{
      "{", "}", "[", "]", ":", ",", "\"a\"", "1", "true", " "};

  EXPECT_EQ(try_all(kPieces, 5, ""), 111'111U);
}

TEST(Payload, AgreesWithTheYardstickOnEveryShortNumber) {
  constexpr std::array<std::string_view, 8> kPieces{"0", "7", "-", "+", ".", "e", "E", " "};

  EXPECT_EQ(try_all(kPieces, 5, ""), 37'449U);
}

TEST(Payload, AgreesWithTheYardstickOnEveryShortString) {
  constexpr std::array<std::string_view, 12> kPieces{
      "\\", "u00", "e9", "n", "\"", "\n", "é", "\x80", "\xC3", "\xED\xA0", "\xF0\x9F", "\xEF"};

  EXPECT_EQ(try_all(kPieces, 4, "\""), 22'621U);
}

TEST(Payload, AgreesWithTheYardstickOnDamagedDocuments) {
  const std::string document =
      R"({"id":17,"tags":["a","é",null,true,false],"price":-12.5e+3,"note":"tab\tquote\" \u00e9",)"
      R"("nested":{"empty":{},"list":[[],[1,2,[3]]]}})";
  std::mt19937 random(20'240'217);  // NOLINT: the same damage on every run
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  ASSERT_TRUE(agrees_with_the_yardstick(document));

  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = document;
    for (std::size_t hits = below(3) + 1; hits > 0 && !damaged.empty(); --hits) {
      const std::size_t place = below(damaged.size());
      switch (below(4)) {
        case 0: damaged[place] = static_cast<char>(below(255) + 1); break;
        case 1: damaged.erase(place, below(3) + 1); break;
        case 2: damaged.insert(place, 1, document[below(document.size())]); break;
        case 3: damaged.resize(place + 1); break;
      }
    }
    EXPECT_TRUE(agrees_with_the_yardstick(damaged)) << damaged;
  }
}

}  // namespace
}  // namespace lambent::invoke
