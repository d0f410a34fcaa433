#include "api/cli/help_text.h"

namespace lambent::cli {

namespace {

constexpr std::string_view kVersion = "lambent " LAMBENT_VERSION;

constexpr std::string_view kOverview = R"(: AWS Lambda on this machine

Usage: lambent COMMAND [OPTIONS]

Commands:
  invoke        Run one function once and print its result
  serve         Run functions for AWS SDKs and the AWS CLI until interrupted
  start-lambda  The same with the options of `sam local start-lambda`
  start-api     The same with HTTP APIs and function URLs in front, as `sam local start-api`
  logs          Print the log of a running daemon, or follow it

Options:
  -h, --help    Print this help; `lambent COMMAND --help` has the options
  --version     Print the version

Start with:
  lambent invoke app.py:handler -e '{"name":"Ada"}'
)";

constexpr std::string_view kInvokeFooter = R"(TARGET:
  HelloFunction            a function of the template; not needed when it is the only one
  path/app.py:handler      code without a template: a file and a function in it
  path/folder:app.handler  a folder (or a zip) and a handler as in the cloud

The result and a newline go to stdout, logs to stderr.  With --output json stdout is one line
{"requestId":…,"functionError":null|"Unhandled","executedVersion":…,"payload":…}.

Exit codes:
  0    the function returned
  1    the function failed; the error is the result
  2    wrong use, configuration or event; nothing was run
  3    it could not be run
  130  interrupted (SIGINT) before there was a result; 143 for SIGTERM

Examples:
  lambent invoke app.py:handler -e '{"name":"Ada"}'
  lambent invoke HelloFunction -e events/hello.json --env LOG_LEVEL=DEBUG
  echo '[1,2]' | lambent invoke src:app.handler -e - --timeout 30

)";

constexpr std::string_view kServeFooter = R"(TARGET:
  HelloFunction            a function of the template; without any: all of them
  path/app.py:handler      code without a template: a file and a function in it
  path/folder:app.handler  a folder (or a zip) and a handler as in the cloud

When it can take calls it prints one line on stdout: `lambent ready: lambda http://127.0.0.1:3001`,
or with --output json {"ready":true,"lambda":"http://127.0.0.1:3001","pid":4711}.
SIGINT or SIGTERM stops it in order; a second one kills.

Exit codes:
  0  stopped by SIGINT or SIGTERM
  2  wrong use or configuration, or the port is in use
  3  could not run

Examples:
  lambent serve
  lambent serve -t template.yaml --port 0 --output json
  lambent serve orders/app.py:handler
  AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:3001 aws lambda invoke --function-name app out.json

)";

constexpr std::string_view kStartApiFooter = R"(TARGET:
  HelloFunction            a function of the template; without any: all of them

Serves what the template puts in front of its functions: REST APIs, HTTP APIs, function URLs.
Each is at / of the port, and at /_api/{LogicalId}/; a function URL is at
/lambda-url/{FunctionName}/.  APIs that could mean the same request get ports of their own.

When it can take calls it prints one line on stdout: `lambent ready: lambda http://127.0.0.1:40517,
api http://127.0.0.1:3000`, or with --output json {"ready":true,"lambda":…,"api":…,"pid":4711}.
SIGINT or SIGTERM stops it in order; a second one kills.

Exit codes:
  0  stopped by SIGINT or SIGTERM
  2  wrong use or configuration, no API in the template, or the port is in use
  3  could not run

Examples:
  lambent start-api
  lambent start-api -t template.yaml --port 0 --output json
  curl http://127.0.0.1:3000/orders

)";

constexpr std::string_view kLogsFooter = R"(FUNCTION:
  HelloFunction            its name or its logical id; without one: every function

Prints what the journal of a daemon started with `lambent serve` holds, oldest first.  Text: the log
lines as the cloud would show them, with [HelloFunction] before each when several functions are
served.  With --output json every entry is one JSON line, those without a log line too.
SIGINT ends --follow; so does the end of the daemon.  What the journal no longer holds is told on
stderr.

Exit codes:
  0  printed; or followed until interrupted or until the daemon ended in order
  2  wrong use, or no such function
  3  no daemon there, or it is gone

Examples:
  lambent logs
  lambent logs HelloFunction --follow
  lambent logs --request 8f507cfc-bc3b-4697-b07a-ac58fc914c95
  lambent logs -f --after last --type platform.report --output json | jq .record.metrics

)";

constexpr std::string_view kSettingsFooter =
    R"(Settings: flags > LAMBENT_* variables (LAMBENT_PORT, LAMBENT_ENV_VARS, …) > lambent.toml
> the local_* tables of samconfig.toml > defaults.)";

std::string_view own_footer_of(Command command) {
  switch (command) {
    case Command::Invoke: return kInvokeFooter;
    case Command::Serve:
    case Command::StartLambda: return kServeFooter;
    case Command::StartApi: return kStartApiFooter;
    case Command::Logs: return kLogsFooter;
  }
  return {};
}

}  // namespace

std::string_view version_text() {
  return kVersion;
}

std::string overview() {
  return std::string(kVersion) + std::string(kOverview);
}

std::string_view description_of(Command command) {
  switch (command) {
    case Command::Invoke: return "Run one function once and print its result.";
    case Command::Serve: return "Run functions for AWS SDKs and the AWS CLI until interrupted.";
    case Command::StartLambda:
      return "Run functions for AWS SDKs and the AWS CLI, with the options of `sam local "
             "start-lambda`.";
    case Command::StartApi:
      return "Serve the APIs and function URLs of a template until interrupted, with the options "
             "of "
             "`sam local start-api`.";
    case Command::Logs: return "Print the log of a running daemon, or follow it.";
  }
  return {};
}

std::string footer_of(Command command) {
  return std::string(own_footer_of(command)) + std::string(kSettingsFooter);
}

}  // namespace lambent::cli
