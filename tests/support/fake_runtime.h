// FakeRuntime: a runtime client that speaks the Runtime API in exact bytes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "tests/support/raw_socket.h"

namespace lambent::test {

/// One keep-alive connection.  Headers are whole lines, "Name: value"; answers come back as the
/// bytes that were read.
class FakeRuntime {
 public:
  using Lines = std::initializer_list<std::string_view>;

  FakeRuntime(const asio::any_io_executor& executor, std::uint16_t port)
      : socket_(executor, port) {}

  static std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  }
  static std::string post(std::string_view path, std::string_view body, Lines headers = {}) {
    std::string text = "POST " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    for (const std::string_view line : headers)
      text.append(line).append("\r\n");
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return text.append(body);
  }
  static std::string invocation(std::string_view request_id, std::string_view call) {
    return "/2018-06-01/runtime/invocation/" + std::string(request_id) + '/' + std::string(call);
  }

  static std::string next() { return get("/2018-06-01/runtime/invocation/next"); }
  static std::string response(std::string_view request_id,
                              std::string_view body,
                              Lines headers = {}) {
    return post(invocation(request_id, "response"), body, headers);
  }
  static std::string error(std::string_view request_id, std::string_view body, Lines headers = {}) {
    return post(invocation(request_id, "error"), body, headers);
  }
  static std::string init_error(std::string_view body, Lines headers = {}) {
    return post("/2018-06-01/runtime/init/error", body, headers);
  }

  RawSocket& socket() { return socket_; }

 private:
  RawSocket socket_;
};

}  // namespace lambent::test
