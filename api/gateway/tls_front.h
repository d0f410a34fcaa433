// TlsFront: takes TLS off in front of a plain listener on this machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace lambent::gateway {

namespace asio = boost::asio;

struct TlsOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;             ///< 0: the kernel picks one
  std::filesystem::path certificate;  ///< PEM, with its chain
  std::filesystem::path key;          ///< PEM, without a password
};

/// Each connection is a connection to the plain listener; what passes is bytes.  The plain listener
/// belongs to this front alone, so that it may take every request for one over TLS.
///
/// Source  local-api.md §5.13.
class TlsFront {
 public:
  /// Errors: config::Error for a certificate or key that cannot be used; std::system_error naming
  /// host and port when the port cannot be had.
  TlsFront(asio::any_io_executor executor, const TlsOptions& options, std::uint16_t plain_port);
  TlsFront(const TlsFront&) = delete;
  TlsFront& operator=(const TlsFront&) = delete;
  ~TlsFront();

  std::uint16_t port() const;

  void start();
  void stop_accepting();
  /// Cuts every connection and returns when all have ended.
  asio::awaitable<void> stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace lambent::gateway
