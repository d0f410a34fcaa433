// Which functions run, and what is said when that is not clear.
#include "api/cli/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/error.h"

namespace lambent::cli {
namespace {

using ::testing::ElementsAre;

config::FunctionConfig function(std::string logical_id, std::string name) {
  config::FunctionConfig function;
  function.logical_id = std::move(logical_id);
  function.name = std::move(name);
  return function;
}

config::Model model() {
  config::Model model;
  model.functions = {function("Hello", "hello-dev"), function("Orders", "orders-dev")};
  return model;
}

std::vector<std::string> ids(const std::vector<config::FunctionConfig>& functions) {
  std::vector<std::string> ids;
  for (const config::FunctionConfig& function : functions)
    ids.push_back(function.logical_id);
  return ids;
}

template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const config::Error& error) {
    return error.what();
  }
  return "(nothing was refused)";
}

TEST(Select, TakesAllWithoutTargets) {
  EXPECT_THAT(ids(select(model(), {}, "t.yaml")), ElementsAre("Hello", "Orders"));
}

TEST(Select, TakesThoseThatAreNamedInTheirOrder) {
  EXPECT_THAT(ids(select(model(), {"orders-dev", "Hello"}, "t.yaml")),
              ElementsAre("Orders", "Hello"));
}

TEST(Select, RefusesANameThatNobodyHasAndListsThoseThereAre) {
  EXPECT_EQ(refusal([] { select(model(), {"Helo"}, "t.yaml"); }),
            "t.yaml: expected a function, one of Hello, Orders, found \"Helo\", did you mean "
            "\"Hello\"?");
}

TEST(Select, RefusesATemplateWithoutFunctions) {
  EXPECT_EQ(refusal([] { select({}, {}, "t.yaml"); }),
            "t.yaml: expected at least one function that can run here");
}

TEST(RequireOne, ListsTheFunctionsToChooseFrom) {
  EXPECT_EQ(refusal([] { require_one(model().functions, "t.yaml"); }),
            "t.yaml: expected a TARGET, one of Hello, Orders");
  EXPECT_NO_THROW(require_one({function("Hello", "hello")}, "t.yaml"));
}

TEST(RequireDistinct, NamesTheNameThatIsThereTwice) {
  EXPECT_EQ(refusal([] {
              require_distinct({function("A", "app"), function("B", "app")});
            }),
            "two functions are called \"app\": expected distinct names");
  EXPECT_NO_THROW(require_distinct(model().functions));
}

}  // namespace
}  // namespace lambent::cli
