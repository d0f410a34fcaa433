// `lambent logs`: the journal of a running daemon, printed or followed.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/cli/commands.h"
#include "api/cli/load_settings.h"
#include "api/cli/log_entry.h"
#include "api/cli/output.h"
#include "api/cli/ready_line.h"
#include "api/cli/server_events.h"
#include "config/closest.h"
#include "config/error.h"
#include "emulator/http/client.h"

namespace lambent::cli {

namespace {

namespace asio = boost::asio;
using Json = nlohmann::json;

constexpr int kOk = 200;
constexpr int kBadRequest = 400;

/// One reading of the journal, which a signal may end when it follows.
class Reading {
 public:
  Reading(asio::io_context& io, const CommandLine& line, const config::Settings& settings)
      : options_(line.logs),
        target_(line.targets.empty() ? "" : line.targets.front()),
        output_(settings.output),
        place_(base_url(settings.host, static_cast<std::uint16_t>(settings.port))),
        client_(io.get_executor(), settings.host, static_cast<std::uint16_t>(settings.port)),
        interrupts_(io) {
    if (options_.follow) {
      interrupts_.add(SIGINT);
      interrupts_.add(SIGTERM);
    }
  }

  asio::awaitable<void> run() {
    std::exception_ptr failure;
    try {
      co_await read();
    } catch (const boost::system::system_error&) {
      if (!interrupted_) exit_code_ = tell_of_lost_daemon();
    } catch (...) {
      failure = std::current_exception();
    }
    interrupts_.cancel();
    if (failure) std::rethrow_exception(failure);
  }

  /// Ends with the reading, or ends it.
  asio::awaitable<void> watch() {
    const auto [error, number] =
        co_await interrupts_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    interrupted_ = true;
    client_.close();
  }

  ExitCode exit_code() const { return exit_code_; }

 private:
  asio::awaitable<void> read() {
    const std::string function = co_await chosen_function();
    if (interrupted_) co_return;
    const std::string target = journal_target(function, options_, output_);
    is_reading_ = true;
    auto take = [this](std::string_view part) { return print(part); };
    http::Client::Take taker = std::move(take);
    const http::Headers no_headers;
    const http::Response answer = co_await client_.stream(target, no_headers, std::move(taker));
    if (answer.status != kOk) {
      refuse(answer);
    } else if (options_.follow && !reader_left_) {
      complain(fmt::format("the daemon on {} has ended", place_));
    }
  }

  /// The name of the function that is meant, empty for all.  Also learns how to show lines.
  asio::awaitable<std::string> chosen_function() {
    const http::Response answer = co_await client_.request("GET", "/_lambent/functions");
    const Json body = Json::parse(answer.body, nullptr, false);
    if (answer.status != kOk || !body.is_object() || !body.contains("functions")) {
      throw std::runtime_error(fmt::format("what answers on {} is not Lambent", place_));
    }
    const Json& functions = body["functions"];
    // Nothing of ours changes the environment, so reading it is safe.
    style_.colour = wants_colour(::isatty(STDOUT_FILENO) == 1,
                                 std::getenv("NO_COLOR"),  // NOLINT(concurrency-mt-unsafe)
                                 std::getenv("TERM"));     // NOLINT(concurrency-mt-unsafe)
    style_.name_functions = target_.empty() && functions.size() > 1;
    co_return target_.empty() ? std::string() : name_in(functions);
  }

  std::string name_in(const Json& functions) const {
    std::vector<std::string_view> names;
    for (const Json& function : functions) {
      const auto& name = function.at("name").get_ref<const std::string&>();
      if (name == target_ || function.at("logicalId") == target_) return name;
      names.push_back(name);
    }
    throw config::Error(fmt::format("{}: expected a function, one of {}, found {}{}",
                                    place_,
                                    fmt::join(names, ", "),
                                    config::in_quotes(target_),
                                    config::did_you_mean(target_, names)));
  }

  /// False when nobody reads what is printed.
  bool print(std::string_view part) {
    std::string text;
    for (const ServerEvent& event : events_.feed(part)) {
      if (event.type == "gap") {
        complain(fmt::format("entries missing here: {}; the journal had forgotten them",
                             Json::parse(event.data).at("missing").get<std::uint64_t>()));
      } else {
        text += log_entry_text(event.data, output_, style_);
      }
    }
    reader_left_ = !write_out(text);
    return !reader_left_;
  }

  [[noreturn]] void refuse(const http::Response& answer) const {
    const Json body = Json::parse(answer.body, nullptr, false);
    const std::string sentence = body.is_object() ? body.value("error", answer.body) : answer.body;
    if (answer.status == kBadRequest) throw config::Error(sentence);
    throw std::runtime_error(fmt::format("{} answered {}: {}", place_, answer.status, sentence));
  }

  ExitCode tell_of_lost_daemon() const {
    complain(is_reading_
                 ? fmt::format("lost the daemon on {}", place_)
                 : fmt::format("no daemon answers on {}: start one with `lambent serve`, or say "
                               "where it is with --host and --port",
                               place_));
    return ExitCode::CouldNotRun;
  }

  LogsOptions options_;
  std::string target_;
  config::Output output_;
  std::string place_;  // of the daemon
  http::Client client_;
  asio::signal_set interrupts_;
  ConsoleStyle style_;
  ServerEventReader events_;
  bool is_reading_ = false;
  bool reader_left_ = false;
  bool interrupted_ = false;
  ExitCode exit_code_ = ExitCode::Success;
};

}  // namespace

ExitCode run_logs(const CommandLine& line) {
  const config::Settings settings = load_settings(line, variables_of_this_process());
  if (settings.port == 0) {
    throw config::Error("--port: expected the port of a running daemon, found \"0\"");
  }
  asio::io_context io{1};
  Reading reading(io, line, settings);
  std::exception_ptr failure;
  const auto keep_failure = [&failure](std::exception_ptr error) {
    if (error && !failure) failure = std::move(error);
  };
  if (line.logs.follow) asio::co_spawn(io, reading.watch(), keep_failure);
  asio::co_spawn(io, reading.run(), keep_failure);
  io.run();
  if (failure) std::rethrow_exception(failure);
  return reading.exit_code();
}

}  // namespace lambent::cli
