// Gateway: the way of one HTTP request through an API to a function and back.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

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

  /// Lets what still runs end.  Every environment has ended before.
  asio::awaitable<void> stop();

 private:
  struct Visit;

  asio::awaitable<http::Response> respond(http::Exchange& exchange, Visit& visit);
  asio::awaitable<http::Response> respond_in_api(http::Exchange& exchange, Visit& visit);
  asio::awaitable<http::Response> respond_in_url(http::Exchange& exchange, Visit& visit);
  asio::awaitable<http::Response> call(Visit& visit, const config::FunctionTarget& target);
  Stamp stamp(Format format);

  base::Clock& clock_;
  base::IdSource& ids_;
  invoke::Service& service_;
  GatewayOptions options_;
  Integration integration_;
};

}  // namespace lambent::gateway
