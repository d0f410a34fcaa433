// Exchange: one request and its answer, while both are on the wire.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "emulator/base/signal.h"
#include "emulator/http/message.h"

namespace lambent::http {

namespace asio = boost::asio;

/// What a handler sees of its connection.  A handler sends exactly one answer, whole by `send` or
/// in pieces by `send_head`, `send_piece`s and `send_end`.  When it returns without one, or throws,
/// the session answers 500 and closes; an answer in pieces that was not ended is cut off, so that
/// the peer cannot take it for whole.
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
  /// whole of it was handed to the kernel.  `response.body` is ignored in the two-argument form.
  virtual asio::awaitable<bool> send(const Response& head, std::string_view body) = 0;
  asio::awaitable<bool> send(const Response& response) { return send(response, response.body); }

  /// Begins an answer whose length nobody knows yet; `head.body` is ignored.  All three return true
  /// when their bytes were handed to the kernel and the peer was still there.
  ///
  /// Shape   chunked; a client of HTTP/1.0 gets the bare pieces until the connection closes.
  virtual asio::awaitable<bool> send_head(const Response& head) = 0;
  /// Returns when the kernel has taken all of `piece`, however long the peer takes to read: what a
  /// slow reader holds up is one piece.  An empty piece sends nothing.
  virtual asio::awaitable<bool> send_piece(std::string_view piece) = 0;
  virtual asio::awaitable<bool> send_end() = 0;

  /// Whether the peer is known to have left.  While its next request waits to be read, nobody
  /// knows.
  virtual bool peer_has_hung_up() = 0;

  /// For a handler that waits: `changed` is notified, once, when it may be time to ask
  /// `peer_has_hung_up`.  Between the request's end and the answer; `changed` outlives the handler.
  virtual void watch_peer(base::Signal& changed) = 0;

 protected:
  Exchange() = default;
};

/// Called for each request of a listener.
using Handler = std::function<asio::awaitable<void>(Exchange&)>;

}  // namespace lambent::http
