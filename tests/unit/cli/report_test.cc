// The start-up report, line by line.
#include "api/cli/report.h"

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

config::FunctionConfig function(std::string name, std::string handler, std::string code) {
  config::FunctionConfig function;
  function.name = std::move(name);
  function.handler = std::move(handler);
  function.code = std::move(code);
  return function;
}

StartUp start_up() {
  StartUp start_up;
  start_up.template_file = "template.yaml";
  start_up.functions = {function("Hello", "app.handler", "/src/hello")};
  start_up.python = "/usr/bin/python3.12";
  start_up.python_version = "3.12.1";
  return start_up;
}

TEST(StartUpReport, NamesTemplatePythonAndFunctions) {
  EXPECT_EQ(start_up_report(start_up()),
            "lambent: template.yaml: 1 function, Python 3.12.1 (/usr/bin/python3.12)\n"
            "lambent:   Hello  app.handler  /src/hello\n");
}

TEST(StartUpReport, AlignsSeveralFunctions) {
  StartUp facts = start_up();
  facts.functions.push_back(function("OrdersWorker", "a.b", "/src/o"));
  facts.functions.back().inline_code = "def b(e, c): pass";

  EXPECT_EQ(start_up_report(facts),
            "lambent: template.yaml: 2 functions, Python 3.12.1 (/usr/bin/python3.12)\n"
            "lambent:   Hello         app.handler  /src/hello\n"
            "lambent:   OrdersWorker  a.b          (inline code)\n");
}

TEST(StartUpReport, DoesWithoutATemplate) {
  StartUp facts = start_up();
  facts.template_file.clear();

  EXPECT_TRUE(start_up_report(facts).starts_with("lambent: 1 function, Python 3.12.1"));
}

TEST(StartUpReport, EndsWithTheNotes) {
  StartUp facts = start_up();
  facts.notices.push_back(
      {"template.yaml:4:7: Resources.Api", "events of a function are not served"});
  facts.remarks.emplace_back("freezing is off");

  const std::string expected =
      "lambent: note: template.yaml:4:7: Resources.Api: events of a function are not served\n"
      "lambent: note: freezing is off\n";
  EXPECT_EQ(notes(facts), expected);
  EXPECT_TRUE(start_up_report(facts).ends_with(expected));
}

TEST(Notes, AreNothingWhenThereIsNothingToSay) {
  EXPECT_EQ(notes(start_up()), "");
}

}  // namespace
}  // namespace lambent::cli
