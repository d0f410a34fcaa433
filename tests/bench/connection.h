// Connection: one blocking keep-alive HTTP/1.1 connection that repeats one request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lambent::bench {

/// The same request, again and again.
struct Request {
  std::uint16_t port = 0;  ///< on 127.0.0.1
  std::string path;        ///< POST
  std::string body;        ///< JSON, sent as it is
};

/// Cheap on purpose: what it costs is part of every figure, of the daemon and of its floor alike.
class Connection {
 public:
  /// Errors: std::system_error when nobody listens.
  explicit Connection(const Request& request);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// One exchange; returns the bytes of the answer's body.
  ///
  /// Errors  std::system_error when the socket fails or a peer is silent for 30 s;
  ///         std::runtime_error when the answer is not 200 with a Content-Length, or carries
  ///         X-Amz-Function-Error, or closes the connection.
  std::size_t exchange();

 private:
  void send();
  std::size_t receive();
  std::size_t read_some(char* into, std::size_t size);

  const Request& request_;
  std::string head_;
  std::string answer_;  // the head of an answer, and the buffer bodies are read over
  int socket_ = -1;
};

/// The body length that an answer's head announces.
/// Errors: std::runtime_error as in Connection::exchange.
std::size_t content_length_of(std::string_view head);

}  // namespace lambent::bench
