#include "emulator/http/request_parser.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/core.h>

#include "emulator/http/text.h"

namespace lambent::http {
namespace {

namespace beast_http = boost::beast::http;

constexpr int kHttp10 = 10;

// Lets Beast stop: any error of its own list would do.
beast_http::error stop_here() {
  return beast_http::error::bad_value;
}

// RFC 9112 §5.2: a header that goes on in the next line; Beast would join the lines.
bool has_folded_line(std::string_view head) {
  return head.find("\r\n ") != head.npos || head.find("\r\n\t") != head.npos;
}

}  // namespace

RequestParser::RequestParser(std::size_t max_head) : max_head_(max_head) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  header_limit(static_cast<std::uint32_t>(std::min(max_head, kMost)));
  body_limit(boost::none);  // the reader of the body has its own
}

bool RequestParser::understands_chunks() const {
  return version_ > kHttp10;
}

std::size_t RequestParser::put_head(std::string_view bytes) {
  error_code error;
  eager(false);  // stop behind the head
  std::size_t used = 0;
  // RFC 9112 §2.2: empty lines before a request are passed over.
  while (!got_some() && bytes.substr(used).starts_with("\r\n"))
    used += 2;
  used += put(boost::asio::buffer(bytes.substr(used)), error);
  head_bytes_ += used;
  if (refusal_) return used;
  // Beast's own limit forgets the fields it has already taken.
  const std::size_t waiting = head_done() ? 0 : bytes.size() - used;
  if (error == beast_http::error::header_limit || head_bytes_ + waiting > max_head_) {
    refusal_ = Refusal{431, fmt::format("request head: at most {} bytes", max_head_)};
  } else if (error && error != beast_http::error::need_more) {
    refusal_ = Refusal{400, fmt::format("request head: {}", error.message())};
  } else if (has_folded_line(bytes.substr(0, used))) {
    refusal_ = Refusal{400, "request head: folded lines are not taken"};
  }
  return used;
}

RequestParser::ChunksStep RequestParser::put_chunks(std::string_view bytes,
                                                    std::string* into,
                                                    std::size_t limit) {
  into_ = into;
  body_limit_ = limit;
  if (is_done()) return {Chunks::Done, 0};
  // No body ends in fewer bytes, and Beast 1.81 asserts that it is not asked again with fewer.
  constexpr std::string_view kShortestEnd = "0\r\n\r\n";
  if (bytes.size() < kShortestEnd.size()) return {Chunks::NeedMore, 0};
  error_code error;
  eager(true);
  const std::size_t used = put(boost::asio::buffer(bytes), error);
  if (body_too_large_) return {Chunks::TooLarge, used};
  if (error && error != beast_http::error::need_more) return {Chunks::Broken, used};
  return {is_done() ? Chunks::Done : Chunks::NeedMore, used};
}

void RequestParser::on_request_impl(
    verb, text method, text target, int version, error_code& error) {
  version_ = version;
  head_.method = method;
  set_target(target, error);
}

void RequestParser::on_field_impl(field name, text name_text, text value, error_code& error) {
  if (head_done()) {
    head_.trailers.add(std::string(name_text), std::string(value));
    return;
  }
  if (name == field::transfer_encoding) {
    if (!equal_ignoring_case(value, "chunked")) {
      return refuse(501, "Transfer-Encoding: only chunked is understood", error);
    }
    if (version_ == kHttp10) {
      return refuse(400, "Transfer-Encoding: not in a request of HTTP/1.0", error);
    }
    head_.chunked = true;
  } else if (name == field::expect) {
    expects_continue_ = version_ > kHttp10 && equal_ignoring_case(value, "100-continue");
  }
  head_.headers.add(std::string(name_text), std::string(value));
}

void RequestParser::on_header_impl(error_code&) {
  if (const auto length = content_length()) head_.content_length = *length;
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, text, error_code& error) {
  if (size > body_limit_ - std::min(body_limit_, body_bytes_)) {
    body_too_large_ = true;
    error = stop_here();
    return;
  }
  body_bytes_ += size;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, text body, error_code&) {
  if (into_ != nullptr) into_->append(body.data(), body.size());
  return body.size();
}

void RequestParser::refuse(int status, std::string reason, error_code& error) {
  refusal_ = Refusal{status, std::move(reason)};
  error = stop_here();
}

// RFC 9112 §3.2: "/path?query", "http://host/path?query", or "*" for OPTIONS.
void RequestParser::set_target(std::string_view target, error_code& error) {
  if (const std::size_t scheme = target.find("://");
      scheme != std::string_view::npos && !target.starts_with('/')) {
    const std::string_view rest = target.substr(scheme + 3);
    const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
    target = rest.substr(path);
    if (!target.starts_with('/')) head_.path = "/";
  } else if (!target.starts_with('/') && target != "*") {
    return refuse(400, "request target: expected a path", error);
  }
  const std::size_t question = std::min(target.find('?'), target.size());
  head_.path += target.substr(0, question);
  head_.query = target.substr(std::min(question + 1, target.size()));
}

}  // namespace lambent::http
