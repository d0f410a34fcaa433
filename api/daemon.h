// Daemon: builds everything, starts it, drains it and stops it; the one composition root.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "api/gateway/doors.h"
#include "config/api.h"
#include "config/function.h"
#include "config/settings.h"
#include "emulator/journal/event.h"
#include "invoke/invocation.h"

namespace lambent::api {

namespace asio = boost::asio;

struct DaemonOptions {
  config::Settings settings;
  std::vector<config::FunctionConfig> functions;
  std::vector<config::Api> apis;
  std::vector<config::FunctionUrl> urls;
  /// The Python 3.12 that runs handlers; it has been tried.
  std::filesystem::path python;
  /// This program, for the keeper process that outlives a killed daemon.
  std::filesystem::path executable;
  /// Where unzipped packages are kept when the settings do not say and it can be used; empty:
  /// nowhere.
  std::filesystem::path default_cache = {};
  /// Called for each journal entry as it is written: the console.  May be empty.
  std::function<void(const journal::Event&)> on_event;
  /// False: no service listener (`lambent invoke` calls straight in).
  bool serve = true;
  /// Files of the gateway; empty: none.
  std::filesystem::path static_folder = {};
  /// Called with a line for each request to the gateway.  May be empty.
  std::function<void(const std::string& line)> on_access = {};
  /// True: a gateway, when there are APIs or function URLs.
  bool serve_api = false;
};

/// What of a daemon can change while it runs.
struct Reloaded {
  std::vector<config::FunctionConfig> functions;
  std::vector<config::Api> apis;
  std::vector<config::FunctionUrl> urls;
};

/// Everything behind the faces.  Lives on the thread that runs `io`; `stop` must have returned
/// before it dies.
class Daemon {
 public:
  /// Errors: std::system_error when the port cannot be had; config::Error when code or layers of a
  /// function cannot be made ready.
  Daemon(asio::io_context& io, DaemonOptions options);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();

  /// Begins to serve.
  void start();

  /// The port of the service listener.
  std::uint16_t port() const;

  /// The ports of the gateway, the API address first; empty without one.
  std::vector<gateway::Doors::Door> api_doors() const;

  /// Serves `next` from now on: requests in progress end with what they began with, environments
  /// that are idle end, busy ones as soon as they are free.
  ///
  /// Errors  config::Error and std::system_error before anything has changed.  A function that is
  ///         gone keeps being known to the Invoke API; whether a function has reserved
  ///         concurrency cannot change.
  asio::awaitable<void> reload(Reloaded next);

  /// One synchronous invoke.
  asio::awaitable<invoke::Outcome> invoke(invoke::Invocation invocation);

  /// Accepts nothing more, lets invokes in flight finish until `grace` has passed, stops every
  /// environment in order and returns when nothing is running.
  asio::awaitable<void> stop(std::chrono::milliseconds grace);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace lambent::api
