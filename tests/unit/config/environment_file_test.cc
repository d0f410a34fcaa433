#include "config/environment_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/overrides.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

EnvironmentFile parse(std::string_view text, const std::string& name = "env.json") {
  return parse_environment_file(text, name);
}
std::string error_in(std::string_view text, const std::string& name = "env.json") {
  return error_of([&] { parse(text, name); });
}

Model model_of_two() {
  Model model;
  model.functions.resize(2);
  model.functions[0].logical_id = "Orders";
  model.functions[0].name = "orders-dev";
  model.functions[0].environment = {
      {"LEVEL", "INFO"  },
      {"TABLE", "orders"}
  };
  model.functions[1].logical_id = "Hello";
  model.functions[1].name = "Hello";
  return model;
}

TEST(EnvironmentFile, ReadsParametersAndFunctions) {
  const EnvironmentFile file =
      parse(R"({"Parameters": {"LEVEL": "DEBUG"}, "Orders": {"TABLE": "local", "PORT": 8000}})");

  EXPECT_THAT(file.all, ElementsAre(Pair("LEVEL", "DEBUG")));
  EXPECT_THAT(file.by_name.at("Orders"), ElementsAre(Pair("PORT", "8000"), Pair("TABLE", "local")));
}

// Source: local-api.md §5.8.
TEST(EnvironmentFile, TurnsEveryJsonValueIntoText) {
  const EnvironmentFile file = parse(
      R"({"F": {"A1": true, "B1": false, "C1": 1.5, "D1": null, "E1": [1], "F1": {}, "G1": "true"}})");

  EXPECT_THAT(file.by_name.at("F"),
              ElementsAre(Pair("A1", "true"),
                          Pair("B1", "false"),
                          Pair("C1", "1.5"),
                          Pair("D1", ""),
                          Pair("E1", ""),
                          Pair("F1", ""),
                          Pair("G1", "true")));
}

TEST(EnvironmentFile, ReadsLines) {
  const EnvironmentFile file = parse(
      "# comment\r\n\n A1=x \nexport B1 = y z # why\nC1=\"a\\nb\\\"c\" # "
      "no\nD1='$x\\n'\nE1=\nF1=a#b\n"
      "G1=#c\nH1=x=y",
      ".env");

  EXPECT_THAT(file.all,
              ElementsAre(Pair("A1", "x"),
                          Pair("B1", "y z"),
                          Pair("C1", "a\nb\"c"),
                          Pair("D1", "$x\\n"),
                          Pair("E1", ""),
                          Pair("F1", "a#b"),
                          Pair("G1", ""),
                          Pair("H1", "x=y")));
  EXPECT_THAT(file.by_name, IsEmpty());
}

TEST(EnvironmentFile, TakesWhatBeginsWithABraceForJson) {
  EXPECT_THAT(parse("\n {\"Parameters\": {\"LEVEL\": \"x\"}}", "vars").all,
              ElementsAre(Pair("LEVEL", "x")));
}

TEST(EnvironmentFile, NamesFileKeyAndRuleOfABadOne) {
  EXPECT_EQ(error_in("{\"Orders\": 3}"),
            "env.json:1:12: Orders: expected an object of variables, found \"3\"");
  EXPECT_EQ(error_in("[]"), "env.json:1:1: expected an object of objects, found a list");
  EXPECT_EQ(error_in("{\"Orders\": {\"A-B\": \"\"}}"),
            "env.json:1:13: Orders.A-B: expected a name of two or more letters, digits and '_' "
            "that begins with a letter, found \"A-B\"");
  EXPECT_EQ(error_in("{\"Parameters\": {\"AWS_REGION\": \"\"}}"),
            "env.json:1:17: Parameters.AWS_REGION: AWS_REGION is reserved: Lambda sets it, a "
            "function cannot");
  EXPECT_THAT(error_in("{\"A\": "), HasSubstr("env.json:1:"));
  EXPECT_EQ(error_in("A1=x\nnonsense\n", ".env"), ".env:2: expected KEY=VALUE, found \"nonsense\"");
  EXPECT_EQ(error_in("=x\n", ".env"), ".env:1: expected KEY=VALUE, found \"=x\"");
  EXPECT_EQ(error_in("A1=\"x\n", ".env"),
            ".env:1: expected a value that ends with its quote, found \"A1=\\\"x\"");
  EXPECT_EQ(error_in("A1='x' y\n", ".env"),
            ".env:1: expected a value that ends with its quote, found \"A1='x' y\"");
  EXPECT_EQ(error_in("AWS_REGION=x\n", ".env"),
            ".env: AWS_REGION: AWS_REGION is reserved: Lambda sets it, a function cannot");
}

TEST(EnvironmentFile, SetsParametersOnAllAndAFunctionsOwnLast) {
  Model model = model_of_two();

  apply(parse(R"({"Parameters": {"LEVEL": "DEBUG", "NEW": "1"}, "Orders": {"LEVEL": "TRACE"}})"),
        model);

  EXPECT_THAT(
      model.functions[0].environment,
      Optional(ElementsAre(Pair("LEVEL", "TRACE"), Pair("NEW", "1"), Pair("TABLE", "orders"))));
  EXPECT_THAT(model.functions[1].environment,
              Optional(ElementsAre(Pair("LEVEL", "DEBUG"), Pair("NEW", "1"))));
}

TEST(EnvironmentFile, FindsAFunctionByNameButPrefersItsId) {
  Model model = model_of_two();

  apply(parse(R"({"orders-dev": {"LEVEL": "name", "BY_NAME": "1"}, "Orders": {"LEVEL": "id"}})"),
        model);

  EXPECT_THAT(
      model.functions[0].environment,
      Optional(ElementsAre(Pair("BY_NAME", "1"), Pair("LEVEL", "id"), Pair("TABLE", "orders"))));
  EXPECT_EQ(model.functions[1].environment, std::nullopt);
}

TEST(EnvironmentFile, RemarksOnAFunctionThatIsNotThere) {
  Model model = model_of_two();

  apply(parse(R"({"Order": {"LEVEL": "x"}})"), model);

  EXPECT_THAT(model.notices,
              ElementsAre(Notice{"env.json: Order",
                                 "there is no such function, did you mean \"Orders\"?"}));
}

TEST(EnvironmentFile, RefusesMoreThanFourKilobytesTogether) {
  Model model = model_of_two();
  EnvironmentFile file = parse("{}");
  file.all["BIG"] = std::string(4100, 'x');

  EXPECT_THAT(error_of([&] { apply(file, model); }),
              HasSubstr("env.json: Orders: Lambda was unable to configure your environment"));
}

TEST(EnvironmentFile, IsReadFromTheDisk) {
  const Project project;
  const auto path = project.write(".env", "LEVEL=DEBUG\n");

  EXPECT_THAT(load_environment_file(path).all, ElementsAre(Pair("LEVEL", "DEBUG")));
  EXPECT_THAT(error_of([&] { load_environment_file(project / "no"); }), HasSubstr("no such file"));
}

TEST(Overrides, StandAboveTheTemplate) {
  Model model = model_of_two();
  Settings settings;
  settings.timeout = std::chrono::seconds(9);
  settings.memory_mb = 256;
  settings.log_format = LogFormat::Json;
  settings.env = {
      {"LEVEL", "flag"}
  };

  apply(settings, model);

  for (const FunctionConfig& function : model.functions) {
    EXPECT_EQ(function.timeout, std::chrono::seconds(9));
    EXPECT_EQ(function.memory_mb, 256);
    EXPECT_EQ(function.logging.format, LogFormat::Json);
    EXPECT_EQ(function.environment->at("LEVEL"), "flag");
  }
}

TEST(Overrides, LeaveAFunctionAloneWithoutThem) {
  Model model = model_of_two();

  apply(Settings(), model);

  EXPECT_EQ(model.functions[0].timeout, std::chrono::seconds(3));
  EXPECT_EQ(model.functions[1].environment, std::nullopt);
}

TEST(Overrides, RefuseMoreThanFourKilobytesTogether) {
  Model model = model_of_two();
  Settings settings;
  settings.env = {
      {"BIG", std::string(4090, 'x')}
  };

  EXPECT_THAT(error_of([&] { apply(settings, model); }), HasSubstr("--env: Orders: Lambda was"));
}

}  // namespace
}  // namespace lambent::config
