#include "emulator/http/listener.h"

#include <fcntl.h>

#include <system_error>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/core.h>

#include "emulator/base/log.h"
#include "emulator/http/session.h"

namespace lambent::http {
namespace {

using tcp = asio::ip::tcp;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

/// After a failed accept, e.g. for want of descriptors: the kernel would fail again at once.
constexpr std::chrono::milliseconds kAcceptPause{100};

void check(const boost::system::error_code& error, const ListenerOptions& options) {
  if (!error) return;
  throw std::system_error(error, fmt::format("port {} on {}", options.port, options.host));
}

tcp::endpoint endpoint_of(const asio::any_io_executor& executor, const ListenerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.host, error);
  if (!error) return {address, options.port};
  tcp::resolver resolver(executor);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
  check(error, options);
  return found.begin()->endpoint();
}

// Children of the daemon must not hold its connections open.
void close_on_exec(int descriptor) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

}  // namespace

Listener::Listener(asio::any_io_executor executor, ListenerOptions options, Handler handler)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      acceptor_(executor),
      sweeper_(executor),
      room_(executor, base::kNever),
      tasks_(executor) {
  const tcp::endpoint endpoint = endpoint_of(executor, options_);
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  check(error, options_);
  close_on_exec(acceptor_.native_handle());
  acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  check(error, options_);
  acceptor_.bind(endpoint, error);
  check(error, options_);
  acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  check(error, options_);
  port_ = acceptor_.local_endpoint().port();
}

Listener::~Listener() = default;

void Listener::start() {
  tasks_.spawn("accept", accept_loop());
  tasks_.spawn("sweep", sweeper_.run(sessions_));
}

void Listener::stop_accepting() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  room_.cancel();
}

asio::awaitable<void> Listener::stop() {
  stop_accepting();
  tasks_.cancel();
  co_await tasks_.join();
}

void Listener::close_overdue(base::SteadyTime now) {
  Sweeper::sweep(sessions_, now);
}

asio::awaitable<void> Listener::accept_loop() {
  bool failing = false;
  while (acceptor_.is_open()) {
    if (sessions_.size() >= options_.max_connections) {
      co_await room_.async_wait(kResult);
      continue;
    }
    auto result = co_await acceptor_.async_accept(kResult);
    const boost::system::error_code error = std::get<0>(result);
    if (!error) {
      failing = false;
      accepted(std::move(std::get<1>(result)));
    } else if (acceptor_.is_open() && error != asio::error::connection_aborted) {
      if (!failing) {
        const std::string port = std::to_string(port_);
        const std::string text = error.message();
        base::log(base::LogLevel::Error,
                  "cannot accept connections; trying again",
                  {
                      {"port",  port},
                      {"error", text}
        });
      }
      failing = true;
      co_await pause(kAcceptPause);
    }
  }
}

void Listener::accepted(tcp::socket socket) {
  close_on_exec(socket.native_handle());
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  sessions_.emplace_front(std::move(socket), options_, handler_, sweeper_);
  tasks_.spawn("http session", serve(sessions_.begin()));
}

asio::awaitable<void> Listener::serve(std::list<Session>::iterator session) {
  // Also when it ends with an exception.
  struct Removal {
    Removal(Listener& from, std::list<Session>::iterator what) : listener(from), session(what) {}
    Removal(const Removal&) = delete;
    Removal& operator=(const Removal&) = delete;
    ~Removal() {
      listener.sessions_.erase(session);
      listener.room_.cancel();
    }
    Listener& listener;
    std::list<Session>::iterator session;
  };
  const Removal removal(*this, session);
  co_await session->serve();
}

asio::awaitable<void> Listener::pause(std::chrono::milliseconds length) {
  asio::steady_timer timer(acceptor_.get_executor(), length);
  co_await timer.async_wait(kResult);
}

}  // namespace lambent::http
