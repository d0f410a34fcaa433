// Gateway: the way of one HTTP request through an API to a function and back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "api/gateway/guard.h"
#include "api/gateway/integration.h"
#include "api/gateway/site.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/http/exchange.h"
#include "invoke/service.h"

namespace lambent::gateway {

namespace asio = boost::asio;

struct GatewayOptions {
  std::string account;
  std::string region;
  GuardOptions guard;
  /// Whoever calls: this machine, by the address the listeners have.
  std::string peer = "127.0.0.1";
  /// No integration is ever timed out.
  bool no_timeout = false;
  /// Files for GET where no route matches; empty: none.
  std::filesystem::path static_folder = {};
  /// Reads a file away from the loop; nullopt when it cannot be read.
  std::function<asio::awaitable<std::optional<std::string>>(std::filesystem::path)> read_file = {};
  /// Called with a line for each request.  May be empty.
  std::function<void(const std::string& line)> on_access = {};
};

/// Serves the APIs of one template on any number of listeners.
/// Source: local-api.md §0.3.
class Gateway {
 public:
  Gateway(asio::any_io_executor executor,
          base::Clock& clock,
          base::IdSource& ids,
          invoke::Service& service,
          GatewayOptions options);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// Where a request came in.
  struct Entrance {
    std::shared_ptr<const Site> site;  ///< as it was when the request came
    std::uint16_t port = 0;
    bool is_tls = false;
  };

  /// Answers one request.
  asio::awaitable<void> serve(http::Exchange& exchange, Entrance entrance);

  /// Forgets what authorizers said.
  void forget() { guard_.forget(); }

  /// Lets what still runs end.  Every environment has ended before.
  asio::awaitable<void> stop();

 private:
  struct Visit;

  asio::awaitable<http::Response> respond(http::Exchange& exchange, Visit& visit);
  asio::awaitable<http::Response> respond_in_api(http::Exchange& exchange, Visit& visit);
  asio::awaitable<http::Response> respond_in_url(http::Exchange& exchange, Visit& visit);
  asio::awaitable<http::Response> respond_without_route(Visit& visit);
  asio::awaitable<http::Response> call(Visit& visit, const config::FunctionTarget& target);
  Stamp stamp(Format format);
  void finish(Visit& visit, http::Response& response);
  void note_access(const http::RequestHead& head, const Visit& visit, int status) const;

  base::Clock& clock_;
  base::IdSource& ids_;
  invoke::Service& service_;
  GatewayOptions options_;
  Integration integration_;
  Guard guard_;
  bool hinted_at_cors_ = false;
};

}  // namespace lambent::gateway
