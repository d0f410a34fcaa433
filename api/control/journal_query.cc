#include "api/control/journal_query.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "config/closest.h"
#include "emulator/journal/names.h"

namespace lambent::api {
namespace {

constexpr std::uint64_t kMaxTimeout = 3'600'000;
constexpr std::string_view kEventStream = "text/event-stream";

template <std::size_t... Index>
std::vector<std::string_view> type_names(std::index_sequence<Index...>) {
  return {journal::type_of(journal::Fact(std::in_place_index<Index>))...};
}

// Every type an event may have.
const std::vector<std::string_view>& all_types() {
  static const auto kTypes =
      type_names(std::make_index_sequence<std::variant_size_v<journal::Fact>>());
  return kTypes;
}

template <class Number>
bool parse_into(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

/// Reads one member after the other; each returns what is wrong with the value, or nothing.
class Reader {
 public:
  using Fault = std::string;

  explicit Reader(JournalQuery& query) : query_(query) {}

  Fault read(std::string_view key, const std::string& value) {
    if (key == "function") return take(query_.filter.function, value);
    if (key == "environment") return take(query_.filter.environment, value);
    if (key == "request") return take(query_.filter.request_id, value);
    if (key == "type") return types(value);
    if (key == "after") return after(value);
    if (key == "view") return view(value);
    if (key == "wait") return number(key, value, query_.wait);
    if (key == "timeout") return timeout(value);
    if (key == "stream") return yes_or_no(key, value, query_.stream);
    if (key == "follow") return yes_or_no(key, value, query_.follow);
    return fmt::format(
        "unknown query member \"{}\"; there are function, environment, request, type, after, view, "
        "wait, timeout, stream and follow",
        key);
  }

  template <class Number>
  static Fault number(std::string_view key, std::string_view value, Number& into) {
    if (parse_into(value, into)) return {};
    return fmt::format("{}: expected a whole number, found \"{}\"", key, value);
  }

 private:
  static Fault take(std::string& into, const std::string& value) {
    into = value;
    return {};
  }

  static Fault yes_or_no(std::string_view key, std::string_view value, bool& into) {
    into = value == "true";
    if (into || value == "false") return {};
    return fmt::format("{}: expected true or false, found \"{}\"", key, value);
  }

  // A misspelt type would be waited for in vain.
  Fault types(const std::string& value) {
    query_.filter.type = value;
    for (std::string_view rest = value;;) {
      const std::size_t comma = rest.find(',');
      const std::string_view type = rest.substr(0, comma);
      const bool is_known =
          std::find(all_types().begin(), all_types().end(), type) != all_types().end();
      if (!is_known) {
        return fmt::format(
            "type: no event is called \"{}\"{}", type, config::did_you_mean(type, all_types()));
      }
      if (comma == std::string_view::npos) return {};
      rest.remove_prefix(comma + 1);
    }
  }

  Fault after(const std::string& value) {
    query_.after_last = value == "last";
    if (query_.after_last) return {};
    return number("after", value, query_.filter.after);
  }

  Fault view(std::string_view value) {
    query_.view = value == "log" ? JournalView::Log : JournalView::Entry;
    if (value == "log" || value == "entry") return {};
    return fmt::format("view: expected entry or log, found \"{}\"", value);
  }

  Fault timeout(const std::string& value) {
    std::uint64_t count = 0;
    Fault fault = number("timeout", value, count);
    if (fault.empty() && count > kMaxTimeout) {
      fault = fmt::format("timeout: expected at most {}, found \"{}\"", kMaxTimeout, value);
    }
    query_.timeout = std::chrono::milliseconds(std::min(count, kMaxTimeout));
    return fault;
  }

  JournalQuery& query_;
};

// What cannot stand together.
std::string conflict(const JournalQuery& query, const http::RequestHead& request) {
  for (const auto& [key, value] : http::parse_query(request.query)) {
    if (query.stream && (key == "wait" || key == "timeout")) {
      return fmt::format("{}: not for a stream, which follows until its reader leaves", key);
    }
    if (!query.stream && key == "follow") return "follow: only for a stream";
  }
  return {};
}

}  // namespace

JournalQuery parse_journal_query(const http::RequestHead& request) {
  JournalQuery query;
  query.stream =
      request.headers.value_or("Accept", "").find(kEventStream) != std::string_view::npos;
  Reader reader(query);
  for (const auto& [key, value] : http::parse_query(request.query)) {
    query.fault = reader.read(key, value);
    if (!query.fault.empty()) return query;
  }
  query.fault = conflict(query, request);
  // How a reader that lost its connection goes on.
  const std::optional<std::string_view> seen = request.headers.find("Last-Event-ID");
  if (query.fault.empty() && query.stream && seen) {
    query.after_last = false;
    query.fault = Reader::number("Last-Event-ID", *seen, query.filter.after);
  }
  return query;
}

}  // namespace lambent::api
