// Exchange: one request and its answer, while both are on the wire.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "emulator/http/message.h"

namespace lambent::http {

namespace asio = boost::asio;

/// What a handler sees of its connection.  A handler sends exactly one answer; when it returns
/// without one, or throws, the session answers 500 and closes.
class Exchange {
 public:
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  virtual const RequestHead& request() const = 0;

  /// Reads the body into `into`, which never grows past `limit` bytes (plus slack of one read).
  /// Answers `Expect: 100-continue` first.  With TooLarge nothing more is read here; after the
  /// answer the session drains a bounded rest so that the client sees the answer, then closes.
  virtual asio::awaitable<BodyEnd> read_body(std::string& into, std::size_t limit) = 0;

  /// Writes the answer; `body` is not copied and must live until this returns.  True when the
  /// whole of it was handed to the kernel and the peer was still there.  `response.body` is
  /// ignored in the two-argument form.
  virtual asio::awaitable<bool> send(const Response& head, std::string_view body) = 0;
  asio::awaitable<bool> send(const Response& response) { return send(response, response.body); }

  /// Returns when the peer has hung up.  Only between the request's end and the answer; meant to
  /// be raced against the work (`||`) and cancelled.
  virtual asio::awaitable<void> peer_gone() = 0;

 protected:
  Exchange() = default;
};

/// Called for each request of a listener.
using Handler = std::function<asio::awaitable<void>(Exchange&)>;

}  // namespace lambent::http
