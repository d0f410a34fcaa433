// Listener: accepts connections on one address and serves each in its own session.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/limits.h"
#include "emulator/base/clock.h"
#include "emulator/base/task_group.h"
#include "emulator/http/exchange.h"
#include "emulator/http/sweeper.h"

namespace lambent::http {

struct ListenerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;                          ///< 0: the kernel picks one
  std::size_t max_head = limits::kMaxServiceHead;  ///< bytes; more is answered 431
  std::size_t max_connections = limits::kMaxConnections;
  /// Zero: never.  The Runtime API waits for ever.
  std::chrono::seconds head_timeout = limits::kRequestHeadTimeout;
  std::chrono::seconds body_idle_timeout = limits::kRequestBodyIdleTimeout;
  std::chrono::seconds keep_alive_timeout = limits::kKeepAliveTimeout;
};

class Session;

/// Binds at construction.  Errors: std::system_error naming host and port ("port 3001 on
/// 127.0.0.1: Address already in use").  `stop` must have returned before it dies, once started.
class Listener {
 public:
  Listener(asio::any_io_executor executor, ListenerOptions options, Handler handler);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  std::uint16_t port() const { return port_; }

  /// Begins to accept.
  void start();

  /// Accepts no more; sessions go on.
  void stop_accepting();

  /// Stops accepting, closes every connection (a handler in progress is cancelled), and waits
  /// until all sessions have ended.
  asio::awaitable<void> stop();

  /// Connections now open.
  std::size_t connections() const { return sessions_.size(); }

  /// Closes the connections whose peer should have moved before `now`.  Happens by itself about
  /// once a second; tests need not wait.
  void close_overdue(base::SteadyTime now);

 private:
  asio::awaitable<void> accept_loop();
  void accepted(asio::ip::tcp::socket socket);
  asio::awaitable<void> serve(std::list<Session>::iterator session);
  asio::awaitable<void> pause(std::chrono::milliseconds length);

  ListenerOptions options_;
  Handler handler_;
  asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::list<Session> sessions_;
  Sweeper sweeper_;
  asio::steady_timer room_;  // cancelled when a full listener has room again
  base::TaskGroup tasks_;
};

}  // namespace lambent::http
