// Peer: the other end of a connection to a listener of this very thread.
#pragma once

#include <cstdint>
#include <string_view>

#include <boost/asio/io_context.hpp>

namespace lambent::bench {

/// Costs few instructions, so that what is counted is the listener's.
class Peer {
 public:
  /// Connects to 127.0.0.1.  Errors: std::system_error.
  explicit Peer(std::uint16_t port);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  /// Errors of both: std::system_error.
  void send(std::string_view bytes);
  /// Lets `io` work until something came for this end; what came is an answer whose first line has
  /// `status`.  Errors: std::runtime_error when it has not.
  void expect(boost::asio::io_context& io, std::string_view status);

 private:
  int socket_;
};

}  // namespace lambent::bench
