// Doors: the ports of a gateway, and the site that each of them serves.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "api/gateway/gateway.h"
#include "api/gateway/site.h"
#include "api/gateway/tls_front.h"
#include "config/api.h"
#include "emulator/http/listener.h"

namespace lambent::gateway {

struct DoorOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< of the first door; 0: the kernel picks each
  std::string account;
  std::string region;
  /// PEM files; both, or there is no TLS.
  std::optional<std::filesystem::path> certificate = std::nullopt;
  std::optional<std::filesystem::path> key = std::nullopt;
  /// Asked first: true when it has answered, and nobody else does.
  std::function<asio::awaitable<bool>(http::Exchange&)> turn_away;
};

/// APIs that could be meant by the same request stand behind doors of their own.
class Doors {
 public:
  /// `gateway` outlives this.
  Doors(asio::any_io_executor executor, Gateway& gateway, DoorOptions options);
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;

  /// Serves these from now on, and opens the doors that are missing: the first at the port that was
  /// asked for, the others at the next free ones.  Requests in progress end with what they began.
  ///
  /// Errors  std::system_error when a port cannot be had, config::Error when a certificate cannot;
  ///         then nothing has changed.
  void mount(const std::vector<config::Api>& apis, const std::vector<config::FunctionUrl>& urls);

  /// An open port, and the APIs behind it.
  struct Door {
    std::uint16_t port = 0;
    std::vector<config::Api> apis;
  };
  /// The first has all function URLs, and every API by its logical id.
  std::vector<Door> doors() const;

  /// Begins to serve, at the doors of later mounts too.
  void start();
  void stop_accepting();
  /// Returns when no connection is left.
  asio::awaitable<void> stop();

 private:
  struct Port {
    std::unique_ptr<http::Listener> plain;
    std::unique_ptr<TlsFront> tls;  // in front of it, or none

    std::uint16_t number() const { return tls ? tls->port() : plain->port(); }
    void start() const;
  };
  using Sites = std::vector<std::shared_ptr<const Site>>;

  Sites sites_of(const std::vector<config::Api>& apis,
                 const std::vector<config::FunctionUrl>& urls) const;
  void open_next();
  Port open(std::uint16_t port);
  asio::awaitable<void> serve(http::Exchange& exchange, std::size_t number);

  asio::any_io_executor executor_;
  Gateway& gateway_;
  DoorOptions options_;
  Sites sites_;
  std::vector<Port> ports_;
  std::shared_ptr<const Site> nothing_;  // behind a door that a reload has left without a site
  bool is_started_ = false;
};

}  // namespace lambent::gateway
