// `lambent serve`, `lambent start-lambda`, `lambent start-api`: the daemon until somebody stops it.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/cli/commands.h"
#include "api/cli/console.h"
#include "api/cli/mounts.h"
#include "api/cli/output.h"
#include "api/cli/prepare.h"
#include "api/cli/ready_line.h"
#include "api/cli/reload.h"
#include "api/daemon.h"
#include "config/error.h"
#include "emulator/base/task_group.h"

namespace lambent::cli {

namespace {

namespace asio = boost::asio;

/// How long invokes in flight may go on after the first signal.
constexpr std::chrono::seconds kStopGrace{5};

asio::awaitable<void> serve(api::Daemon& daemon,
                            asio::signal_set& stop,
                            std::string ready,
                            base::TaskGroup& watching) {
  std::exception_ptr failure;
  try {
    daemon.start();
    write_out(ready);
    co_await stop.async_wait(asio::use_awaitable);
    // Back to the default, which kills: the next signal needs no help of this loop.  Before the
    // sentence, so that whoever has read it is obeyed.
    stop.clear();
    write_err("lambent: stopping; interrupt again to kill\n");
  } catch (...) {
    failure = std::current_exception();
    stop.clear();
  }
  watching.cancel();
  co_await watching.join();
  co_await daemon.stop(kStopGrace);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

ExitCode run_serve(const CommandLine& line) {
  Prepared prepared = prepare(line);
  const config::Settings settings = prepared.daemon.settings;
  const std::vector<config::FunctionUrl> urls = prepared.daemon.urls;

  asio::io_context io{1};
  ConsoleWriter console(io, STDERR_FILENO);
  prepared.daemon.on_event =
      console_for(prepared.start_up,
                  console,
                  wants_lifecycle(settings.lifecycle, ::isatty(STDERR_FILENO) == 1));
  prepared.daemon.on_access = [&console](const std::string& text) { console.write(text); };
  asio::signal_set stop(io, SIGINT, SIGTERM);
  std::optional<api::Daemon> daemon;
  try {
    daemon.emplace(io, std::move(prepared.daemon));
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::address_in_use) throw;
    throw config::Error(std::string(error.what()) +
                        "; choose another with --port, or 0 for a free one");
  }
  const std::vector<gateway::Doors::Door> doors = daemon->api_doors();
  const std::string_view scheme = settings.ssl_cert_file ? "https" : "http";
  Addresses addresses;
  addresses.lambda = base_url(settings.host, daemon->port());
  if (!doors.empty()) addresses.api = base_url(settings.host, doors.front().port, scheme);
  write_err(start_up_report(prepared.start_up));
  for (const gateway::Doors::Door& door : doors) {
    write_err(mounted_routes(door.apis, base_url(settings.host, door.port, scheme)));
  }
  if (!doors.empty()) write_err(mounted_urls(urls, addresses.api));

  std::string ready = ready_line(settings.output, addresses, ::getpid());
  std::exception_ptr failure;
  base::TaskGroup watching(io.get_executor());
  if (line.command == Command::StartApi && !line.no_watch) {
    auto tell = [&console](const std::string& text) { console.write(text); };
    watching.spawn("watch", reload_on_change(*daemon, line, prepared.files, std::move(tell)));
  }
  asio::co_spawn(io,
                 serve(*daemon, stop, std::move(ready), watching),
                 [&failure](std::exception_ptr error) { failure = std::move(error); });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return ExitCode::Success;
}

}  // namespace lambent::cli
