// RequestParser: bytes of one request → RequestHead and the pieces of a chunked body.  No I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "emulator/http/message.h"

namespace lambent::http {

/// Why a request is not served, as the status that says so.
struct Refusal {
  int status = 400;
  std::string reason;
};

/// Beast's state machine with our rules on top.  A request is refused when its framing is not
/// beyond doubt (RFC 9112 §6.3): what two readers may understand differently is how requests are
/// smuggled past one of them.
///
/// Shape   feed it with `put_head` until `head_done`.  A body with Content-Length follows the head
///         verbatim and is no business of the parser; a chunked one goes through `put_chunks`.
class RequestParser final : private boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(std::size_t max_head);

  /// Takes from `bytes` what belongs to the head and returns how much that was.  Call it again
  /// with what was left and more, unless `head_done` or `refusal`.
  std::size_t put_head(std::string_view bytes);
  bool head_done() const { return is_header_done(); }
  const std::optional<Refusal>& refusal() const { return refusal_; }

  RequestHead& head() { return head_; }
  const RequestHead& head() const { return head_; }
  bool keeps_alive() const { return keep_alive(); }
  bool expects_continue() const { return expects_continue_; }
  /// Whether an answer may be chunked: since HTTP/1.1.
  bool understands_chunks() const;

  enum class Chunks { NeedMore, Done, TooLarge, Broken };
  struct ChunksStep {
    Chunks state;
    std::size_t used;  ///< bytes taken
  };
  /// Takes chunks from `bytes` and appends what they carry to `into`, at most `limit` bytes over
  /// all calls.  `into` may be null: then the body is only counted.
  ChunksStep put_chunks(std::string_view bytes, std::string* into, std::size_t limit);

 private:
  using verb = boost::beast::http::verb;
  using field = boost::beast::http::field;
  using text = boost::beast::string_view;
  using error_code = boost::beast::error_code;

  void on_request_impl(verb, text method, text target, int version, error_code&) override;
  void on_response_impl(int, text, int, error_code&) override {}
  void on_field_impl(field name, text name_text, text value, error_code& error) override;
  void on_header_impl(error_code& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(text body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t size, text, error_code& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code&) override;
  void on_finish_impl(error_code&) override {}

  void refuse(int status, std::string reason, error_code& error);
  void set_target(std::string_view target, error_code& error);

  RequestHead head_;
  std::optional<Refusal> refusal_;
  std::size_t max_head_;
  std::size_t head_bytes_ = 0;
  int version_ = 0;
  bool expects_continue_ = false;

  std::string* into_ = nullptr;
  std::size_t body_limit_ = 0;
  std::size_t body_bytes_ = 0;  // announced by chunk headers so far
  bool body_too_large_ = false;
};

}  // namespace lambent::http
