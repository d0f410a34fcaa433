// The closed list of variables, its values and its precedence; runtime-api.md §4.11.
#include "emulator/environment/variables.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

config::FunctionConfig a_function() {
  config::FunctionConfig function;
  function.name = "orders";
  function.handler = "app.handler";
  function.memory_mb = 512;
  return function;
}

config::FunctionConfig with_variable(const std::string& name, const std::string& value) {
  config::FunctionConfig function = a_function();
  function.environment.emplace().emplace(name, value);
  return function;
}

VariableFacts some_facts() {
  VariableFacts facts;
  facts.region = "eu-central-1";
  facts.version = "$LATEST";
  facts.log_stream = "2026/02/01/[$LATEST]0123456789abcdef0123456789abcdef";
  facts.runtime_api = "127.0.0.1:40001";
  facts.task_root = "/code/orders";
  facts.opt = "/layers/orders";
  facts.runtime_dir = "/run/lambent";
  facts.python_bin = "/usr/local/python/bin";
  return facts;
}

std::map<std::string, std::string> by_name(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> found;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    EXPECT_TRUE(found.emplace(text.substr(0, equals), text.substr(equals + 1)).second)
        << text << " is there twice";
  }
  return found;
}

std::map<std::string, std::string> variables(const config::FunctionConfig& function,
                                             const VariableFacts& facts) {
  return by_name(runtime_variables(function, facts));
}

// What the platform sets, and what a customer or a shell may not change.
const std::vector<std::string> kReserved = {
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_AWS_XRAY_DAEMON_ADDRESS",
    "_AWS_XRAY_DAEMON_PORT",
    "_HANDLER",
};

const std::vector<std::string> kUnreserved = {
    "AWS_XRAY_CONTEXT_MISSING", "AWS_XRAY_DAEMON_ADDRESS", "LANG", "LD_LIBRARY_PATH", "PATH", "TZ"};

TEST(RuntimeVariables, AreExactlyTheList) {
  EXPECT_THAT(runtime_variables(a_function(), some_facts()),
              ElementsAre("AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
                          "AWS_DEFAULT_REGION=eu-central-1",
                          "AWS_EXECUTION_ENV=AWS_Lambda_python3.12",
                          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
                          "AWS_LAMBDA_FUNCTION_NAME=orders",
                          "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
                          "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
                          "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/orders",
                          "AWS_LAMBDA_LOG_STREAM_NAME="
                          "2026/02/01/[$LATEST]0123456789abcdef0123456789abcdef",
                          "AWS_LAMBDA_RUNTIME_API=127.0.0.1:40001",
                          "AWS_REGION=eu-central-1",
                          "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                          "AWS_SESSION_TOKEN=lambent-session-token",
                          "AWS_XRAY_CONTEXT_MISSING=LOG_ERROR",
                          "AWS_XRAY_DAEMON_ADDRESS=169.254.100.1:2000",
                          "LAMBDA_RUNTIME_DIR=/run/lambent",
                          "LAMBDA_TASK_ROOT=/code/orders",
                          "LANG=en_US.UTF-8",
                          "LD_LIBRARY_PATH=/code/orders:/code/orders/lib:/layers/orders/lib",
                          "PATH=/usr/local/python/bin:/usr/local/bin:/usr/bin/:/bin:"
                          "/layers/orders/bin",
                          "TZ=:UTC",
                          "_AWS_XRAY_DAEMON_ADDRESS=169.254.100.1",
                          "_AWS_XRAY_DAEMON_PORT=2000",
                          "_HANDLER=app.handler"));
}

TEST(RuntimeVariables, NameOptAsItIsWithoutLayers) {
  VariableFacts facts = some_facts();
  facts.opt.clear();

  const auto found = variables(a_function(), facts);

  EXPECT_EQ(found.at("PATH"), "/usr/local/python/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin");
  EXPECT_EQ(found.at("LD_LIBRARY_PATH"), "/code/orders:/code/orders/lib:/opt/lib");
}

TEST(RuntimeVariables, NameTheFunctionsOwnLogGroup) {
  config::FunctionConfig function = a_function();
  function.logging.log_group = "shop/all";

  EXPECT_EQ(variables(function, some_facts()).at("AWS_LAMBDA_LOG_GROUP_NAME"), "shop/all");
}

TEST(RuntimeVariables, TellLogFormatAndLevelOnlyWithJson) {
  config::FunctionConfig function = a_function();
  function.logging.application_level = config::ApplicationLogLevel::Debug;
  EXPECT_FALSE(variables(function, some_facts()).contains("AWS_LAMBDA_LOG_FORMAT"));
  EXPECT_FALSE(variables(function, some_facts()).contains("AWS_LAMBDA_LOG_LEVEL"));

  function.logging.format = config::LogFormat::Json;
  const auto found = variables(function, some_facts());
  EXPECT_EQ(found.at("AWS_LAMBDA_LOG_FORMAT"), "JSON");
  EXPECT_EQ(found.at("AWS_LAMBDA_LOG_LEVEL"), "DEBUG");
  EXPECT_EQ(found.size(), kReserved.size() + kUnreserved.size() + 2);
}

TEST(RuntimeVariables, HaveEveryApplicationLevelByItsName) {
  using Level = config::ApplicationLogLevel;
  const std::pair<Level, std::string> rows[] = {
      {Level::Trace, "TRACE"},
      {Level::Debug, "DEBUG"},
      {Level::Info,  "INFO" },
      {Level::Warn,  "WARN" },
      {Level::Error, "ERROR"},
      {Level::Fatal, "FATAL"},
  };
  for (const auto& [level, name] : rows) {
    config::FunctionConfig function = a_function();
    function.logging.format = config::LogFormat::Json;
    function.logging.application_level = level;
    EXPECT_EQ(variables(function, some_facts()).at("AWS_LAMBDA_LOG_LEVEL"), name);
  }
}

TEST(RuntimeVariables, KeepTheFunctionsOwn) {
  config::FunctionConfig function = a_function();
  function.environment = {
      {"TABLE", "orders=1"},
      {"EMPTY", ""        }
  };

  const auto found = variables(function, some_facts());

  EXPECT_EQ(found.at("TABLE"), "orders=1");
  EXPECT_EQ(found.at("EMPTY"), "");
}

TEST(RuntimeVariables, DropTheFunctionsKeysThatBeginWithAnUnderscore) {
  config::FunctionConfig function = a_function();
  function.environment = {
      {"_",        "x"},
      {"_SECRET",  "x"},
      {"_HANDLER", "x"},
      {"A_B",      "y"}
  };

  const auto found = variables(function, some_facts());

  EXPECT_FALSE(found.contains("_"));
  EXPECT_FALSE(found.contains("_SECRET"));
  EXPECT_EQ(found.at("_HANDLER"), "app.handler");
  EXPECT_EQ(found.at("A_B"), "y");
}

TEST(RuntimeVariables, LetTheFunctionReplaceWhatIsNotReserved) {
  for (const std::string& name : kUnreserved) {
    const config::FunctionConfig function = with_variable(name, "mine");
    EXPECT_EQ(variables(function, some_facts()).at(name), "mine");
  }
}

TEST(RuntimeVariables, LetNobodyReplaceWhatIsReserved) {
  const auto as_it_is = variables(a_function(), some_facts());
  for (const std::string& name : kReserved) {
    const config::FunctionConfig function = with_variable(name, "mine");
    EXPECT_EQ(variables(function, some_facts()).at(name), as_it_is.at(name)) << name;

    const bool is_credential = name == "AWS_ACCESS_KEY_ID";
    if (is_credential) continue;
    VariableFacts facts = some_facts();
    facts.passed_through.emplace(name, "from the shell");
    EXPECT_EQ(variables(a_function(), facts).at(name), as_it_is.at(name)) << name;
  }
}

TEST(RuntimeVariables, PassThroughWhatWasAskedForBelowTheFunctionsOwn) {
  const config::FunctionConfig function = with_variable("STAGE", "function");
  VariableFacts facts = some_facts();
  facts.passed_through = {
      {"STAGE", "shell"     },
      {"TOKEN", "from shell"},
      {"TZ",    ":CET"      }
  };

  const auto found = variables(function, facts);

  EXPECT_EQ(found.at("STAGE"), "function");
  EXPECT_EQ(found.at("TOKEN"), "from shell");
  EXPECT_EQ(found.at("TZ"), ":CET") << "above the platform's unreserved defaults";
}

TEST(RuntimeVariables, InheritNothing) {
  ASSERT_EQ(setenv("LAMBENT_TEST_LEAK", "1", 1), 0);

  EXPECT_THAT(runtime_variables(a_function(), some_facts()),
              Not(Contains(StartsWith("LAMBENT_TEST_LEAK"))));
  for (const char* name : {"HOME", "USER", "TERM", "HOSTNAME", "PWD"}) {
    EXPECT_FALSE(variables(a_function(), some_facts()).contains(name)) << name;
  }
}

TEST(RuntimeVariables, TakeRealCredentialsThatArePassedThrough) {
  VariableFacts facts = some_facts();
  facts.passed_through = {
      {"AWS_ACCESS_KEY_ID",     "id"    },
      {"AWS_SECRET_ACCESS_KEY", "secret"},
      {"AWS_SESSION_TOKEN",     "token" }
  };

  const auto found = variables(a_function(), facts);

  EXPECT_EQ(found.at("AWS_ACCESS_KEY_ID"), "id");
  EXPECT_EQ(found.at("AWS_SECRET_ACCESS_KEY"), "secret");
  EXPECT_EQ(found.at("AWS_SESSION_TOKEN"), "token");
}

TEST(RuntimeVariables, NeverMixCredentials) {
  VariableFacts facts = some_facts();
  facts.passed_through = {
      {"AWS_ACCESS_KEY_ID",     "id"    },
      {"AWS_SECRET_ACCESS_KEY", "secret"}
  };
  const auto long_lived = variables(a_function(), facts);
  EXPECT_EQ(long_lived.at("AWS_ACCESS_KEY_ID"), "id");
  EXPECT_EQ(long_lived.at("AWS_SECRET_ACCESS_KEY"), "secret");
  EXPECT_FALSE(long_lived.contains("AWS_SESSION_TOKEN"));

  facts.passed_through = {
      {"AWS_SECRET_ACCESS_KEY", "secret"},
      {"AWS_SESSION_TOKEN",     "token" }
  };
  EXPECT_EQ(variables(a_function(), facts), variables(a_function(), some_facts()));
}

// --- Extensions ----------------------------------------------------------------------------------

// The rows of §4.11 whose column "Extension" says no.
const std::vector<std::string> kHidden = {
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_XRAY_CONTEXT_MISSING",
    "AWS_XRAY_DAEMON_ADDRESS",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_AWS_XRAY_DAEMON_ADDRESS",
    "_AWS_XRAY_DAEMON_PORT",
    "_HANDLER",
};

std::map<std::string, std::string> seen_by_extension(const config::FunctionConfig& function,
                                                     const VariableFacts& facts) {
  return by_name(extension_variables(function, facts));
}

TEST(ExtensionVariables, AreExactlyTheList) {
  EXPECT_THAT(extension_variables(a_function(), some_facts()),
              ElementsAre("AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
                          "AWS_DEFAULT_REGION=eu-central-1",
                          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
                          "AWS_LAMBDA_FUNCTION_NAME=orders",
                          "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
                          "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
                          "AWS_LAMBDA_RUNTIME_API=127.0.0.1:40001",
                          "AWS_REGION=eu-central-1",
                          "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                          "AWS_SESSION_TOKEN=lambent-session-token",
                          "LANG=en_US.UTF-8",
                          "LD_LIBRARY_PATH=/code/orders:/code/orders/lib:/layers/orders/lib",
                          "PATH=/usr/local/python/bin:/usr/local/bin:/usr/bin/:/bin:"
                          "/layers/orders/bin",
                          "TZ=:UTC"));
}

TEST(ExtensionVariables, AreThoseOfTheRuntimeWithoutTheHiddenOnes) {
  config::FunctionConfig function = with_variable("TABLE", "orders");
  function.logging.format = config::LogFormat::Json;
  VariableFacts facts = some_facts();
  facts.passed_through.emplace("TOKEN", "from shell");

  auto expected = variables(function, facts);
  for (const std::string& name : kHidden)
    EXPECT_EQ(expected.erase(name), 1U) << name;

  EXPECT_EQ(seen_by_extension(function, facts), expected);
  EXPECT_EQ(expected.at("TABLE"), "orders");
  EXPECT_EQ(expected.at("TOKEN"), "from shell");
  EXPECT_EQ(expected.at("AWS_LAMBDA_LOG_FORMAT"), "JSON");
  EXPECT_EQ(expected.at("AWS_LAMBDA_LOG_LEVEL"), "INFO");
}

TEST(ExtensionVariables, ShowWhatTheFunctionSetsForItsRuntime) {
  for (const char* name : {"AWS_LAMBDA_EXEC_WRAPPER", "PYTHONPATH", "TZ", "PATH"}) {
    EXPECT_EQ(seen_by_extension(with_variable(name, "mine"), some_facts()).at(name), "mine");
  }
}

TEST(ExtensionVariables, HideAHiddenNameWhoeverSetIt) {
  for (const std::string& name : kHidden) {
    VariableFacts facts = some_facts();
    facts.passed_through.emplace(name, "from shell");
    EXPECT_FALSE(seen_by_extension(with_variable(name, "mine"), facts).contains(name)) << name;
  }
}

}  // namespace
}  // namespace lambent::environment
