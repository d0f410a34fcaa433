#include "api/gateway/tls_front.h"

#include <fcntl.h>

#include <array>
#include <chrono>
#include <system_error>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "config/error.h"
#include "emulator/base/task_group.h"

namespace lambent::gateway {
namespace {

using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPiece = 16'384;               // bytes: one record of TLS
constexpr std::chrono::seconds kHandshakeLimit{30};  // ours
constexpr std::chrono::seconds kFarewellLimit{1};    // ours

asio::ssl::context context_of(const TlsOptions& options) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                      asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1);
  boost::system::error_code error;
  context.use_certificate_chain_file(options.certificate.string(), error);
  if (error) {
    throw config::Error(
        fmt::format("--ssl-cert-file: {}: {}", options.certificate.string(), error.message()));
  }
  context.use_private_key_file(options.key.string(), asio::ssl::context::pem, error);
  if (error) {
    throw config::Error(
        fmt::format("--ssl-key-file: {}: {}", options.key.string(), error.message()));
  }
  return context;
}

// Bytes of one direction, until either side ends.
template <class From, class To>
asio::awaitable<void> pump(From& from, To& to) {
  std::array<char, kPiece> buffer{};
  for (;;) {
    const auto read = co_await from.async_read_some(asio::buffer(buffer), kResult);
    if (std::get<0>(read)) co_return;
    const auto piece = asio::buffer(buffer.data(), std::get<1>(read));
    const auto written = co_await asio::async_write(to, piece, kResult);
    if (std::get<0>(written)) co_return;
  }
}

void check(const boost::system::error_code& error, const TlsOptions& options) {
  if (!error) return;
  throw std::system_error(error, fmt::format("port {} on {}", options.port, options.host));
}

}  // namespace

struct TlsFront::Parts {
  Parts(asio::any_io_executor io, const TlsOptions& options, std::uint16_t plain)
      : executor(io), context(context_of(options)), acceptor(io), plain_port(plain), tasks(io) {
    boost::system::error_code error;
    tcp::resolver resolver(io);
    const auto found =
        resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
    check(error, options);
    const tcp::endpoint endpoint = found.begin()->endpoint();
    plain_address = endpoint.address();
    acceptor.open(endpoint.protocol(), error);
    check(error, options);
    ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    check(error, options);
    acceptor.bind(endpoint, error);
    check(error, options);
    acceptor.listen(tcp::acceptor::max_listen_connections, error);
    check(error, options);
  }

  asio::awaitable<void> accept_loop();
  asio::awaitable<void> serve(tcp::socket socket);
  asio::awaitable<bool> shake_hands(TlsStream& client);
  asio::awaitable<void> say_farewell(TlsStream& client);

  asio::any_io_executor executor;
  asio::ssl::context context;
  tcp::acceptor acceptor;
  asio::ip::address plain_address;
  std::uint16_t plain_port;
  base::TaskGroup tasks;
};

asio::awaitable<void> TlsFront::Parts::accept_loop() {
  while (acceptor.is_open()) {
    auto result = co_await acceptor.async_accept(kResult);
    if (std::get<0>(result)) continue;
    tcp::socket& socket = std::get<1>(result);
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
    tasks.spawn("tls connection", serve(std::move(socket)));
  }
}

asio::awaitable<bool> TlsFront::Parts::shake_hands(TlsStream& client) {
  using asio::experimental::awaitable_operators::operator||;
  asio::steady_timer limit(executor, kHandshakeLimit);
  auto handshake = client.async_handshake(asio::ssl::stream_base::server, kResult);
  auto over = limit.async_wait(kResult);
  const auto first = co_await (std::move(handshake) || std::move(over));
  co_return first.index() == 0 && !std::get<0>(std::get<0>(first));
}

// So that the client can tell an end from a cut.
asio::awaitable<void> TlsFront::Parts::say_farewell(TlsStream& client) {
  using asio::experimental::awaitable_operators::operator||;
  asio::steady_timer limit(executor, kFarewellLimit);
  auto farewell = client.async_shutdown(kResult);
  auto over = limit.async_wait(kResult);
  co_await (std::move(farewell) || std::move(over));
}

asio::awaitable<void> TlsFront::Parts::serve(tcp::socket socket) {
  using asio::experimental::awaitable_operators::operator||;
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  TlsStream client(std::move(socket), context);
  const bool is_secure = co_await shake_hands(client);
  if (!is_secure) co_return;
  tcp::socket plain(executor);
  const tcp::endpoint endpoint(plain_address, plain_port);
  const auto connected = co_await plain.async_connect(endpoint, kResult);
  if (std::get<0>(connected)) co_return;
  ::fcntl(plain.native_handle(), F_SETFD, FD_CLOEXEC);
  plain.set_option(tcp::no_delay(true), ignored);
  auto up = pump(client, plain);
  auto down = pump(plain, client);
  co_await (std::move(up) || std::move(down));
  co_await say_farewell(client);
  client.next_layer().shutdown(tcp::socket::shutdown_both, ignored);
}

TlsFront::TlsFront(asio::any_io_executor executor,
                   const TlsOptions& options,
                   std::uint16_t plain_port)
    : parts_(std::make_unique<Parts>(std::move(executor), options, plain_port)) {}

TlsFront::~TlsFront() = default;

std::uint16_t TlsFront::port() const {
  return parts_->acceptor.local_endpoint().port();
}

void TlsFront::start() {
  parts_->tasks.spawn("accept tls", parts_->accept_loop());
}

void TlsFront::stop_accepting() {
  boost::system::error_code ignored;
  parts_->acceptor.close(ignored);
}

asio::awaitable<void> TlsFront::stop() {
  stop_accepting();
  parts_->tasks.cancel();
  co_await parts_->tasks.join();
}

}  // namespace lambent::gateway
