// Command lines, and what becomes of them.
#include "api/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

CommandLine parsed(const Arguments& arguments) {
  auto result = parse_command_line(arguments);
  if (const auto* answer = std::get_if<Answer>(&result)) {
    ADD_FAILURE() << "refused: " << answer->text;
    return {};
  }
  return std::get<CommandLine>(std::move(result));
}

Answer answered(const Arguments& arguments) {
  auto result = parse_command_line(arguments);
  if (!std::holds_alternative<Answer>(result)) {
    ADD_FAILURE() << "expected an answer";
    return {};
  }
  return std::get<Answer>(std::move(result));
}

/// The sentence of wrong use.
std::string refusal(const Arguments& arguments) {
  const Answer answer = answered(arguments);
  EXPECT_EQ(answer.exit_code, ExitCode::WrongUse);
  return answer.text;
}

// --- commands ------------------------------------------------------------------------------------

TEST(CommandLine, KnowsTheCommands) {
  EXPECT_EQ(parsed({"invoke"}).command, Command::Invoke);
  EXPECT_EQ(parsed({"serve"}).command, Command::Serve);
  EXPECT_EQ(parsed({"start-lambda"}).command, Command::StartLambda);
  EXPECT_EQ(parsed({"start-api"}).command, Command::StartApi);
  EXPECT_EQ(parsed({"logs"}).command, Command::Logs);
}

TEST(CommandLine, NamesItsCommands) {
  EXPECT_EQ(name_of(Command::Invoke), "invoke");
  EXPECT_EQ(name_of(Command::Serve), "serve");
  EXPECT_EQ(name_of(Command::StartLambda), "start-lambda");
  EXPECT_EQ(name_of(Command::StartApi), "start-api");
  EXPECT_EQ(name_of(Command::Logs), "logs");
}

TEST(CommandLine, ThePortOfStartApiIsThatOfTheApis) {
  const CommandLine line = parsed({"start-api", "-p", "3100", "--lambda-port", "3101"});

  EXPECT_EQ(line.settings.api_port, 3100);
  EXPECT_EQ(line.settings.port, 3101);
  EXPECT_EQ(parsed({"serve", "-p", "1", "--api-port", "2"}).settings.port, 1);
  EXPECT_EQ(parsed({"serve", "-p", "1", "--api-port", "2"}).settings.api_port, 2);
}

TEST(CommandLine, ReadsWhatApisAreServedWith) {
  const CommandLine line = parsed({"start-api",
                                   "--api",
                                   "Shop",
                                   "-s",
                                   "web",
                                   "--jwks",
                                   "k.json",
                                   "--jwt",
                                   "decode",
                                   "--api-key",
                                   "a",
                                   "--api-key",
                                   "b",
                                   "--disable-authorizer",
                                   "--no-timeout",
                                   "Orders"});

  EXPECT_EQ(line.api, "Shop");
  EXPECT_EQ(line.settings.static_dir, "web");
  EXPECT_EQ(line.settings.jwks, "k.json");
  EXPECT_EQ(line.settings.jwt, config::JwtCheck::Decode);
  EXPECT_THAT(*line.settings.api_keys, ElementsAre("a", "b"));
  EXPECT_EQ(line.settings.disable_authorizer, true);
  EXPECT_EQ(line.settings.no_timeout, true);
  EXPECT_THAT(line.targets, ElementsAre("Orders"));
}

TEST(CommandLine, RefusesPlannedCommandsByName) {
  for (const char* word : {"generate-event", "rie"}) {
    EXPECT_EQ(refusal({word, "--anything"}),
              "lambent: " + std::string(word) + " is not supported yet\n");
  }
}

TEST(CommandLine, RefusesOtherWordsWithAHint) {
  EXPECT_EQ(refusal({"invok"}),
            "lambent: expected a command, found \"invok\", did you mean \"invoke\"? (see `lambent "
            "--help`)\n");
  EXPECT_THAT(refusal({"--port", "1"}), HasSubstr("expected a command, found \"--port\""));
}

TEST(CommandLine, WithoutArgumentsExplainsItselfAndFails) {
  EXPECT_THAT(refusal({}), HasSubstr("Usage: lambent COMMAND"));
}

TEST(CommandLine, AnswersForVersionAndHelp) {
  EXPECT_EQ(answered({"--version"}).text, "lambent 0.1.0\n");
  EXPECT_EQ(answered({"--version"}).exit_code, ExitCode::Success);
  for (const char* word : {"--help", "-h", "help"}) {
    EXPECT_EQ(answered({word}).exit_code, ExitCode::Success);
    EXPECT_THAT(answered({word}).text, HasSubstr("Usage: lambent COMMAND"));
  }
}

TEST(CommandLine, HelpsWithEachCommand) {
  for (const char* command : {"invoke", "serve", "start-lambda"}) {
    const Answer answer = answered({command, "--help"});
    EXPECT_EQ(answer.exit_code, ExitCode::Success);
    EXPECT_THAT(answer.text, HasSubstr("Usage: lambent " + std::string(command) + " [TARGET"));
    EXPECT_THAT(answer.text, HasSubstr("Exit codes:"));
    EXPECT_THAT(answer.text, HasSubstr("Examples:"));
    EXPECT_THAT(answer.text, HasSubstr("LAMBENT_"));
    EXPECT_THAT(answer.text, HasSubstr("us-east-1")) << "defaults are shown";
    EXPECT_THAT(answer.text, Not(HasSubstr("--docker-network"))) << "hidden";
  }
}

TEST(CommandLine, HelpWinsOverOtherFaults) {
  EXPECT_EQ(answered({"serve", "--prot", "1", "--help"}).exit_code, ExitCode::Success);
}

// --- targets and events --------------------------------------------------------------------------

TEST(InvokeOptions, TakeATargetAndAnEvent) {
  const CommandLine line = parsed({"invoke", "app.py:handler", "-e", "{\"a\": 1}"});

  EXPECT_THAT(line.targets, ElementsAre("app.py:handler"));
  EXPECT_EQ(line.event, "{\"a\": 1}");
}

TEST(InvokeOptions, HaveAnEmptyObjectAsEvent) {
  EXPECT_EQ(parsed({"invoke"}).event, "{}");
  EXPECT_EQ(parsed({"invoke", "--no-event"}).event, "{}");
}

TEST(InvokeOptions, TakeEveryFormOfEvent) {
  for (const char* event : {"-", "[1,2]", "[]", "\"text\"", "null", "event.json", "{}", "a b"}) {
    EXPECT_EQ(parsed({"invoke", "-e", event}).event, event);
    EXPECT_EQ(parsed({"invoke", "--event", event}).event, event);
    EXPECT_EQ(parsed({"invoke", "--event=" + std::string(event)}).event, event);
  }
}

TEST(InvokeOptions, RefuseTwoTargets) {
  EXPECT_THAT(refusal({"invoke", "A", "B"}),
              StartsWith("lambent: invoke: expected one TARGET, found \"A\" and \"B\" (see"));
}

TEST(InvokeOptions, RefuseAnEventAndNoEvent) {
  EXPECT_THAT(refusal({"invoke", "-e", "{}", "--no-event"}), HasSubstr("exclude each other"));
}

TEST(InvokeOptions, TakeATenant) {
  EXPECT_EQ(parsed({"invoke", "--tenant-id", "blue"}).tenant_id, "blue");
}

TEST(InvokeOptions, DoNotListen) {
  EXPECT_THAT(refusal({"invoke", "--port", "1"}), HasSubstr("invoke has no option \"--port\""));
  EXPECT_THAT(refusal({"invoke", "--host", "::1"}), HasSubstr("invoke has no option \"--host\""));
}

TEST(ServeOptions, TakeAnyNumberOfTargets) {
  EXPECT_THAT(parsed({"serve"}).targets, IsEmpty());
  EXPECT_THAT(parsed({"serve", "A", "--port", "0", "B"}).targets, ElementsAre("A", "B"));
}

TEST(ServeOptions, HaveNoEvent) {
  EXPECT_THAT(refusal({"serve", "-e", "{}"}), HasSubstr("serve has no option \"-e\""));
}

// --- logs ----------------------------------------------------------------------------------------

TEST(LogsOptions, WantEverythingUnlessTold) {
  const CommandLine line = parsed({"logs"});

  EXPECT_THAT(line.targets, IsEmpty());
  EXPECT_FALSE(line.logs.follow);
  EXPECT_EQ(line.logs.environment + line.logs.request_id + line.logs.type + line.logs.after, "");
}

TEST(LogsOptions, TakeAFunctionAndEveryFilter) {
  const CommandLine line = parsed({"logs",
                                   "Orders",
                                   "--follow",
                                   "--environment",
                                   "e1",
                                   "--request",
                                   "r1",
                                   "--type",
                                   "function,platform.report",
                                   "--after",
                                   "last",
                                   "--host",
                                   "::1",
                                   "--port",
                                   "3002",
                                   "--output",
                                   "json"});

  EXPECT_THAT(line.targets, ElementsAre("Orders"));
  EXPECT_TRUE(line.logs.follow);
  EXPECT_EQ(line.logs.environment, "e1");
  EXPECT_EQ(line.logs.request_id, "r1");
  EXPECT_EQ(line.logs.type, "function,platform.report");
  EXPECT_EQ(line.logs.after, "last");
  EXPECT_EQ(line.settings.host, "::1");
  EXPECT_EQ(line.settings.port, 3002);
  EXPECT_EQ(line.settings.output, config::Output::Json);
}

TEST(LogsOptions, HaveAShortNameForFollowing) {
  EXPECT_TRUE(parsed({"logs", "-f"}).logs.follow);
  EXPECT_THAT(parsed({"logs", "-f", "Orders"}).targets, ElementsAre("Orders"));
}

TEST(LogsOptions, RefuseTwoFunctions) {
  EXPECT_THAT(refusal({"logs", "A", "B"}),
              StartsWith("lambent: logs: expected one FUNCTION, found \"A\" and \"B\" (see"));
}

TEST(LogsOptions, RunNothing) {
  for (const char* option :
       {"--template", "--env", "--python", "--lifecycle", "--docker-network"}) {
    EXPECT_THAT(refusal({"logs", option, "x"}), HasSubstr("logs has no option \"--")) << option;
  }
}

TEST(LogsOptions, AreExplained) {
  const std::string help = answered({"logs", "--help"}).text;

  EXPECT_THAT(help, HasSubstr("Usage: lambent logs [FUNCTION] [OPTIONS]"));
  for (const char* said : {"--follow", "--request", "--environment", "--type", "--after", "3001"}) {
    EXPECT_THAT(help, HasSubstr(said));
  }
}

// --- settings ------------------------------------------------------------------------------------

TEST(SettingFlags, ReachTheSettings) {
  const config::SettingsLayer flags = parsed({"serve",
                                              "--host",
                                              "::1",
                                              "--port",
                                              "0",
                                              "--region",
                                              "eu-central-1",
                                              "--account",
                                              "000000000001",
                                              "--template",
                                              "t.yaml",
                                              "--python",
                                              "/opt/python",
                                              "--runtime-client",
                                              "awslambdaric",
                                              "--output",
                                              "json",
                                              "--log-format",
                                              "json",
                                              "--timeout",
                                              "900",
                                              "--memory",
                                              "256",
                                              "--env-vars",
                                              "env.json",
                                              "--account-concurrency",
                                              "7",
                                              "--idle-timeout",
                                              "60",
                                              "--cache-dir",
                                              "cache",
                                              "--no-memory-limit",
                                              "--no-freeze",
                                              "--no-fork-server",
                                              "--lifecycle",
                                              "off"})
                                          .settings;

  EXPECT_EQ(flags.host, "::1");
  EXPECT_EQ(flags.port, 0);
  EXPECT_EQ(flags.region, "eu-central-1");
  EXPECT_EQ(flags.account, "000000000001");
  EXPECT_EQ(flags.template_file, "t.yaml");
  EXPECT_EQ(flags.python, "/opt/python");
  EXPECT_EQ(flags.runtime_client, config::RuntimeClient::Awslambdaric);
  EXPECT_EQ(flags.output, config::Output::Json);
  EXPECT_EQ(flags.log_format, config::LogFormat::Json);
  EXPECT_EQ(flags.timeout, std::chrono::seconds{900});
  EXPECT_EQ(flags.memory_mb, 256);
  EXPECT_EQ(flags.env_vars, "env.json");
  EXPECT_EQ(flags.account_concurrency, 7);
  EXPECT_EQ(flags.idle_retirement, std::chrono::seconds{60});
  EXPECT_EQ(flags.cache_dir, "cache");
  EXPECT_EQ(flags.no_memory_limit, true);
  EXPECT_EQ(flags.no_freeze, true);
  EXPECT_EQ(flags.no_fork_server, true);
  EXPECT_EQ(flags.lifecycle, config::Lifecycle::Off);
}

TEST(SettingFlags, SayNothingWhenNotGiven) {
  const config::SettingsLayer flags = parsed({"serve"}).settings;

  EXPECT_FALSE(flags.host || flags.port || flags.region || flags.account || flags.output ||
               flags.template_file || flags.python || flags.runtime_client || flags.log_format ||
               flags.timeout || flags.memory_mb || flags.env_vars || flags.pass_env ||
               flags.account_concurrency || flags.idle_retirement || flags.cache_dir ||
               flags.no_memory_limit || flags.no_freeze || flags.no_fork_server || flags.lifecycle);
  EXPECT_THAT(flags.env, IsEmpty());
  EXPECT_THAT(flags.layers, IsEmpty());
  EXPECT_THAT(flags.parameter_overrides, IsEmpty());
}

TEST(SettingFlags, HaveSamsShortNames) {
  const config::SettingsLayer flags =
      parsed({"start-lambda", "-t", "a.yaml", "-p", "0", "-n", "env.json"}).settings;

  EXPECT_EQ(flags.template_file, "a.yaml");
  EXPECT_EQ(flags.port, 0);
  EXPECT_EQ(flags.env_vars, "env.json");
  EXPECT_EQ(parsed({"start-lambda", "--template-file", "b.yaml"}).settings.template_file, "b.yaml");
}

TEST(SettingFlags, TakeTheLastOfSeveral) {
  EXPECT_EQ(parsed({"serve", "--port", "1", "-p", "2"}).settings.port, 2);
}

TEST(SettingFlags, CollectVariablesAsTheyStand) {
  EXPECT_THAT(
      parsed({"invoke", "--env", "GREETING=hello, \"world\"", "--env", "EMPTY="}).settings.env,
      ElementsAre(Pair("EMPTY", ""), Pair("GREETING", "hello, \"world\"")));
}

TEST(SettingFlags, CollectLayers) {
  EXPECT_THAT(
      parsed({"invoke", "--layer", "arn:a:1=one", "--layer", "arn:b:1=two.zip"}).settings.layers,
      ElementsAre(Pair("arn:a:1", "one"), Pair("arn:b:1", "two.zip")));
}

TEST(SettingFlags, CollectNamesToPass) {
  EXPECT_THAT(
      *parsed({"serve", "--pass-env", "AWS_PROFILE", "--pass-env", "HOME"}).settings.pass_env,
      ElementsAre("AWS_PROFILE", "HOME"));
}

TEST(SettingFlags, CollectParametersInEveryFormOfSam) {
  const auto expected = ElementsAre(Pair("A", "1"), Pair("B", "2 3"));
  for (const Arguments& arguments : {
           Arguments{"--parameter-overrides",  "A=1 B=\"2 3\""},
           Arguments{"--parameter-overrides",  "A=1",           "B=\"2 3\""},
           Arguments{"--parameter-overrides",                        "A=1",                 "--parameter-overrides", "B=\"2 3\""},
           Arguments{"--parameter-overrides=A=1", "B=\"2 3\""},
  }) {
    Arguments line{"invoke"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    line.emplace_back("Hello");
    EXPECT_THAT(parsed(line).settings.parameter_overrides, expected);
    EXPECT_THAT(parsed(line).targets, ElementsAre("Hello"));
  }
}

TEST(SettingFlags, DoNotSwallowTheTargetBehindThem) {
  for (const char* flag : {"--env", "--layer", "--pass-env", "--parameter-overrides"}) {
    std::string value = "NAME=1";
    if (std::string(flag) == "--pass-env") value = "NAME";
    if (std::string(flag) == "--layer") value = "arn:a=1";
    EXPECT_THAT(parsed({"invoke", flag, value, "Hello"}).targets, ElementsAre("Hello")) << flag;
  }
}

TEST(SettingFlags, AreRefusedWithFlagRuleAndFinding) {
  EXPECT_THAT(refusal({"serve", "-p", "x"}),
              StartsWith("lambent: --port: expected a whole number from 0 to 65535, found \"x\""));
  EXPECT_THAT(refusal({"serve", "--timeout", "901"}), StartsWith("lambent: --timeout: expected"));
  EXPECT_THAT(refusal({"serve", "--host", "0.0.0.0"}), HasSubstr("expected a loopback address"));
  EXPECT_THAT(refusal({"serve", "--env", "NAME"}), HasSubstr("expected KEY=VALUE, found \"NAME\""));
  EXPECT_THAT(refusal({"serve", "--port"}), HasSubstr("--port"));
}

TEST(SettingFlags, OfAnUnknownNameGetAHint) {
  EXPECT_EQ(refusal({"serve", "--prot", "3001"}),
            "lambent: serve has no option \"--prot\", did you mean \"--port\"? (see `lambent serve "
            "--help`)\n");
  EXPECT_THAT(refusal({"serve", "--prot=3001"}), HasSubstr("did you mean \"--port\"?"));
  EXPECT_THAT(refusal({"serve", "-x"}), HasSubstr("serve has no option \"-x\""));
}

TEST(SettingFlags, ForAStateFolderAreRefusedByName) {
  EXPECT_THAT(refusal({"serve", "--state", "dir"}), HasSubstr("--state is not supported yet"));
}

TEST(PlainOptions, NameFilesAndEnvironment) {
  const CommandLine line = parsed({"serve",
                                   "--config",
                                   "a.toml",
                                   "--config-file",
                                   "sam.toml",
                                   "--config-env",
                                   "staging",
                                   "--debug"});

  EXPECT_EQ(line.config, "a.toml");
  EXPECT_EQ(line.samconfig, "sam.toml");
  EXPECT_EQ(line.samconfig_environment, "staging");
  EXPECT_TRUE(line.debug);
  EXPECT_EQ(parsed({"serve"}).samconfig_environment, "default");
  EXPECT_FALSE(parsed({"serve"}).config);
}

// --- SAM -----------------------------------------------------------------------------------------

TEST(SamLineOptions, OfDockerAreTakenWithOneRemark) {
  const CommandLine line = parsed({"start-lambda",
                                   "--docker-network",
                                   "host",
                                   "--skip-pull-image",
                                   "-ii",
                                   "image",
                                   "-ii",
                                   "Hello=image",
                                   "Hello"});

  EXPECT_THAT(line.remarks,
              ElementsAre("without effect: --skip-pull-image, --invoke-image, --docker-network "
                          "(Lambent uses no Docker)"));
  EXPECT_THAT(line.targets, ElementsAre("Hello"));
}

TEST(SamLineOptions, ThatAreTheWayOfLambentAreTakenInSilence) {
  EXPECT_THAT(
      parsed({"start-lambda", "--shutdown", "--no-watch", "--warm-containers", "LAZY"}).remarks,
      IsEmpty());
  EXPECT_THAT(parsed({"invoke", "--runtime", "python3.12"}).remarks, IsEmpty());
}

TEST(SamLineOptions, ThatCannotBeHonouredAreRefusedByName) {
  EXPECT_THAT(refusal({"start-lambda", "--hook-name", "terraform"}),
              StartsWith("lambent: --hook-name is not supported"));
  EXPECT_THAT(refusal({"invoke", "-d", "5678"}),
              StartsWith("lambent: --debug-port is not supported"));
  EXPECT_THAT(refusal({"start-lambda", "--profile", "dev"}),
              StartsWith("lambent: --profile is not supported"));
  EXPECT_THAT(refusal({"start-lambda", "--warm-containers", "EAGER"}),
              StartsWith("lambent: --warm-containers \"EAGER\" is not supported yet"));
  EXPECT_THAT(refusal({"invoke", "-r", "nodejs20.x"}), HasSubstr("nodejs20.x"));
}

TEST(SamLineOptions, AreNotThoseOfServe) {
  EXPECT_THAT(refusal({"serve", "--docker-network", "host"}),
              HasSubstr("serve has no option \"--docker-network\""));
}

}  // namespace
}  // namespace lambent::cli
