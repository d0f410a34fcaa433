#include "api/gateway/event_headers.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

using Names = std::string_view;

// Source: local-api.md §1.3.
constexpr auto kDroppedByRest = std::to_array<Names>({
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
});
constexpr auto kHopByHop = std::to_array<Names>({
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
});
constexpr auto kTitleCaseInV1 = std::to_array<Names>({
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Host",
    "User-Agent",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
});
constexpr auto kLowerCaseInV1 = std::to_array<Names>({
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "cache-control",
    "origin",
    "referer",
});
constexpr auto kTitleCaseInRest = std::to_array<Names>({
    "Authorization",
    "Host",
    "User-Agent",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
});

template <std::size_t Count>
bool contains(const std::array<Names, Count>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <std::size_t Count>
std::string spelled_as_in(const std::array<Names, Count>& names, const std::string& lower_name) {
  const auto found = std::find_if(
      names.begin(), names.end(), [&](Names name) { return lower(name) == lower_name; });
  return found == names.end() ? std::string() : std::string(*found);
}

bool is_dropped(const std::string& name, Format format) {
  if (format == Format::Rest) return contains(kDroppedByRest, name);
  return contains(kHopByHop, name) || name.starts_with("proxy-");
}

std::string spelled(const std::string& name, const std::string& lower_name, Format format) {
  switch (format) {
    case Format::Rest: {
      const std::string known = spelled_as_in(kTitleCaseInRest, lower_name);
      return known.empty() ? name : known;
    }
    case Format::HttpV1: {
      if (contains(kLowerCaseInV1, lower_name)) return lower_name;
      const std::string known = spelled_as_in(kTitleCaseInV1, lower_name);
      return known.empty() ? name : known;
    }
    case Format::HttpV2:
    case Format::Url: return lower_name;
  }
  return name;
}

/// Collects values under the first spelling of each name.
class Collection {
 public:
  explicit Collection(Format format) : format_(format) {}

  void add(const std::string& name, std::string value) {
    const std::string key = lower(name);
    EventHeader& header = by_name_[key];
    if (header.name.empty()) header.name = spelled(name, key, format_);
    header.values.push_back(std::move(value));
  }

  void set(const std::string& name, std::string value) {
    by_name_.erase(lower(name));
    add(name, std::move(value));
  }

  std::vector<EventHeader> sorted() && {
    std::vector<EventHeader> headers;
    headers.reserve(by_name_.size());
    for (auto& row : by_name_)
      headers.push_back(std::move(row.second));
    std::sort(headers.begin(), headers.end(), [](const EventHeader& a, const EventHeader& b) {
      return a.name < b.name;
    });
    return headers;
  }

 private:
  Format format_;
  std::map<std::string, EventHeader> by_name_;
};

}  // namespace

std::string forwarded_for(const Request& request) {
  const auto sent = request.headers.find("X-Forwarded-For");
  return sent ? fmt::format("{}, {}", *sent, request.peer) : request.peer;
}

std::string trace_root(const Request& request, std::string_view made_up) {
  constexpr std::string_view kRoot = "Root=1-";
  constexpr std::size_t kLength = 40;  // Root=1-<8 hex>-<24 hex>
  const std::string_view sent = request.headers.value_or("X-Amzn-Trace-Id", "");
  const std::size_t begin = sent.find(kRoot);
  if (begin == sent.npos) return std::string(made_up);
  const std::string_view root = sent.substr(begin, sent.find(';', begin) - begin);
  return std::string(root.size() == kLength ? root : made_up);
}

std::vector<std::string> cookies_of(const Request& request) {
  std::vector<std::string> cookies;
  for (const http::Header& header : request.headers) {
    if (lower(header.name) == "cookie") add_cookies(header.value, cookies);
  }
  return cookies;
}

std::vector<EventHeader> event_headers(const Request& request, const Stamp& stamp, Format format) {
  Collection headers(format);
  for (const http::Header& header : request.headers) {
    const std::string name = lower(header.name);
    const bool is_cookie = name == "cookie" && format == Format::HttpV2;
    if (is_cookie || name == "content-length" || is_dropped(name, format)) continue;
    headers.add(header.name, header.value);
  }
  const bool is_http = format == Format::HttpV1 || format == Format::HttpV2;
  if (is_http || (format == Format::Url && request.has_body_length)) {
    headers.add("Content-Length", std::to_string(request.body.size()));
  }
  headers.set("X-Forwarded-For", forwarded_for(request));
  headers.set("X-Forwarded-Port", std::to_string(request.port));
  headers.set("X-Forwarded-Proto", request.is_tls ? "https" : "http");
  headers.set("X-Amzn-Trace-Id", trace_root(request, stamp.trace));
  if (format == Format::Url && request.is_tls) {
    headers.set("x-amzn-tls-version", "TLSv1.3");
    if (!request.tls_cipher.empty()) headers.set("x-amzn-tls-cipher-suite", request.tls_cipher);
  }
  return std::move(headers).sorted();
}

}  // namespace lambent::gateway
