#include "api/cli/options.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "api/cli/help_layout.h"
#include "api/cli/help_text.h"
#include "api/cli/sam_options.h"
#include "api/cli/setting_flags.h"
#include "config/closest.h"
#include "config/error.h"
#include "config/function_rules.h"

namespace lambent::cli {

namespace {

using Arguments = std::vector<std::string>;

struct CommandName {
  std::string_view name;
  Command command;
};
constexpr auto kCommands = std::to_array<CommandName>({
    {"invoke",       Command::Invoke     },
    {"serve",        Command::Serve      },
    {"start-lambda", Command::StartLambda},
    {"start-api",    Command::StartApi   },
    {"logs",         Command::Logs       },
});

/// Words a person may expect, and gets a straight answer for.  Source: architecture.md §6.
constexpr auto kNotYetCommands = std::to_array<std::string_view>({"generate-event", "rie"});

constexpr auto kCommandNames =
    std::to_array<std::string_view>({"invoke", "serve", "start-lambda", "start-api", "logs"});

[[noreturn]] void refuse(const std::string& sentence) {
  throw config::Error(sentence);
}

/// Everything one command understands, and where its values go.
class Parser {
 public:
  explicit Parser(Command command)
      : app_(std::string(description_of(command)), "lambent " + std::string(name_of(command))) {
    line_.command = command;
    app_.footer(footer_of(command));
    app_.allow_extras();
    app_.set_help_flag("-h,--help", "Print this help");
    add_targets();
    if (command == Command::Logs) {
      add_logs_options();
      add_output_and_files();
      return;
    }
    if (command == Command::Invoke) add_invoke_options();
    add_function_flags();
    if (command == Command::Serve || command == Command::StartApi) add_api_flags();
    if (command != Command::Invoke) add_daemon_flags();
    add_plain_options();
    if (command != Command::Serve) add_sam_options();
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Errors: CLI::CallForHelp; CLI::ParseError and config::Error with one sentence.
  CommandLine run(const Arguments& arguments) {
    Arguments reversed = without_sam_spellings(arguments);
    std::reverse(reversed.begin(), reversed.end());
    app_.parse(std::move(reversed));
    refuse_extras();
    judge_sam_options();
    judge_plain_options();
    flags_.store(line_.settings);
    return std::move(line_);
  }

  std::string help() const {
    const std::string_view command = name_of(line_.command);
    return help_of(app_, fmt::format("lambent {} [{}] [OPTIONS]", command, target_name()));
  }

 private:
  void add_targets() { app_.add_option("TARGET", line_.targets); }

  std::string_view target_name() const {
    switch (line_.command) {
      case Command::Invoke: return "TARGET";
      case Command::Serve:
      case Command::StartLambda:
      case Command::StartApi: return "TARGET…";
      case Command::Logs: return "FUNCTION";
    }
    return {};
  }

  void add_logs_options() {
    LogsOptions& logs = line_.logs;
    app_.add_flag("-f,--follow", logs.follow, "Wait for what comes, until interrupted");
    app_.add_option("--request", logs.request_id, "Only this invoke")->type_name("ID");
    app_.add_option("--environment", logs.environment, "Only this environment")->type_name("ID");
    app_.add_option("--type", logs.type, "Only entries of this type, or of several: A,B")
        ->type_name("TYPE");
    app_.add_option("--after", logs.after, "Only what is newer than this entry, or than the last")
        ->type_name("ID|last");

    flags_.under("The daemon");
    flags_.one("--host", "host", "ADDRESS", "Loopback address it listens on");
    flags_.one("-p,--port", "port", "NUMBER", "Port of its service API");
  }

  void add_invoke_options() {
    app_.add_option("-e,--event", line_.event, "The event: JSON, a file, or - for standard input")
        ->type_name("FILE|JSON|-")
        ->default_str("{}");
    app_.add_flag("--no-event", no_event_, "The event is {}");
    app_.add_option("--tenant-id", line_.tenant_id, "Tenant for the function's context")
        ->type_name("ID");
  }

  void add_function_flags() {
    flags_.under("What is run");
    flags_.one("-t,--template,--template-file",
               "template",
               "FILE",
               "Template; else that of `sam build`, template.yaml, .yml or .json");
    flags_.words("--parameter-overrides",
                 "parameter_overrides",
                 "K=V",
                 "Values for the template's Parameters");
    flags_.entries("--layer", "layers", "ARN=PATH", "Folder or zip for a layer that is elsewhere");
    flags_.one("--python", "python", "PATH", "Python 3.12 for handlers; else it is looked for");
    flags_.one("--runtime-client",
               "runtime_client",
               "NAME",
               "lambent, or awslambdaric as installed for that Python");

    flags_.under("Every function, over the template");
    flags_.entries("--env", "env", "KEY=VALUE", "An environment variable");
    flags_.one("-n,--env-vars", "env_vars", "FILE", "Variables by function (JSON), or a .env file");
    flags_.names("--pass-env", "pass_env", "NAME", "A variable of this shell that functions see");
    flags_.one("--timeout", "timeout", "SECONDS", "Timeout, 1 to 900");
    flags_.one("--memory", "memory", "MB", "MemorySize, 128 to 10240");
    flags_.toggle("--no-freeze", "no_freeze", "Let processes run on between invokes");
    flags_.toggle("--no-fork-server", "no_fork_server", "Start each interpreter anew");
    flags_.toggle("--no-memory-limit", "no_memory_limit", "Let functions use more than that");
    flags_.one("--cache-dir", "cache_dir", "FOLDER", "Where unzipped packages are kept");
    flags_.one("--log-format", "log_format", "text|json", "Log format");
    flags_.one("--region", "region", "NAME", "Region that functions believe in");
    flags_.one("--account", "account", "ID", "Account that functions believe in");
  }

  void add_daemon_flags() {
    flags_.under("The daemon");
    flags_.one("--host", "host", "ADDRESS", "Loopback address to listen on");
    add_ports();
    flags_.one("--account-concurrency",
               "account_concurrency",
               "COUNT",
               "Invokes that run at once; more are throttled");
    flags_.one("--idle-timeout",
               "idle_retirement",
               "SECONDS",
               "Idle time after which an environment is shut down");
    flags_.one("--lifecycle",
               "lifecycle",
               "auto|on|off",
               "Tell of environments beside the log; auto: on a terminal");
  }

  void add_api_flags() {
    flags_.under("APIs");
    app_.add_option("--api", line_.api, "Serve only this API of the template")
        ->type_name("ID")
        ->group("APIs");
    flags_.one("-s,--static-dir",
               "static_dir",
               "FOLDER",
               "Files for what no route matches; else public beside the template");
    flags_.one("--jwt",
               "jwt",
               "verify|decode|off",
               "How JSON web tokens are checked; verify needs --jwks");
    flags_.one("--jwks", "jwks", "FILE", "Public keys of those who sign tokens");
    flags_.names("--api-key", "api_keys", "KEY", "An API key that is taken; without any: all");
    flags_.toggle("--disable-authorizer", "disable_authorizer", "Let everybody through");
    flags_.toggle("--no-timeout", "no_timeout", "Let APIs wait for functions for ever");
    flags_.toggle("--allow-authorizer-override",
                  "allow_authorizer_override",
                  "Take the header x-local-authorizer for an authorizer's answer");
    flags_.one("--authorizer-context",
               "authorizer_context",
               "FILE",
               "The same from a file; needs --allow-authorizer-override");
    flags_.one("--ssl-cert-file", "ssl_cert_file", "FILE", "Certificate for TLS, PEM");
    flags_.one("--ssl-key-file", "ssl_key_file", "FILE", "Its key, PEM");
    if (line_.command != Command::StartApi) return;
    app_.add_flag("--no-watch", line_.no_watch, "Do not reload what changes on the disk")
        ->group("APIs");
  }

  void add_ports() {
    if (line_.command == Command::StartApi) {
      flags_.one("-p,--port", "api_port", "NUMBER", "Port of the APIs; 0 picks a free one");
      flags_.one("--lambda-port", "port", "NUMBER", "Port of the service API; else a free one");
      return;
    }
    flags_.one("-p,--port", "port", "NUMBER", "Port of the service API; 0 picks a free one");
    if (line_.command == Command::StartLambda) return;
    flags_.one(
        "--api-port", "api_port", "NUMBER", "Port of APIs and function URLs; 0 picks a free one");
  }

  void add_plain_options() {
    add_output_and_files();
    app_.add_flag("--debug", line_.debug, "Tell on stderr what the daemon itself does");
    app_.add_option("--state", state_, "")->group("");
  }

  void add_output_and_files() {
    flags_.under("Options");
    flags_.one("--output", "output", "text|json", "Form of what goes to stdout");
    app_.add_option("--config", config_, "Settings; else ./lambent.toml")->type_name("FILE");
    app_.add_option(
            "--config-file", samconfig_, "SAM's settings; else samconfig.toml, .yaml or .yml")
        ->type_name("FILE");
    app_.add_option("--config-env", line_.samconfig_environment, "Environment in samconfig.toml")
        ->type_name("NAME")
        ->default_str(line_.samconfig_environment);
  }

  void add_sam_options() {
    app_.add_option("-r,--runtime", runtime_, "")->group("");
    app_.add_option("--warm-containers", warm_containers_, "")->group("");
    for (const SamOption& option : kSamOptions) {
      const std::string names(option.names);
      // `start-api` watches, and so can be told not to.
      if (app_.get_option_no_throw(names) != nullptr) {
        sam_.push_back(nullptr);
        continue;
      }
      CLI::Option* added = option.takes_value
                               ? app_.add_option(names, ignored_, "")->allow_extra_args(false)
                               : app_.add_flag(names);
      added->group("");
      sam_.push_back(added);
    }
  }

  void judge_sam_options() {
    std::map<std::string_view, Arguments> without_effect;  // by reason
    for (std::size_t i = 0; i < sam_.size(); ++i) {
      const SamOption& option = kSamOptions[i];
      if (sam_[i] == nullptr || sam_[i]->count() == 0) continue;
      const std::string name = long_name(*sam_[i]);
      if (option.fate == SamFate::Refused) refuse(fmt::format("{} {}", name, option.reason));
      if (option.fate == SamFate::NoEffect) without_effect[option.reason].push_back(name);
    }
    for (const auto& [reason, names] : without_effect) {
      line_.remarks.push_back(
          fmt::format("without effect: {} ({})", fmt::join(names, ", "), reason));
    }
    if (!runtime_.empty()) {
      if (const config::Complaint complaint = config::check_runtime(runtime_)) {
        refuse("--runtime: " + *complaint);
      }
    }
    if (!warm_containers_.empty() && warm_containers_ != "LAZY") {
      refuse(
          fmt::format("--warm-containers {} is not supported yet: environments are started when "
                      "first needed and kept (LAZY)",
                      config::in_quotes(warm_containers_)));
    }
  }

  void judge_plain_options() {
    if (!state_.empty()) refuse("--state is not supported yet");
    if (no_event_ && app_.count("--event") > 0) refuse("--no-event and --event exclude each other");
    if (!config_.empty()) line_.config = config_;
    if (!samconfig_.empty()) line_.samconfig = samconfig_;
  }

  /// An option nobody knows, or one target too many.
  void refuse_extras() const {
    const Arguments extras = app_.remaining();
    const auto option = std::find_if(extras.begin(), extras.end(), [](const std::string& extra) {
      return extra.size() > 1 && extra.starts_with('-');
    });
    if (option != extras.end()) refuse_unknown(*option);
    const bool any_number = line_.command == Command::Serve ||
                            line_.command == Command::StartLambda ||
                            line_.command == Command::StartApi;
    if (!any_number && line_.targets.size() > 1) {
      refuse(fmt::format("{}: expected one {}, found {} and {}",
                         name_of(line_.command),
                         target_name(),
                         config::in_quotes(line_.targets[0]),
                         config::in_quotes(line_.targets[1])));
    }
    if (!extras.empty()) refuse("unexpected " + config::in_quotes(extras.front()));
  }

  [[noreturn]] void refuse_unknown(const std::string& option) const {
    Arguments names;
    for (const CLI::Option* known : app_.get_options()) {
      if (known->get_group().empty()) continue;
      for (const std::string& name : known->get_lnames())
        names.push_back("--" + name);
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string name = option.substr(0, option.find('='));
    refuse(fmt::format("{} has no option {}{}",
                       name_of(line_.command),
                       config::in_quotes(name),
                       config::did_you_mean(name, views)));
  }

  CommandLine line_;
  CLI::App app_;
  SettingFlags flags_{app_};
  std::string config_;
  std::string samconfig_;
  bool no_event_ = false;
  std::string state_;
  std::string runtime_;
  std::string warm_containers_;
  std::vector<CLI::Option*> sam_;  // in the order of kSamOptions
  Arguments ignored_;
};

Answer wrong_use(std::string_view sentence, std::string_view command = {}) {
  const std::string_view gap = command.empty() ? "" : " ";
  return {.exit_code = ExitCode::WrongUse,
          .text = fmt::format("lambent: {} (see `lambent{}{} --help`)\n", sentence, gap, command)};
}

Answer answer_to_word(const std::string& word) {
  if (word == "-h" || word == "--help" || word == "help") return {.text = overview()};
  if (word == "--version") return {.text = std::string(version_text()) + '\n'};
  const bool planned =
      std::find(kNotYetCommands.begin(), kNotYetCommands.end(), word) != kNotYetCommands.end();
  if (planned) {
    return {.exit_code = ExitCode::WrongUse,
            .text = fmt::format("lambent: {} is not supported yet\n", word)};
  }
  return wrong_use(fmt::format("expected a command, found {}{}",
                               config::in_quotes(word),
                               config::did_you_mean(word, kCommandNames)));
}

}  // namespace

std::string_view name_of(Command command) {
  for (const CommandName& row : kCommands) {
    if (row.command == command) return row.name;
  }
  return {};
}

std::variant<CommandLine, Answer> parse_command_line(const Arguments& arguments) {
  if (arguments.empty()) return Answer{.exit_code = ExitCode::WrongUse, .text = overview()};
  const auto row = std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandName& known) {
    return known.name == arguments.front();
  });
  if (row == kCommands.end()) return answer_to_word(arguments.front());

  Parser parser(row->command);
  try {
    return parser.run(Arguments(arguments.begin() + 1, arguments.end()));
  } catch (const CLI::CallForHelp&) {
    return Answer{.text = parser.help()};
  } catch (const CLI::ParseError& error) {
    return wrong_use(error.what(), row->name);
  } catch (const config::Error& error) {
    return wrong_use(error.what(), row->name);
  }
}

}  // namespace lambent::cli
