#include "api/control/journal_query.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

#include "emulator/http/message.h"

namespace lambent::api {
namespace {

constexpr std::uint64_t kMaxTimeout = 3'600'000;

template <class Number>
bool parse_into(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

}  // namespace

JournalQuery parse_journal_query(std::string_view query) {
  JournalQuery parsed;
  for (const auto& [key, value] : http::parse_query(query)) {
    bool good = true;
    if (key == "function") {
      parsed.filter.function = value;
    } else if (key == "environment") {
      parsed.filter.environment = value;
    } else if (key == "request") {
      parsed.filter.request_id = value;
    } else if (key == "type") {
      parsed.filter.type = value;
    } else if (key == "after") {
      good = parse_into(value, parsed.filter.after);
    } else if (key == "wait") {
      good = parse_into(value, parsed.wait);
    } else if (key == "timeout") {
      std::uint64_t count = 0;
      good = parse_into(value, count) && count <= kMaxTimeout;
      parsed.timeout = std::chrono::milliseconds(count);
    } else {
      parsed.fault = fmt::format(
          "unknown query member \"{}\"; there are function, environment, request, type, after, "
          "wait and timeout",
          key);
    }
    if (!good) {
      parsed.fault = fmt::format("{}: expected a whole number, found \"{}\"", key, value);
    }
  }
  return parsed;
}

}  // namespace lambent::api
