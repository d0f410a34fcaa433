#include "emulator/http/client.h"

#include <sys/socket.h>

#include <array>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "emulator/http/read_buffer.h"

namespace lambent::http {
namespace {

using tcp = asio::ip::tcp;
using boost::system::error_code;
using ResponseParser = boost::beast::http::response_parser<boost::beast::http::string_body>;

constexpr auto kResult = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kShortestEnd = std::string_view("0\r\n\r\n").size();

[[noreturn]] void fail(const error_code& error, const char* what) {
  throw boost::system::system_error(error, what);
}

std::string render_request(std::string_view method,
                           std::string_view target,
                           const std::string& host,
                           const Headers& headers,
                           std::size_t length) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", method, target);
  if (!headers.find("Host")) head += fmt::format("Host: {}\r\n", host);
  for (const auto& [name, value] : headers) {
    head += fmt::format("{}: {}\r\n", name, value);
  }
  const bool has_framing = headers.find("Content-Length") || headers.find("Transfer-Encoding");
  const bool may_omit = length == 0 && (method == "GET" || method == "HEAD");
  if (!has_framing && !may_omit) head += fmt::format("Content-Length: {}\r\n", length);
  head += "\r\n";
  return head;
}

// The host as a URL has it: an IPv6 address in brackets.
std::string authority(const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

// Hands over what has come of a streamed body; false: its taker wants no more.
bool hand_over(ResponseParser& parser, const Client::Take* take) {
  constexpr int kOk = 200;
  if (take == nullptr || !parser.is_header_done() || parser.get().result_int() != kOk) return true;
  std::string& part = parser.get().body();
  if (part.empty()) return true;
  const bool wanted = (*take)(part);
  part.clear();
  return wanted;
}

Response to_response(ResponseParser& parser) {
  Response response;
  response.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get()) {
    response.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  response.body = std::move(parser.get().body());
  return response;
}

// Reads until the message has ended: true; or until `take` wants no more: false.
asio::awaitable<bool> read_message(tcp::socket& socket,
                                   ResponseParser& parser,
                                   ReadBuffer& buffer,
                                   const Client::Take* take) {
  error_code error;
  parser.eager(true);
  parser.body_limit(boost::none);
  while (!parser.is_done()) {
    // Fewer bytes than the shortest end of a chunked body tell nothing, and Beast 1.81 asserts that
    // it is not asked about them.
    const std::size_t enough = parser.is_header_done() && parser.chunked() ? kShortestEnd : 1;
    if (buffer.size() >= enough) {
      buffer.consume(parser.put(asio::buffer(buffer.data()), error));
      if (error == boost::beast::http::error::need_more) error = {};
      if (error) fail(error, "response");
      if (!hand_over(parser, take)) co_return false;
      if (parser.is_done()) break;
    }
    const asio::mutable_buffer room = buffer.prepare();
    const auto result = co_await socket.async_read_some(room, kResult);
    if (std::get<0>(result)) {
      if (!parser.got_some()) fail(std::get<0>(result), "no response");
      if (std::get<0>(result) != asio::error::eof) fail(std::get<0>(result), "response");
      parser.put_eof(error);
      if (error) fail(error, "response");
      break;
    }
    buffer.commit(std::get<1>(result));
  }
  co_return true;
}

bool has_hung_up(tcp::socket& socket) {
  char byte = 0;
  return ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

}  // namespace

Client::Client(asio::any_io_executor executor, std::string host, std::uint16_t port)
    : executor_(std::move(executor)), host_(std::move(host)), port_(port) {}

asio::awaitable<Response> Client::request(std::string_view method,
                                          std::string_view target,
                                          const Headers& headers,
                                          std::string_view body) {
  return send(method, target, headers, body, nullptr);
}

asio::awaitable<Response> Client::stream(std::string_view target,
                                         const Headers& headers,
                                         Take take) {
  co_return co_await send("GET", target, headers, "", &take);
}

asio::awaitable<Response> Client::send(std::string_view method,
                                       std::string_view target,
                                       const Headers& headers,
                                       std::string_view body,
                                       const Take* take) {
  const std::string host = authority(host_, port_);
  const std::string head = render_request(method, target, host, headers, body.size());
  const bool without_body = method == "HEAD";
  if (socket_ && has_hung_up(*socket_)) close();
  if (!socket_) co_await connect();
  try {
    Response response = co_await exchange(head, body, without_body, take);
    co_return response;
  } catch (...) {
    close();
    throw;
  }
}

void Client::close() {
  socket_.reset();
}

asio::awaitable<void> Client::connect() {
  tcp::socket socket(executor_);
  error_code not_numeric;
  const auto address = asio::ip::make_address(host_, not_numeric);
  if (!not_numeric) {
    const tcp::endpoint endpoint(address, port_);
    const auto connected = co_await socket.async_connect(endpoint, kResult);
    if (std::get<0>(connected)) fail(std::get<0>(connected), "connect");
  } else {
    tcp::resolver resolver(executor_);
    const std::string service = std::to_string(port_);
    const auto found = co_await resolver.async_resolve(host_, service, kResult);
    if (std::get<0>(found)) fail(std::get<0>(found), "resolve");
    const auto connected = co_await asio::async_connect(socket, std::get<1>(found), kResult);
    if (std::get<0>(connected)) fail(std::get<0>(connected), "connect");
  }
  socket.set_option(tcp::no_delay(true));
  socket_ = std::move(socket);
}

asio::awaitable<Response> Client::exchange(std::string_view head,
                                           std::string_view body,
                                           bool without_body,
                                           const Take* take) {
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
  // A server may refuse and close before it has read all of it: look for its answer anyway.
  co_await asio::async_write(*socket_, parts, kResult);
  if (!socket_) fail(asio::error::operation_aborted, "closed");

  std::optional<ResponseParser> parser;
  ReadBuffer buffer;
  bool wanted = true;
  do {
    parser.emplace();
    parser->skip(without_body);
    wanted = co_await read_message(*socket_, *parser, buffer, take);
  } while (parser->get().result_int() < 200);  // 1xx: the answer proper follows
  Response response = to_response(*parser);
  if (!wanted || !parser->keep_alive()) close();
  co_return response;
}

}  // namespace lambent::http
