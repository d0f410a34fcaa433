// Session: one connection, request after request: read, dispatch, write, keep alive.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "emulator/base/clock.h"
#include "emulator/base/signal.h"
#include "emulator/http/exchange.h"
#include "emulator/http/listener.h"
#include "emulator/http/read_buffer.h"
#include "emulator/http/request_parser.h"
#include "emulator/http/sweeper.h"

namespace lambent::http {

class Session final : public Exchange {
 public:
  /// What is borrowed outlives the session.
  Session(asio::ip::tcp::socket socket,
          const ListenerOptions& options,
          const Handler& handler,
          Sweeper& sweeper);

  /// Serves the connection until one side closes it.
  asio::awaitable<void> serve();

  /// Closes the connection; what waits for it ends with an error.
  void close();

  /// When the peer must have done what it is waited for; kNever while it is our turn.
  base::SteadyTime deadline() const { return deadline_; }

  const RequestHead& request() const override { return parser_->head(); }
  asio::awaitable<BodyEnd> read_body(std::string& into, std::size_t limit) override;
  asio::awaitable<bool> send(const Response& head, std::string_view body) override;
  asio::awaitable<bool> send_head(const Response& head) override;
  asio::awaitable<bool> send_piece(std::string_view piece) override;
  asio::awaitable<bool> send_end() override;
  bool peer_has_hung_up() override;
  void watch_peer(base::Signal& changed) override;

 private:
  /// Bodies are read in pieces of this size (bytes).
  static constexpr std::size_t kBodyReadSize = 131'072;

  enum class Next { Request, Close, CloseGently };
  enum class Answer { None, Begun, Sent };
  /// How the pieces of an answer go over the wire.
  enum class Pieces { Chunked, Bare, LeftOut };

  asio::awaitable<Next> serve_one();
  asio::awaitable<bool> read_head();
  asio::awaitable<void> run_handler();
  asio::awaitable<Next> finish_request();
  asio::awaitable<void> refuse(int status, std::string reason);
  asio::awaitable<void> close_gently();

  asio::awaitable<BodyEnd> read_sized(std::string& into);
  asio::awaitable<BodyEnd> read_chunks(std::string* into, std::size_t limit);
  asio::awaitable<bool> skip_rest_of_body();
  bool body_is_read() const;
  bool rest_is_worth_reading() const;

  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into);
  asio::awaitable<bool> fill_buffer();
  bool wants_no_body(const Response& response) const;
  void cut_answer();
  asio::awaitable<bool> write(std::string_view head,
                              std::string_view body,
                              std::string_view tail,
                              std::chrono::seconds patience);
  void expect_within(std::chrono::seconds limit);
  void expect_nothing() { deadline_ = base::kNever; }

  asio::ip::tcp::socket socket_;
  const ListenerOptions& options_;
  const Handler& handler_;
  Sweeper& sweeper_;
  base::SteadyTime deadline_ = base::kNever;
  ReadBuffer buffer_;
  // Whom `watch_peer` tells; shared with the wait, which may end after the session.
  std::shared_ptr<base::Signal*> watcher_ = std::make_shared<base::Signal*>();

  // Of the request now served.
  std::optional<RequestParser> parser_;
  std::size_t body_left_ = 0;  // of a body with Content-Length
  bool chunks_left_ = false;   // a chunked body has not come to its end
  bool owes_continue_ = false;
  Answer answer_ = Answer::None;
  Pieces pieces_ = Pieces::Chunked;
  bool keep_alive_ = false;
};

}  // namespace lambent::http
