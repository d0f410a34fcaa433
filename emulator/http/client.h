// Client: a small HTTP/1.1 client over one connection.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "emulator/http/message.h"

namespace lambent::http {

namespace asio = boost::asio;

/// One request at a time; the connection is kept while the server keeps it, and made anew when
/// the server has closed it meanwhile.  Nothing is ever sent twice.
class Client {
 public:
  Client(asio::any_io_executor executor, std::string host, std::uint16_t port);

  /// Sends one request and returns the whole answer.  `Host` and `Content-Length` are added unless
  /// given.  Errors: boost::system::system_error when the connection fails or the answer is no
  /// HTTP.
  asio::awaitable<Response> request(std::string_view method,
                                    std::string_view target,
                                    const Headers& headers = {},
                                    std::string_view body = {});

  /// Takes a part of a body, cut wherever the wire cut it; false: no more is wanted.
  using Take = std::function<bool(std::string_view part)>;

  /// A GET whose body is handed to `take` as it comes.  Only that of a 200: any other answer is
  /// returned whole.  Returns when the body has ended, or once `take` has said no; the connection
  /// is then closed.  Errors: as above, and when the connection ends before the body does.
  asio::awaitable<Response> stream(std::string_view target, const Headers& headers, Take take);

  /// Also ends what is being waited for, with an error.
  void close();
  bool is_connected() const { return socket_.has_value(); }

 private:
  asio::awaitable<Response> send(std::string_view method,
                                 std::string_view target,
                                 const Headers& headers,
                                 std::string_view body,
                                 const Take* take);
  asio::awaitable<void> connect();
  asio::awaitable<Response> exchange(std::string_view head,
                                     std::string_view body,
                                     bool without_body,
                                     const Take* take);

  asio::any_io_executor executor_;
  std::string host_;
  std::uint16_t port_;
  std::optional<asio::ip::tcp::socket> socket_;
};

}  // namespace lambent::http
