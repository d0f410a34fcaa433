#include "emulator/http/response_head.h"

#include <algorithm>
#include <array>

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include "emulator/base/log.h"
#include "emulator/http/text.h"

namespace lambent::http {
namespace {

std::string_view reason_of(int status) {
  const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
  if (known == boost::beast::http::status::unknown) return "Unknown";
  return boost::beast::http::obsolete_reason(known);
}

using ByteSet = std::array<bool, 256>;

// RFC 9110 §5.6.2.
constexpr ByteSet kTokenBytes = [] {
  ByteSet table{};
  for (const char c : std::string_view("0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

// RFC 9110 §5.5: no control character but the tab.
constexpr ByteSet kValueBytes = [] {
  ByteSet table{};
  for (std::size_t byte = 0x20; byte < table.size(); ++byte)
    table[byte] = byte != 0x7f;
  table['\t'] = true;
  return table;
}();

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return kTokenBytes[static_cast<unsigned char>(c)];
  });
}

bool is_field_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return kValueBytes[static_cast<unsigned char>(c)];
  });
}

bool belongs_to_session(std::string_view name) {
  switch (name.size()) {
    case 4: return equal_ignoring_case(name, "Date");
    case 10: return equal_ignoring_case(name, "Connection");
    case 14: return equal_ignoring_case(name, "Content-Length");
    case 17: return equal_ignoring_case(name, "Transfer-Encoding");
    default: return false;
  }
}

// Status line, date and the response's own headers.
std::string beginning_of(const Response& response, std::string_view date) {
  constexpr std::size_t kTypicalHead = 512;
  std::string head;
  head.reserve(kTypicalHead);
  head.append("HTTP/1.1 ").append(fmt::to_string(response.status)).append(" ");
  head.append(reason_of(response.status)).append("\r\nDate: ").append(date).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (belongs_to_session(name)) continue;
    if (!is_token(name) || !is_field_value(value)) {
      base::log(base::LogLevel::Warning,
                "a response header that would break the message was left out",
                {
                    {"name", name}
      });
      continue;
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
  return head;
}

std::string_view ending_of(bool keep_alive) {
  return keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
}

}  // namespace

std::string render_head(const Response& response,
                        std::size_t content_length,
                        bool keep_alive,
                        std::string_view date) {
  std::string head = beginning_of(response, date);
  const bool has_length = response.status >= 200 && response.status != 204;
  if (has_length) {
    head.append("Content-Length: ").append(fmt::to_string(content_length)).append("\r\n");
  }
  return head.append(ending_of(keep_alive));
}

std::string render_stream_head(const Response& response,
                               bool chunked,
                               bool keep_alive,
                               std::string_view date) {
  std::string head = beginning_of(response, date);
  if (chunked && !status_forbids_body(response.status)) head += "Transfer-Encoding: chunked\r\n";
  return head.append(ending_of(keep_alive));
}

bool status_forbids_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

std::string format_date(std::time_t when) {
  std::tm parts{};
  gmtime_r(&when, &parts);
  // Not strftime's %a and %b, which follow the locale.
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     kDays[parts.tm_wday],
                     parts.tm_mday,
                     kMonths[parts.tm_mon],
                     parts.tm_year + 1900,
                     parts.tm_hour,
                     parts.tm_min,
                     parts.tm_sec);
}

}  // namespace lambent::http
