// How a runtime process is started; runtime-api.md §4.9, §4.12.
#include "emulator/environment/runtime_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

config::FunctionConfig a_function() {
  config::FunctionConfig function;
  function.name = "orders";
  function.handler = "app.handler";
  return function;
}

config::FunctionConfig with_variable(std::string name, std::string value) {
  config::FunctionConfig function = a_function();
  function.environment.emplace().emplace(std::move(name), std::move(value));
  return function;
}

VariableFacts some_facts() {
  VariableFacts facts;
  facts.task_root = "/code/orders";
  facts.opt = "/layers/orders";
  facts.runtime_dir = "/run/lambent";
  facts.python_bin = "/python/bin";
  return facts;
}

VariableFacts without_layers() {
  VariableFacts facts = some_facts();
  facts.opt.clear();
  return facts;
}

RuntimePaths paths(RuntimeClient client) {
  RuntimePaths paths;
  paths.python = "/python/bin/python3.12";
  paths.runtime_dir = "/run/lambent";
  paths.client = client;
  return paths;
}

const RuntimePaths kOwn = paths(RuntimeClient::Lambent);
const RuntimePaths kAws = paths(RuntimeClient::Awslambdaric);

std::string variable(const process::Command& command, const std::string& name) {
  const auto found = std::find_if(
      command.environment.begin(), command.environment.end(), [&](const std::string& text) {
        return text.starts_with(name + '=');
      });
  return found == command.environment.end() ? "<unset>" : found->substr(name.size() + 1);
}

TEST(RuntimeCommand, StartsOurClient) {
  const process::Command command = runtime_command(a_function(), kOwn, some_facts());

  EXPECT_EQ(command.program, "/python/bin/python3.12");
  EXPECT_THAT(command.arguments,
              ElementsAre("/python/bin/python3.12", "/run/lambent/bootstrap.py"));
  EXPECT_EQ(command.working_directory, "/code/orders");
  EXPECT_TRUE(command.has_log_descriptor);
  EXPECT_EQ(command.input, -1) << "the null device";
}

TEST(RuntimeCommand, StartsAwsClientWithTheHandler) {
  const process::Command command = runtime_command(a_function(), kAws, some_facts());

  EXPECT_EQ(command.program, "/python/bin/python3.12");
  EXPECT_THAT(command.arguments,
              ElementsAre("/python/bin/python3.12", "-m", "awslambdaric", "app.handler"));
  EXPECT_EQ(command.working_directory, "/code/orders");
  EXPECT_TRUE(command.has_log_descriptor);
}

TEST(RuntimeCommand, HasTheListOfVariablesAndThePrivateOnes) {
  const std::vector<std::string> list = runtime_variables(a_function(), without_layers());
  for (const RuntimePaths& client : {kOwn, kAws}) {
    const process::Command command = runtime_command(a_function(), client, without_layers());

    EXPECT_THAT(command.environment, SizeIs(list.size() + 1));
    for (const std::string& text : list)
      EXPECT_THAT(command.environment, Contains(text));
    EXPECT_EQ(variable(command, "_LAMBDA_TELEMETRY_LOG_FD"), "3");
  }
}

TEST(RuntimeCommand, TellsOurClientWhereTheLayersAre) {
  EXPECT_EQ(variable(runtime_command(a_function(), kOwn, some_facts()), "LAMBENT_OPT"),
            "/layers/orders");
  EXPECT_THAT(runtime_command(a_function(), kOwn, without_layers()).environment,
              Not(Contains(StartsWith("LAMBENT_OPT="))));
}

TEST(RuntimeCommand, PutsLayersOnTheSearchPathOfAwsClient) {
  const std::string layers =
      "/layers/orders/python/lib/python3.12/site-packages:/layers/orders/python";

  const process::Command plain = runtime_command(a_function(), kAws, some_facts());
  EXPECT_EQ(variable(plain, "PYTHONPATH"), layers);
  EXPECT_EQ(variable(plain, "LAMBENT_OPT"), "<unset>");

  const process::Command own =
      runtime_command(with_variable("PYTHONPATH", "/mine"), kAws, some_facts());
  EXPECT_EQ(variable(own, "PYTHONPATH"), "/mine:" + layers);

  const process::Command none = runtime_command(a_function(), kAws, without_layers());
  EXPECT_EQ(variable(none, "PYTHONPATH"), "<unset>");
}

TEST(RuntimeCommand, RunsAWrapperWithTheCommandAsItsArguments) {
  const config::FunctionConfig function = with_variable("AWS_LAMBDA_EXEC_WRAPPER", "/bin/wrap");

  const process::Command own = runtime_command(function, kOwn, some_facts());
  EXPECT_EQ(own.program, "/bin/sh");
  ASSERT_THAT(own.arguments, SizeIs(6));
  EXPECT_EQ(own.arguments[0], "/bin/sh");
  EXPECT_EQ(own.arguments[1], "-c");
  EXPECT_EQ(own.arguments[3], "bootstrap");
  EXPECT_EQ(own.arguments[4], "/python/bin/python3.12") << "$1 is the interpreter";
  EXPECT_EQ(own.arguments[5], "/run/lambent/bootstrap.py") << "the last is the script";

  const process::Command aws = runtime_command(function, kAws, some_facts());
  ASSERT_THAT(aws.arguments, SizeIs(8));
  EXPECT_EQ(aws.arguments[4], "/python/bin/python3.12");
  EXPECT_EQ(aws.arguments[7], "app.handler");
}

TEST(RuntimeCommand, IgnoresAnEmptyWrapper) {
  const process::Command command =
      runtime_command(with_variable("AWS_LAMBDA_EXEC_WRAPPER", ""), kOwn, some_facts());

  EXPECT_EQ(command.program, "/python/bin/python3.12");
  EXPECT_THAT(command.arguments, SizeIs(2));
}

TEST(RuntimeCommand, LooksForTheWrapperWhereThisEnvironmentHasItsFolders) {
  struct Row {
    const char* set;
    const char* found;
    const char* found_without_layers;
  };
  const Row rows[] = {
      {"/opt/wrap",          "/layers/orders/wrap",     "/opt/wrap"            },
      {"/opt/bin/wrap",      "/layers/orders/bin/wrap", "/opt/bin/wrap"        },
      {"/var/task/wrap",     "/code/orders/wrap",       "/code/orders/wrap"    },
      {"/var/task/bin/wrap", "/code/orders/bin/wrap",   "/code/orders/bin/wrap"},
      {"/optional/wrap",     "/optional/wrap",          "/optional/wrap"       },
      {"/var/tasks/wrap",    "/var/tasks/wrap",         "/var/tasks/wrap"      },
      {"/usr/local/wrap",    "/usr/local/wrap",         "/usr/local/wrap"      },
      {"wrap",               "wrap",                    "wrap"                 },
  };
  for (const Row& row : rows) {
    const config::FunctionConfig function = with_variable("AWS_LAMBDA_EXEC_WRAPPER", row.set);
    EXPECT_EQ(variable(runtime_command(function, kOwn, some_facts()), "AWS_LAMBDA_EXEC_WRAPPER"),
              row.found);
    EXPECT_EQ(
        variable(runtime_command(function, kOwn, without_layers()), "AWS_LAMBDA_EXEC_WRAPPER"),
        row.found_without_layers);
  }
}

}  // namespace
}  // namespace lambent::environment
