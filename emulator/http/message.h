// Requests and responses as plain values.  No Beast type leaves this folder.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lambent::http {

struct Header {
  std::string name;
  std::string value;
};

/// Headers in the order they came; names compare without regard to case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers) : headers_(headers) {}

  void add(std::string name, std::string value) {
    if (headers_.empty()) headers_.reserve(kTypicalCount);
    headers_.push_back({std::move(name), std::move(value)});
  }
  /// The first value of `name`, or nullopt.
  std::optional<std::string_view> find(std::string_view name) const;
  /// The first value of `name`, or `otherwise`.
  std::string_view value_or(std::string_view name, std::string_view otherwise) const;

  auto begin() const { return headers_.begin(); }
  auto end() const { return headers_.end(); }
  std::size_t size() const { return headers_.size(); }

 private:
  static constexpr std::size_t kTypicalCount = 8;

  std::vector<Header> headers_;
};

/// What came before the body.
struct RequestHead {
  std::string method;  ///< as sent, e.g. "GET"
  std::string path;    ///< raw, still percent-encoded, without the query
  std::string query;   ///< raw, without '?'
  Headers headers;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  Headers trailers;  ///< of a chunked body; there once the body was read to its end
};

/// `Content-Length`, `Date` and `Connection` are written by the session.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

/// How the reading of a body ended.
enum class BodyEnd {
  Complete,
  TooLarge,   ///< more than the limit; what came is dropped
  Truncated,  ///< the peer left, or the framing broke, before the end
};

/// "%41" → "A", once.  Nullopt when an escape is broken.  `plus_is_space` for query strings.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// The decoded pairs of a query string, in order; broken escapes stay as written.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace lambent::http
