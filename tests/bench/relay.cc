// relay: the floor under every latency of the daemon.  It passes bytes from an HTTP client to one
// worker that polls, and back, with nothing in between: no routes, no JSON, no state, no limits.
//
//   client   POST /anything        body → answered with what the worker posts
//   worker   GET  /next            answered with the next body
//            POST /response        body → to the client; answered 202
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using Queue = asio::experimental::channel<void(boost::system::error_code, std::string)>;
using Request = http::request<http::string_body>;

constexpr std::size_t kWaiting = 1'024;
// As much as Beast reads at once, so that a large body does not come in crumbs.
constexpr std::size_t kBuffer = 65'536;

struct Relay {
  explicit Relay(const asio::any_io_executor& executor)
      : events(executor, kWaiting), results(executor, kWaiting) {}
  Queue events;   // client → worker
  Queue results;  // worker → client
};

asio::awaitable<Request> read_request(tcp::socket& socket, beast::flat_buffer& buffer) {
  http::request_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  co_await http::async_read(socket, buffer, parser, asio::use_awaitable);
  co_return parser.release();
}

asio::awaitable<void> write_response(tcp::socket& socket, http::status status, std::string body) {
  http::response<http::string_body> response(status, 11);
  response.body() = std::move(body);
  response.prepare_payload();
  co_await http::async_write(socket, response, asio::use_awaitable);
}

asio::awaitable<void> serve_client(tcp::socket socket, Relay& relay) {
  beast::flat_buffer buffer;
  buffer.reserve(kBuffer);
  for (;;) {
    Request request = co_await read_request(socket, buffer);
    std::string event = std::move(request.body());
    const boost::system::error_code none;
    co_await relay.events.async_send(none, std::move(event), asio::use_awaitable);
    std::string result = co_await relay.results.async_receive(asio::use_awaitable);
    co_await write_response(socket, http::status::ok, std::move(result));
  }
}

asio::awaitable<void> serve_worker(tcp::socket socket, Relay& relay) {
  beast::flat_buffer buffer;
  buffer.reserve(kBuffer);
  for (;;) {
    Request request = co_await read_request(socket, buffer);
    if (request.method() == http::verb::get) {
      std::string event = co_await relay.events.async_receive(asio::use_awaitable);
      co_await write_response(socket, http::status::ok, std::move(event));
      continue;
    }
    std::string result = std::move(request.body());
    const boost::system::error_code none;
    co_await relay.results.async_send(none, std::move(result), asio::use_awaitable);
    std::string empty;
    co_await write_response(socket, http::status::accepted, std::move(empty));
  }
}

using Serve = asio::awaitable<void> (*)(tcp::socket, Relay&);

// A connection that ends is nothing to speak of here.
void ignore_end(const std::exception_ptr&) {}

asio::awaitable<void> accept(tcp::acceptor& acceptor, Relay& relay, Serve serve) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), relay), ignore_end);
  }
}

}  // namespace

int main() {
  asio::io_context io{1};
  Relay relay(io.get_executor());
  const tcp::endpoint any_port(asio::ip::address_v4::loopback(), 0);
  tcp::acceptor clients(io, any_port);
  tcp::acceptor workers(io, any_port);
  asio::co_spawn(io, accept(clients, relay, serve_client), ignore_end);
  asio::co_spawn(io, accept(workers, relay, serve_worker), ignore_end);
  std::printf("relay ready: client http://127.0.0.1:%d worker 127.0.0.1:%d\n",
              int{clients.local_endpoint().port()},
              int{workers.local_endpoint().port()});
  std::fflush(stdout);
  io.run();
}
