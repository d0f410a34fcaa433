#include "config/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/yaml_node.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

std::map<std::string, Node, std::less<>> read(std::string_view text,
                                              const ParameterValues& overrides = {}) {
  return read_parameters(*parse_yaml(text, "t.yaml").find("P"), overrides);
}
std::string error_in(std::string_view text, const ParameterValues& overrides = {}) {
  return error_of([&] { read(text, overrides); });
}

TEST(Parameters, TakeTheOverrideBeforeTheDefault) {
  const std::string_view text =
      "P:\n  A: {Type: String, Default: x}\n  B: {Type: Number, Default: 3}\n";

  EXPECT_EQ(read(text).at("A").text(), "x");
  EXPECT_EQ(read(text,
                 {
                     {"A", "y"}
  })
                .at("A")
                .text(),
            "y");
  EXPECT_EQ(read(text).at("B").text(), "3");
}

TEST(Parameters, SplitListsAtCommas) {
  for (const char* type : {"CommaDelimitedList", "List<Number>", "List<AWS::EC2::Subnet::Id>"}) {
    const auto values = read(std::string("P:\n  A: {Type: '") + type + "', Default: '1, 2,3'}\n");
    const Node& list = values.at("A");
    ASSERT_EQ(list.items().size(), 3U) << type;
    EXPECT_EQ(list.items()[1].text(), "2");
  }
}

TEST(Parameters, SayWhyOneHasNoValue) {
  const auto values = read("P:\n  A: {Type: String}\n");
  const Node& value = values.at("A");

  ASSERT_NE(value.why_unresolved(), nullptr);
  EXPECT_EQ(*value.why_unresolved(), "parameter \"A\" has no Default and no override");
}

TEST(Parameters, LookNothingUpInSystemsManager) {
  const std::string_view text =
      "P:\n  A: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}\n";

  EXPECT_NE(read(text).at("A").why_unresolved(), nullptr);
  EXPECT_EQ(read(text,
                 {
                     {"A", "v"}
  })
                .at("A")
                .text(),
            "v");
  EXPECT_EQ(read(text,
                 {
                     {"A", "v"}
  })
                .at("A")
                .why_unresolved(),
            nullptr);
}

TEST(Parameters, RefuseValuesOutsideTheAllowedOnes) {
  const std::string_view text = "P:\n  A: {Type: String, Default: c, AllowedValues: [a, b]}\n";

  EXPECT_EQ(error_in(text), "t.yaml:2:30: P.A.Default: expected one of a, b, found \"c\"");
  EXPECT_EQ(error_in(text,
                     {
                         {"A", "d"}
  }),
            "--parameter-overrides: A: expected one of a, b, found \"d\"");
  EXPECT_EQ(error_in(text,
                     {
                         {"A", "b"}
  }),
            "no error");
}

TEST(Parameters, RefuseANumberThatIsNone) {
  for (const char* good : {"3", "-3", "+0.5", "3."}) {
    EXPECT_EQ(error_in("P: {A: {Type: Number, Default: '" + std::string(good) + "'}}"), "no error");
  }
  for (const char* bad : {"", "x", "1.2.3", "-", ".", "3m"}) {
    EXPECT_THAT(error_in("P: {A: {Type: Number, Default: '" + std::string(bad) + "'}}"),
                HasSubstr("P.A.Default: expected a number, found"));
  }
}

TEST(Parameters, RefuseAnOverrideOfAnUnknownOneAndNameTheKnown) {
  EXPECT_EQ(error_in("P: {Stage: {Type: String}, Table: {Type: String}}",
                     {
                         {"Stag", "x"}
  }),
            "--parameter-overrides: Stag: expected a parameter of the template (Stage, Table), did "
            "you mean \"Stage\"?");
  EXPECT_EQ(error_of([] {
              read_parameters(Node(),
                              {
                                  {"A", "x"}
              });
            }),
            "--parameter-overrides: A: expected a parameter of the template (it has none)");
}

TEST(Parameters, RefuseDeclarationsThatAreNone) {
  EXPECT_EQ(error_in("P: {A: x}"),
            "t.yaml:1:8: P.A: expected a parameter: a map with Type, found \"x\"");
  EXPECT_EQ(error_in("P: {A: {Default: x}}"),
            "t.yaml:1:8: P.A: expected a parameter with a Type, found a map");
  EXPECT_EQ(error_in("P: {A: {Type: String, Default: [x]}}"),
            "t.yaml:1:32: P.A.Default: expected text, found a list");
  EXPECT_EQ(error_in("P: [A]"), "t.yaml:1:4: P: expected a map of parameters, found a list");
}

ParameterValues overrides(std::string_view text) {
  return parse_parameter_overrides(text, "--x");
}

TEST(ParameterOverrides, AreReadInBothForms) {
  EXPECT_THAT(overrides("Stage=dev Table=orders"),
              UnorderedElementsAre(Pair("Stage", "dev"), Pair("Table", "orders")));
  EXPECT_THAT(
      overrides("  A=\"a b\"  B='c d' C= D=\"q\\\"q\" E=x=y "),
      UnorderedElementsAre(
          Pair("A", "a b"), Pair("B", "c d"), Pair("C", ""), Pair("D", "q\"q"), Pair("E", "x=y")));
  EXPECT_THAT(overrides("ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=\"2 3\""),
              UnorderedElementsAre(Pair("A", "1"), Pair("B", "2 3")));
  EXPECT_TRUE(overrides(" ").empty());
}

TEST(ParameterOverrides, NameWhatTheyCannotRead) {
  EXPECT_EQ(error_of([] { overrides("A=1 B"); }), "--x: expected KEY=VALUE, found \"B\"");
  EXPECT_EQ(error_of([] { overrides("=1"); }), "--x: expected KEY=VALUE, found \"=1\"");
  EXPECT_EQ(error_of([] { overrides("A=\"1"); }), "--x: a quote is not closed");
  EXPECT_EQ(error_of([] { overrides("ParameterKey=A"); }), "--x: expected \",ParameterValue=\"");
  EXPECT_EQ(error_of([] { overrides("file://params.yaml"); }),
            "--x: expected KEY=VALUE, found \"file://params.yaml\"");
}

}  // namespace
}  // namespace lambent::config
